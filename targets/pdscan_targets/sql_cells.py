"""The cells of a batch of rows: which are text, and which are files that somebody keeps in a database.

Binary cells and very long ones become items, decoded like files (`photo/1207`: column and row).  Short binary cells
that are text are text; those that aren't (digests, packed addresses) hold nothing that can be read.
"""

from __future__ import annotations

import io
import re
import uuid
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pdscan_targets.sql_json import flattened, looks_like_json

SHORT = 4096
"""Binary cells up to so many bytes may be text."""

TINY = 64
"""Binary cells up to so many bytes that are no text hold a digest, a key or flags: no file is that small."""

OPAQUE = 1024
"""Binary cells up to so many bytes are files only where they begin like one: most are encrypted or packed values."""

_FILES = (
    b"PK",
    b"\x1f\x8b",
    b"BZh",
    b"\xfd7zXZ",
    b"\x28\xb5\x2f\xfd",
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"RIFF",
)
"""How files begin: ZIP (and all that is kept in one), gzip, bzip2, xz, zstd, PDF, PNG, JPEG, GIF, WAV."""

LARGE = 1 << 20
"""Longer cells are read apart."""

_SPOKEN = 10_000_000
_SHORT_NUMBER = re.compile(r"-?[0-9]{1,7}")
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


@dataclass(frozen=True, slots=True)
class Apart:
    """A cell that is read apart from its row."""

    column: int
    row: int
    data: bytes = field(repr=False)
    media_type: str | None

    def open(self) -> io.BytesIO:
        """Its bytes as a stream."""
        return io.BytesIO(self.data)


@dataclass(frozen=True, slots=True)
class Batch:
    """Some rows, column by column, and the cells that are read apart.

    `changed`: the columns are not (all) those that were given.  `opaque` counts, by column, the cells that are
    neither text nor a file, though large enough to hold something.
    """

    names: tuple[str, ...]
    columns: Sequence[Sequence[object]] = field(repr=False)
    apart: tuple[Apart, ...] = ()
    changed: bool = False
    opaque: Mapping[str, int] = field(default_factory=dict)


def sorted_out(names: Sequence[str], columns: Sequence[Sequence[object]]) -> Batch:
    """The cells as text where they are text; JSON by its keys; the rest apart."""
    apart: list[Apart] = []
    texts: dict[str, Sequence[object]] = {}
    opaque: Counter[str] = Counter()
    changed = False
    for number, (name, values) in enumerate(zip(names, columns, strict=True)):
        types = set(map(type, values))
        if types & {bytes, bytearray, memoryview}:
            values, unread = _without_files(number, values, apart)
            opaque.update({name: unread})
        if str in types and _longest(values, types) > LARGE:
            values = list(_without_long_texts(number, values, apart))
        if types & {str, dict, list} and looks_like_json(values):
            for key, each in flattened(name, values).items():
                texts[_free(key, texts)] = each
        else:
            texts[_free(name, texts)] = values
        changed = changed or texts.get(name) is not columns[number]
    return Batch(tuple(texts), list(texts.values()), tuple(apart), changed, +opaque)


def row_name(keys: Iterable[Sequence[object]]) -> str | None:
    """How a row is called in results: by the first of its keys that can't be somebody's data, None without one.

    >>> row_name([[1207]]), row_name([["jan@example.nl"], [12]]), row_name([[123456782]])
    ('1207', '12', None)
    """
    return next((",".join(map(str, key)) for key in keys if key and all(map(_says_nothing, key))), None)


def _says_nothing(key: object) -> bool:
    """Whether a key is a small number (no register numbers people with so few digits) or random."""
    if isinstance(key, str):
        return bool(_SHORT_NUMBER.fullmatch(key) or _UUID.fullmatch(key))
    return isinstance(key, uuid.UUID) or (isinstance(key, int) and -_SPOKEN < key < _SPOKEN)


def _without_files(column: int, values: Sequence[object], apart: list[Apart]) -> tuple[list[object], int]:
    """The column without its binary cells, and how many of them are neither text nor a file."""
    texts: list[object] = []
    opaque = 0
    for row, value in enumerate(values):
        if isinstance(value, bytes | bytearray | memoryview):
            data = bytes(value)
            value = _text(data) if len(data) <= SHORT else None
            if value is None and (len(data) > OPAQUE or (len(data) > TINY and data.startswith(_FILES))):
                apart.append(Apart(column, row, data, None))
            elif value is None:
                opaque += len(data) > TINY
        texts.append(value)
    return texts, opaque


def _without_long_texts(column: int, values: Sequence[object], apart: list[Apart]) -> Iterator[object]:
    for row, value in enumerate(values):
        if isinstance(value, str) and len(value) > LARGE:
            apart.append(Apart(column, row, value.encode("utf-8", "replace"), "text/plain"))
            yield None
        else:
            yield value


def _text(data: bytes) -> str | None:
    r"""What a short binary value says, None when it isn't text.

    >>> _text(b"06-12345678"), _text(b"\x00\x01"), _text(b"caf\xe9")
    ('06-12345678', None, None)
    """
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    return text if text.replace("\n", "").replace("\r", "").replace("\t", "").isprintable() else None


def _longest(values: Sequence[object], types: set[type]) -> int:
    """How long the longest string is; without a step of Python for each value, where they are all strings or None."""
    if types <= {str, type(None)}:
        return max(map(len, filter(None, values)), default=0)  # type: ignore[arg-type]
    return max(len(value) for value in values if isinstance(value, str))


def _free(name: str, taken: dict[str, Sequence[object]]) -> str:
    """The name, changed where another column has it already."""
    while name in taken:
        name += "'"
    return name
