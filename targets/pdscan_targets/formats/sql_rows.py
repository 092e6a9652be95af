r"""The rows of SQL statements as cells, in NumPy over the raw bytes.

    INSERT INTO klanten (naam, bsn) VALUES ('Jansen', '111222333'), ('O''Neill', NULL);

A comma counts outside quotes and inside one pair of brackets; statements that follow each other with
the same head are one table.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pdscan.model import TableChunk
from pdscan_targets.formats.header import MOST_COLUMNS, column_names
from pdscan_targets.formats.positions import lines_and_offsets
from pdscan_targets.formats.spans import split

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUOTE, OPEN, CLOSE, COMMA, SEMICOLON, SPACE, FEED, BACKSLASH = b"'(),; \n\\"
BETWEEN = 16
"""At most so many blanks and line breaks stand between two statements that are read as one table."""

_END_OF_COPY = re.compile(rb"^\\\.\r?$", re.MULTILINE)
_ESCAPE = re.compile(rb"\\.", re.DOTALL)
_PLAIN = {b"\\n": b" \n", b"\\r": b" \n", b"\\t": b" \t", b"\\0": b"  ", b"\\'": b" '", b"\\N": b"  "}
"""What an escape means, as long as the escape itself, so that everything stays in its place."""


@dataclass(frozen=True, slots=True)
class Place:
    """A table in the source: its name and columns, and the line and character at which the data begins."""

    table: str
    names: Sequence[str]
    line: int
    offset: int


@dataclass(frozen=True, slots=True)
class Rows:
    """The rows that the data begins with, how many bytes they take, and whether it is sure that no more follow."""

    chunk: TableChunk | None
    size: int
    is_over: bool


def copy_rows(data: bytes, place: Place) -> Rows:
    r"""The rows of a `COPY` block, which `\.` on a line of its own ends."""
    end = _END_OF_COPY.search(data)
    body = data[: end.start()] if end else data
    spans = split(body, b"\t", literal=True)
    if spans is None:
        return Rows(None, end.end() if end else 0, end is not None)
    buffer = np.frombuffer(body, dtype=np.uint8)
    starts, ends = spans.starts, spans.ends
    null = (ends - starts == 2) & (buffer[starts] == BACKSLASH) & (buffer[ends - 1] == ord("N"))
    chunk = _chunk(body[: spans.size], starts, ends, spans.column, spans.row, spans.rows, ~null, place, escapes=True)
    return Rows(chunk, end.end() if end else spans.size, end is not None)


def inserted_rows(data: bytes, head: bytes, place: Place, escapes: bool) -> Rows:
    r"""The rows of statements that all begin with `head`; the data begins with it, or after a row.

    :param escapes: whether `\'` is a quote in a string, as MySQL writes it.
    """
    begin = data[: len(head) + BETWEEN].lstrip()
    if not begin.startswith((head, b",", b"(", b";")):
        return Rows(None, 0, is_over=not head.startswith(begin))
    masked = _ESCAPE.sub(b"__", data) if escapes and b"\\" in data else data
    buffer = np.frombuffer(masked, dtype=np.uint8).copy()
    heads = np.array([each.start() for each in re.finditer(re.escape(head), data)], dtype=np.int64)
    for index in heads.tolist():
        buffer[index : index + len(head)] = SPACE
    outside = (np.cumsum(buffer == QUOTE, dtype=np.uint8) & 1) == 0
    buffer[~outside & (buffer != QUOTE)] = FEED
    depth = np.cumsum((buffer == OPEN).astype(np.int8) - (buffer == CLOSE).astype(np.int8), dtype=np.int64)
    end, is_over = _end_of_run(data, buffer, depth, heads, head)
    first = np.flatnonzero((buffer[:end] == OPEN) & (depth[:end] == 1))
    last = np.flatnonzero((buffer[:end] == CLOSE) & (depth[:end] == 0))
    if not len(last) or len(first) < len(last):
        return Rows(None, end if is_over else 0, is_over)
    size = end if is_over else int(last[-1]) + 1
    commas = np.flatnonzero((buffer[: last[-1]] == COMMA) & (depth[: last[-1]] == 1))
    return Rows(_inserted(data[:size], first[: len(last)], commas, last, place, escapes), size, is_over)


def _end_of_run(
    data: bytes, buffer: NDArray[np.uint8], depth: NDArray[np.int64], heads: NDArray[np.int64], head: bytes
) -> tuple[int, bool]:
    """Where the last of the statements with this head ends, and whether that is known already."""
    stops = np.flatnonzero((buffer == SEMICOLON) & (depth == 0))
    following = np.append(heads, len(data))[np.searchsorted(heads, stops)]
    text = np.cumsum(buffer > SPACE)
    goes_on = (following < len(data)) & (text[following - 1] == text[stops])
    for stop in stops[~goes_on][:1].tolist():
        after = data[stop + 1 : stop + 1 + BETWEEN + len(head)].lstrip()
        if not head.startswith(after):
            return stop + 1, True
    return len(data), False


def _inserted(
    data: bytes,
    first: NDArray[np.int64],
    commas: NDArray[np.int64],
    last: NDArray[np.int64],
    place: Place,
    escapes: bool,
) -> TableChunk:
    """The cells between brackets and commas."""
    marks = np.concatenate([first, commas, last])
    order = np.argsort(marks, kind="stable")
    marks = marks[order]
    opening = order < len(first)
    closing = order >= len(first) + len(commas)
    row = np.cumsum(opening) - 1
    column = np.arange(len(marks)) - np.flatnonzero(opening)[row]
    left = np.flatnonzero(~closing)
    buffer = np.frombuffer(data, dtype=np.uint8)
    starts, ends, null = _bare(buffer, marks[left] + 1, marks[left + 1])
    keep = ~null & (ends > starts)
    column = np.minimum(column[left], MOST_COLUMNS - 1).astype(np.int32)
    return _chunk(data, starts, ends, column, row[left], len(first), keep, place, escapes)


def _bare(
    buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.bool_]]:
    """Cells without blanks, quotes and the letter before a quote (`N'…'`); and which of them are NULL."""
    for _ in range(BETWEEN):
        starts = starts + ((starts < ends) & (buffer[starts] <= SPACE))
        ends = ends - ((starts < ends) & (buffer[ends - 1] <= SPACE))
    width = ends - starts
    null = (width == 4) & (buffer[starts] | 32 == ord("n"))
    for index, letter in enumerate(b"null"):
        null &= buffer[np.minimum(starts + index, len(buffer) - 1)] | 32 == letter
    quoted = (width >= 2) & (buffer[ends - 1] == QUOTE)
    second = buffer[np.minimum(starts + 1, len(buffer) - 1)]
    lettered = quoted & (width >= 3) & (buffer[starts] != QUOTE) & (second == QUOTE)
    starts = starts + np.where(lettered, 2, quoted & (buffer[starts] == QUOTE))
    return starts, ends - quoted, null


def _chunk(
    data: bytes,
    starts: NDArray[np.int64],
    ends: NDArray[np.int64],
    column: NDArray[np.int32],
    row: NDArray[np.int64],
    rows: int,
    keep: NDArray[np.bool_],
    place: Place,
    escapes: bool,
) -> TableChunk:
    lines, offsets = lines_and_offsets(data, starts[keep], place.line, place.offset)
    width = max(int(column.max(initial=-1)) + 1, len(place.names))
    plain = _ESCAPE.sub(lambda each: _PLAIN.get(each[0], each[0]), data) if escapes and b"\\" in data else data
    return TableChunk(
        columns=column_names(place.names, width),
        data=plain,
        starts=starts[keep],
        ends=ends[keep],
        column=column[keep],
        row=row[keep],
        rows=rows,
        name=place.table,
        first_line=place.line,
        line=lines,
        offset=offsets,
    )
