"""Members of a ZIP file that lost its directory: found by the header before each of them."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Problem
from pdscan_targets.formats.zip_member import BLOCK, HEADER, MARK, inflating, stored

ENCRYPTED, DESCRIPTOR, UTF8 = 0x1, 0x8, 0x800
STORED, DEFLATED = 0, 8


def salvaged(source: BinaryIO) -> Iterator[Item | Problem]:
    """The problem that the directory is missing, and the members that are there nevertheless."""
    yield Problem("damaged", "the archive's directory is missing")
    yield from members(source)


def members(source: BinaryIO) -> Iterator[Item | Problem]:
    """Every member whose header can be found, in the order of the file; the last may break off."""
    position = 0
    while (position := _next_header(source, position)) >= 0:
        source.seek(position)
        header = source.read(HEADER.size)
        if len(header) < HEADER.size:
            return
        _, _, flags, method, _, _, _, packed, size, name_size, extra_size = HEADER.unpack(header)
        name = source.read(name_size).decode("utf-8" if flags & UTF8 else "cp437", "replace")
        begin = position + HEADER.size + name_size + extra_size
        position = begin + (0 if flags & DESCRIPTOR else packed)
        if name.endswith("/"):
            continue
        if flags & ENCRYPTED:
            yield Problem("encrypted", "password needed", name)
        elif method == DEFLATED:
            yield Item(name, open=partial(inflating, source, begin), size=size)
        elif method == STORED and not flags & DESCRIPTOR:
            yield Item(name, open=partial(stored, source, begin, packed), size=size)
        else:
            yield Problem("damaged", f"compression method {method} without a directory", name)


def _next_header(source: BinaryIO, position: int) -> int:
    """Where the next member's header begins, from a position on; -1 when there is none."""
    source.seek(position)
    rest = b""
    while block := source.read(BLOCK):
        data = rest + block
        found = data.find(MARK)
        if found >= 0:
            return position - len(rest) + found
        position += len(block)
        rest = data[-len(MARK) + 1 :]
    return -1
