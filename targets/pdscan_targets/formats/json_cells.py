"""JSON text → cells, in NumPy over the raw bytes: Python looks at brackets and keys, never at values.

Brackets, colons and commas outside strings cut the text into segments; a segment before a colon is a key,
any other that isn't blank is a value.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from pdscan.model import TableChunk
from pdscan_targets.formats.header import LONGEST, is_column_name
from pdscan_targets.formats.positions import lines_and_offsets

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUOTE, COLON, COMMA = b'":,'
OPEN, CLOSE = b"{[", b"}]"
ANY = "*"
"""Stands in a path for a key that is itself a value (an object by customer number), and must not name a column."""

MOST_KEYS = 200
"""An object with more different keys is a dictionary: its keys are values."""

DEEPEST = 64
"""Paths grow no longer below this depth."""

_ESCAPE = re.compile(rb"\\.", re.DOTALL)


def _table_of(characters: bytes) -> NDArray[np.bool_]:
    table = np.zeros(256, dtype=np.bool_)
    table[list(characters)] = True
    return table


_MARK = _table_of(b"{}[]:,")
_BLANK = _table_of(b" \t\r\n")
_SCALAR = _table_of(b"-0123456789tfnNI")
_LITERAL = _table_of(b"tfnNI")


class Broken(Exception):  # noqa: N818 - the document is to blame
    """Raised when the text is not JSON."""


class _Level(NamedTuple):
    """An object or array that is open: the path of what is in it, and the row that it stands in.

    `in_array` says whether it stands in an array itself, `has_rows` whether its elements are rows.
    """

    path: str
    row: int
    is_array: bool = False
    in_array: bool = False
    has_rows: bool = False


OUTSIDE = _Level("", -1)


@dataclass(frozen=True, slots=True)
class _Segments:
    """The text between marks: segment *i* ends at mark *i*; `filled` says whether there is more than blanks in it."""

    marks: NDArray[np.int64]
    kinds: NDArray[np.uint8]
    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    filled: NDArray[np.bool_]
    quoted: NDArray[np.bool_]


class Cells:
    """Parses a document piece by piece; remembers what is open between them."""

    def __init__(self) -> None:
        self._stack: list[_Level] = []
        self._lines = False

    @property
    def depth(self) -> int:
        """How many objects and arrays are open."""
        return len(self._stack)

    @property
    def are_lines(self) -> bool:
        """Whether several documents follow each other."""
        return self._lines

    def table(self, data: bytes, line: int, offset: int, final: bool) -> tuple[TableChunk | None, int]:
        """The cells of the first part of the data, and how many bytes that part has.

        :param line: the source's line on which the data begins.
        :param offset: the character in that line.
        :param final: nothing follows: a value at the very end is whole.
        :raises Broken: when the text is not JSON; nothing has been remembered then.
        """
        masked = _ESCAPE.sub(b"__", data) if b"\\" in data else data
        buffer = np.frombuffer(masked, dtype=np.uint8)
        inside = (np.cumsum(buffer == QUOTE, dtype=np.uint8) & 1).astype(np.bool_)
        marks = np.flatnonzero(_MARK[buffer] & ~inside)
        marks, size = self._cut(buffer, marks, final)
        if size == 0 or (final and len(data) and inside[-1]):
            return self._unfinished(data, final)
        segments = _segments(buffer, marks, size)
        _check(buffer, segments)
        self._lines = self._lines or self._several(segments)
        stack = [each._replace(row=-1) for each in self._stack]
        table = _Reading(data, segments, stack, self._lines).table(line, offset)
        self._stack = stack
        return table, size

    def _several(self, segments: _Segments) -> bool:
        """Whether more than one document begins here."""
        _, closes, depths = _brackets(segments.kinds, 0)
        return not self._stack and int(np.sum(closes & (depths == 0))) > 1

    def _unfinished(self, data: bytes, final: bool) -> tuple[None, int]:
        if final and data.strip():
            raise Broken
        return None, 0

    def _cut(self, buffer: NDArray[np.uint8], marks: NDArray[np.int64], final: bool) -> tuple[NDArray[np.int64], int]:
        """The marks up to the best place to stop: between documents, else between elements."""
        if final:
            return marks, len(buffer)
        kinds = buffer[marks]
        opens, closes, depths = _brackets(kinds, len(self._stack))
        whole = np.flatnonzero(closes & (depths == 0))
        if len(whole):
            last = whole[-1]
        else:
            later = np.flatnonzero((kinds != COLON) & ~opens & (marks * 2 >= len(buffer)))
            if not len(later):
                later = np.flatnonzero(kinds != COLON)
            if not len(later):
                return marks[:0], 0
            last = later[np.flatnonzero(depths[later] == depths[later].min())[-1]]
        return marks[: last + 1], int(marks[last]) + 1


def _brackets(kinds: NDArray[np.uint8], depth: int) -> tuple[NDArray[np.bool_], NDArray[np.bool_], NDArray[np.int64]]:
    """Which marks open and which close a bracket, and how many are open after each."""
    opens, closes = np.isin(kinds, list(OPEN)), np.isin(kinds, list(CLOSE))
    return opens, closes, depth + np.cumsum(opens.astype(np.int64) - closes)


def _segments(buffer: NDArray[np.uint8], marks: NDArray[np.int64], size: int) -> _Segments:
    """The segments of the first `size` bytes, without blanks and quotes around them."""
    ends = np.append(marks, size)
    starts = np.concatenate([np.zeros(1, dtype=np.int64), marks + 1])
    starts = np.minimum(starts, ends)
    text = np.flatnonzero(~_BLANK[buffer[:size]])
    first, last = np.searchsorted(text, starts), np.searchsorted(text, ends)
    filled = last > first
    if len(text):
        starts = np.where(filled, text[np.minimum(first, len(text) - 1)], starts)
        ends = np.where(filled, text[np.maximum(last - 1, 0)] + 1, starts)
    edge = max(size - 1, 0)
    quoted = filled & (ends - starts >= 2)
    if size:
        quoted &= (buffer[np.minimum(starts, edge)] == QUOTE) & (buffer[np.maximum(ends - 1, 0)] == QUOTE)
    kinds = np.append(buffer[marks], np.uint8(0))
    return _Segments(marks, kinds, starts + quoted, ends - quoted, filled, quoted)


def _check(buffer: NDArray[np.uint8], segments: _Segments) -> None:
    """See that keys are strings, that values look like values, and that none follows a closing bracket.

    :raises Broken: when not.
    """
    filled, quoted = segments.filled, segments.quoted
    bare = filled & ~quoted
    before = np.concatenate([np.zeros(1, dtype=np.uint8), segments.kinds[:-1]])
    keys = segments.kinds == COLON
    if (keys & ~quoted).any() or (filled & np.isin(before, list(CLOSE))).any():
        raise Broken
    if (filled & np.isin(segments.kinds, list(OPEN))).any() or not _SCALAR[buffer[segments.starts[bare]]].all():
        raise Broken
    if (segments.ends[bare] - segments.starts[bare] > LONGEST).any():
        raise Broken


class _Reading:
    """One piece of a document: walks its brackets, then names and places its values.

    :param stack: what is open where the piece begins; afterwards, where it ends.
    :param lines: whether each document is a row.
    """

    def __init__(self, data: bytes, segments: _Segments, stack: list[_Level], lines: bool) -> None:
        self._data = data
        self._segments = segments
        self._kinds = segments.kinds.tolist()
        self._stack = stack
        self._lines = lines
        self._levels = [OUTSIDE, *stack]

    def table(self, line: int, offset: int) -> TableChunk | None:
        """The values as a table; None when there are none."""
        level_of = self._walk()
        found = self._segments
        literal = np.zeros(len(found.kinds), dtype=np.bool_)
        bare = found.filled & ~found.quoted
        literal[bare] = _LITERAL[np.frombuffer(self._data, dtype=np.uint8)[found.starts[bare]]]
        valued = found.filled & (found.kinds != COLON) & ~literal & (found.ends > found.starts)
        cells, names, column = self._named(valued, level_of)
        if not len(cells):
            return None
        rows = np.array([level.row for level in self._levels])[level_of[cells]]
        own = np.array([level.has_rows and not level.path for level in self._levels])[level_of[cells]]
        numbers, row = np.unique(np.where(own, cells, rows), return_inverse=True)
        starts = found.starts[cells]
        data, ends = _unescaped(self._data, starts, found.ends[cells])
        lines, offsets = lines_and_offsets(self._data, starts, line, offset)
        return TableChunk(
            columns=names,
            data=data,
            starts=starts,
            ends=ends,
            column=column,
            row=row.astype(np.int64),
            rows=len(numbers),
            first_line=line,
            line=lines,
            offset=offsets,
        )

    def _walk(self) -> NDArray[np.int64]:
        """Follow the brackets: which level does each segment stand in?

        :raises Broken: when they don't match.
        """
        stack, levels, kinds = self._stack, self._levels, self._kinds
        indices = [*range(len(levels))]
        begins, inside = [0], [indices[-1]]
        for mark in np.flatnonzero(np.isin(self._segments.kinds, list(OPEN + CLOSE))).tolist():
            kind = kinds[mark]
            if kind in OPEN:
                level = self._opened(mark, kind == OPEN[1])
                indices.append(len(levels))
                stack.append(level)
                levels.append(level)
            else:
                if not stack or stack.pop().is_array != (kind == CLOSE[1]):
                    raise Broken
                indices.pop()
            begins.append(mark + 1)
            inside.append(indices[-1])
        widths = np.diff(begins, append=len(kinds))
        return np.repeat(np.array(inside, dtype=np.int64), widths)

    def _opened(self, mark: int, is_array: bool) -> _Level:
        """The level that a bracket opens."""
        if not self._stack:
            return _Level("", mark, is_array, False, is_array and not self._lines)
        parent = self._stack[-1]
        path, row = parent.path, parent.row
        if mark and self._kinds[mark - 1] == COLON:
            segments = self._segments
            key = _key(self._data[segments.starts[mark - 1] : segments.ends[mark - 1]])
            path = _joined(path, key) if len(self._stack) < DEEPEST else path
            row = mark if key == ANY and not parent.in_array else row
        elif parent.has_rows:
            row = mark
        if is_array and path and len(self._stack) < DEEPEST:
            path += "[]"
        in_array = parent.in_array or parent.is_array
        return _Level(path, row, is_array, in_array, is_array and not in_array and not self._lines)

    def _named(
        self, valued: NDArray[np.bool_], level_of: NDArray[np.int64]
    ) -> tuple[NDArray[np.int64], tuple[str, ...], NDArray[np.int32]]:
        """The segments that are cells (values, and keys that are values themselves), the columns, and each cell's."""
        found = self._segments
        paths: dict[str, int] = {}
        path_of = np.array([paths.setdefault(level.path, len(paths)) for level in self._levels])
        keyed = np.flatnonzero(found.kinds == COLON)
        spans = zip(found.starts[keyed].tolist(), found.ends[keyed].tolist(), strict=True)
        keys: dict[bytes, int] = {}
        key_of = np.array([keys.setdefault(self._data[start:end], len(keys)) for start, end in spans], dtype=np.int64)
        parts = [_key(key) for key in keys]
        any_key = np.array([part == ANY for part in parts], dtype=np.bool_)
        is_any = any_key[key_of] | _crowded(level_of[keyed], key_of)
        key_of = np.where(is_any, len(parts), key_of)
        keyless = len(parts) + 1
        parts += [ANY, ""]
        pair = path_of[level_of] * len(parts) + keyless
        pair[keyed + 1] += key_of - keyless
        pair[keyed] = path_of[level_of[keyed]] * len(parts) + key_of
        valued[keyed] = is_any & (found.ends[keyed] > found.starts[keyed])
        cells = np.flatnonzero(valued)
        used, column = np.unique(pair[cells], return_inverse=True)
        names = [_joined(list(paths)[number // len(parts)], parts[number % len(parts)]) for number in used.tolist()]
        return cells, tuple(name or "value" for name in names), column.astype(np.int32)


def _crowded(levels: NDArray[np.int64], keys: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which keys stand in objects that have so many different ones that these are values."""
    objects, which, times = np.unique(levels, return_inverse=True, return_counts=True)
    for number in np.flatnonzero(times > MOST_KEYS).tolist():
        times[number] = len(np.unique(keys[which == number]))
    return (times > MOST_KEYS)[which] if len(objects) else np.zeros(0, dtype=np.bool_)


@lru_cache(maxsize=4096)
def _key(text: bytes) -> str:
    """A key as part of a column's name.

    >>> _key(b"bsn"), _key(b"111222333"), _key(b"jan@voorbeeld.nl")
    ('bsn', '*', '*')
    """
    key = _plain(text).decode("utf-8", "replace")
    return " ".join(key.split()) if is_column_name(key) else ANY


def _joined(path: str, key: str) -> str:
    return f"{path}.{key}" if path and key else path or key


def _unescaped(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> tuple[bytes, NDArray[np.int64]]:
    """The data with the escapes in its cells decoded in place: cells only become shorter."""
    if b"\\" not in data:
        return data, ends
    marks = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\\"))
    escaped = np.flatnonzero(np.searchsorted(marks, starts) < np.searchsorted(marks, ends))
    plain, ends = bytearray(data), ends.copy()
    for cell in escaped.tolist():
        start, end = int(starts[cell]), int(ends[cell])
        text = _plain(data[start:end])
        plain[start:end] = text + b" " * (end - start - len(text))
        ends[cell] = start + len(text)
    return bytes(plain), ends


def _plain(text: bytes) -> bytes:
    """A string without its escapes; as it is when they are wrong."""
    if b"\\" not in text:
        return text
    try:
        value: str = json.loads(b'"' + text + b'"', strict=False)
    except ValueError:
        return text
    return value.encode("utf-8", "replace")
