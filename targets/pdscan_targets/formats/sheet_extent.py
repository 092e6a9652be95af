"""How large a table a spreadsheet's sheets would become, told before a library builds it.

Two cells in opposite corners make a sheet of 17 thousand million cells.  Libraries reserve memory for all of
them and end the process when there is none, so the corners are looked for first, in constant memory.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO

from pdscan_targets.formats.safe_xml import Attributes, Handlers, parser
from pdscan_targets.formats.zip_member import opened

MOST_CELLS = 1 << 24
"""A sheet of more cells, empty ones included, is not read as a table."""

BLOCK = 1 << 18
OVERLAP = 64
XLSB_ROW, XLSB_CELLS = 0, range(1, 12)

_REFERENCE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{1,3})(\d{1,7})["']""")
_SHEET = re.compile(r"xl/(work|chart|macro)sheets/.*\.(xml|bin)", re.IGNORECASE)


@dataclass(slots=True)
class _Box:
    """The smallest rectangle around the cells so far."""

    first_row: int = 1 << 40
    first_column: int = 1 << 40
    last_row: int = -1
    last_column: int = -1

    def take(self, row: int, column: int, last_row: int | None = None, last_column: int | None = None) -> None:
        self.first_row = min(self.first_row, row)
        self.first_column = min(self.first_column, column)
        self.last_row = max(self.last_row, row if last_row is None else last_row)
        self.last_column = max(self.last_column, column if last_column is None else last_column)

    @property
    def cells(self) -> int:
        return max(0, self.last_row - self.first_row + 1) * max(0, self.last_column - self.first_column + 1)


def is_too_large(archive: zipfile.ZipFile, source: BinaryIO, most_bytes: int) -> bool:
    """Whether a spreadsheet would take more cells than is sensible, or unpacks to more bytes than is allowed.

    :raises zipfile.BadZipFile, zlib.error, EOFError, ExpatError: when a part is broken.
    """
    size = 0
    for member in archive.infolist():
        measure = _measure(member.filename)
        with opened(archive, source, member) as stream:
            blocks = _Counted(stream, most_bytes - size)
            box = measure(blocks)
            size += blocks.size
        if box.cells > MOST_CELLS or size > most_bytes:
            return True
    return False


class _Counted:
    """The blocks of a stream, up to one beyond a number of bytes."""

    def __init__(self, stream: BinaryIO, most: int) -> None:
        self._stream, self._most = stream, most
        self.size = 0

    def __iter__(self) -> Iterator[bytes]:
        while self.size <= self._most and (block := self._stream.read(BLOCK)):
            self.size += len(block)
            yield block


def _measure(name: str) -> Callable[[_Counted], _Box]:
    """How the corners are found in a part of this name."""
    if name == "content.xml":
        return _open_document
    if _SHEET.fullmatch(name):
        return _binary if name.endswith(".bin") else _open_xml
    return _nothing


def _nothing(blocks: _Counted) -> _Box:
    for _ in blocks:
        continue
    return _Box()


def _open_xml(blocks: _Counted) -> _Box:
    box = _Box()
    rest = b""
    for block in blocks:
        data = rest + block
        for letters, number in set(_REFERENCE.findall(data)):
            box.take(int(number), _column(letters))
        rest = data[-OVERLAP:]
    return box


def _column(letters: bytes) -> int:
    """The number of a column: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _binary(blocks: _Counted) -> _Box:
    """Records of a binary sheet: a kind and a size in up to two and four bytes of seven bits, then the content."""
    data = b"".join(blocks)
    box = _Box()
    position = row = 0
    while position < len(data):
        kind, position = _seven_bits(data, position, 2)
        size, position = _seven_bits(data, position, 4)
        content = data[position : position + 4]
        if kind == XLSB_ROW:
            row = int.from_bytes(content, "little")
        elif kind in XLSB_CELLS:
            box.take(row, int.from_bytes(content, "little"))
        position += size
    return box


def _seven_bits(data: bytes, position: int, most: int) -> tuple[int, int]:
    value = shift = 0
    for byte in data[position : position + most]:
        position += 1
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            break
    return value, position


def _open_document(blocks: _Counted) -> _Box:
    handlers = _Repeats()
    made = parser(handlers)
    for block in blocks:
        made.Parse(block, False)
    return handlers.largest


class _Repeats(Handlers):
    """Follows rows and cells that say how often they are repeated; empty ones at the end don't count."""

    def __init__(self) -> None:
        self.largest = _Box()
        self._box = _Box()
        self._row = self._column = 0
        self._rows = self._columns = 1

    def begin(self, name: str, attributes: Attributes) -> None:
        """A table, a row or a cell begins."""
        if name == "table":
            self._box, self._row = _Box(), 0
        elif name == "table-row":
            self._rows, self._column = _times(attributes, "number-rows-repeated"), 0
        elif name in ("table-cell", "covered-table-cell"):
            self._columns = _times(attributes, "number-columns-repeated")
            if "value-type" in attributes:
                self._box.take(self._row, self._column, self._row + self._rows - 1, self._column + self._columns - 1)
            self._column += self._columns

    def end(self, name: str) -> None:
        """A row or a table ends."""
        if name == "table-row":
            self._row += self._rows
        elif name == "table" and self._box.cells > self.largest.cells:
            self.largest = self._box


def _times(attributes: Attributes, name: str) -> int:
    text = attributes.get(name, "1")[:12]
    return int(text) if text.isdecimal() else 1
