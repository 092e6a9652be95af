r"""dBase tables (DBF), of dBase III to FoxPro: records of a fixed width, under the names of their fields.

https://www.dbase.com/KnowledgeBase/int/db7_file_fmt.htm.  Records that were deleted are still in the file, and are
read.  Long texts (memo fields) stand in a file of their own beside it.

>>> fields(b"BSN".ljust(11, b"\0") + b"C" + bytes(4) + bytes([9]) + bytes(15) + b"\r")
[Field(name='BSN', kind='C', begin=1, width=9)]
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.rows import from_rows

VERSIONS = {0x02, 0x03, 0x04, 0x05, 0x30, 0x31, 0x32, 0x43, 0x63, 0x83, 0x8B, 0x8C, 0x8E, 0xCB, 0xE5, 0xF5, 0xFB}
HEADER, FIELD = 32, 32
TERMINATOR = b"\r"
TEXT = set("CNFDLMV")
"""Kinds of fields that are written as text; the others are numbers for machines."""
ROWS = 10_000
"""So many records make one chunk."""

PAGES = {0x01: "cp437", 0x02: "cp850", 0x03: "cp1252", 0x57: "cp1252", 0x64: "cp852", 0xC8: "cp1250", 0x6B: "cp857"}
"""Code pages by the byte that names them; without it, MS-DOS's."""


@dataclass(frozen=True, slots=True)
class Field:
    """A field: where in each record it stands."""

    name: str
    kind: str
    begin: int
    width: int


class Dbase:
    """Records as a table."""

    media_types = ("application/vnd.dbf", "application/x-dbf")
    suffixes = (".dbf",)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure when the header's numbers fit each other: month, day, the length of header and record."""
        if len(head) < HEADER + FIELD or head[0] not in VERSIONS:
            return 0.0
        begin, width = struct.unpack_from("<HH", head, 8)
        found = fields(head[HEADER : min(begin, len(head))])
        fits = 1 <= head[2] <= 12 and 1 <= head[3] <= 31 and sum(each.width for each in found) + 1 == width
        return 0.9 if found and fits and begin > HEADER else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The records, deleted ones too; a problem when there are fewer than the header says."""
        head = stream.read(HEADER)
        count, begin, width = struct.unpack_from("<IHH", head, 4)
        columns = fields(stream.read(max(begin - HEADER, 0)))
        page = PAGES.get(head[29], "cp850")
        names = tuple(each.name for each in columns)
        records = _records(stream, width)
        seen = 0
        while block := list(islice(records, ROWS)):
            seen += len(block)
            yield from_rows(names, [[_cell(record, each, page) for each in columns] for record in block])
        if seen < count:
            yield Problem("damaged", "it breaks off")


def fields(header: bytes) -> list[Field]:
    """The fields that a header describes."""
    found: list[Field] = []
    place = 1
    for start in range(0, len(header) - FIELD + 1, FIELD):
        part = header[start : start + FIELD]
        if part.startswith(TERMINATOR):
            break
        name = part[:11].partition(b"\0")[0].decode("cp850", "replace")
        found.append(Field(name or f"column {len(found) + 1}", chr(part[11]), place, part[16]))
        place += part[16]
    return found


def _records(stream: BinaryIO, width: int) -> Iterator[bytes]:
    while len(record := stream.read(width)) == width > 0:
        yield record


def _cell(record: bytes, field: Field, page: str) -> str:
    data = record[field.begin : field.begin + field.width]
    text = data.decode(page, "replace") if field.kind in TEXT else str(int.from_bytes(data[:8], "little", signed=True))
    return text.strip(" \0")


FORMAT = Dbase()
