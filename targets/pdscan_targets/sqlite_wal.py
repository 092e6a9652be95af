"""The write-ahead log beside an SQLite database: is there anything in it?

The file format is described at https://www.sqlite.org/fileformat2.html#walformat.  A log counts up to its last commit:
frames whose salts are not those of its header, or whose checksums are wrong, are left over from before.
"""

from __future__ import annotations

import struct
from typing import BinaryIO

_MAGIC = {0x377F0682: "<", 0x377F0683: ">"}
_HEADER = 32
_FRAME_HEADER = 24
_MASK = 0xFFFFFFFF


def has_commit(wal: BinaryIO) -> bool:
    """Whether the log holds at least one whole transaction."""
    header = wal.read(_HEADER)
    if len(header) < _HEADER:
        return False
    magic, _, page_size, _ = struct.unpack(">4I", header[:16])
    order = _MAGIC.get(magic)
    if order is None or not 512 <= page_size <= 65536:
        return False
    sums = _checksum(header[:24], order, (0, 0))
    if sums != struct.unpack(">2I", header[24:]):
        return False
    while len(frame := wal.read(_FRAME_HEADER + page_size)) == _FRAME_HEADER + page_size:
        _, pages_after_commit = struct.unpack(">2I", frame[:8])
        sums = _checksum(frame[:8] + frame[_FRAME_HEADER:], order, sums)
        if frame[8:16] != header[16:24] or sums != struct.unpack(">2I", frame[16:24]):
            return False
        if pages_after_commit:
            return True
    return False


def _checksum(data: bytes, order: str, sums: tuple[int, int]) -> tuple[int, int]:
    first, second = sums
    for one, other in struct.iter_unpack(f"{order}2I", data):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
