"""Writes compound files (MS-CFB, version 3): what MSG and the older Office files are made of."""

from __future__ import annotations

import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

SECTOR, SMALL_SECTOR, SMALL = 512, 64, 4096
FREE, END, FAT, NONE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD, 0xFFFFFFFF
STORAGE, STREAM, ROOT = 1, 2, 5

Tree = Mapping[str, "bytes | Tree"]


@dataclass
class _Entry:
    name: str
    kind: int
    content: bytes = b""
    child: int = NONE
    right: int = NONE
    start: int = END
    size: int = 0


@dataclass
class _Sectors:
    """The sectors of a file, or of its stream of small streams, and how they follow each other."""

    size: int
    chain: list[int] = field(default_factory=list)
    data: bytearray = field(default_factory=bytearray)

    def put(self, content: bytes) -> int:
        """Put something into sectors of its own; gives the first."""
        if not content:
            return END
        first, count = len(self.chain), -(-len(content) // self.size)
        self.chain += [*range(first + 1, first + count), END]
        self.data += content.ljust(count * self.size, b"\0")
        return first


def compound(tree: Tree) -> bytes:
    """A file with these storages (mappings) and streams (bytes)."""
    entries = [_Entry("Root Entry", ROOT)]
    _add(entries, 0, tree)
    small, large = _Sectors(SMALL_SECTOR), _Sectors(SECTOR)
    for entry in entries:
        if entry.kind == STREAM:
            entry.size = len(entry.content)
            entry.start = (small if entry.size < SMALL else large).put(entry.content)
    entries[0].size = len(small.data)
    entries[0].start = large.put(bytes(small.data))
    links = large.put(_numbers(small.chain))
    directory = large.put(b"".join(map(_packed, entries)))
    count = 0
    while len(large.chain) + count > count * SECTOR // 4:
        count += 1
    fat = len(large.chain)
    large.chain += [FAT] * count
    large.data += _numbers(large.chain)
    head = struct.pack(
        "<8s16x5H6x9I", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0x3E, 3, 0xFFFE, 9, 6,
        0, count, directory, 0, SMALL, links, -(-len(small.chain) * 4 // SECTOR), END, 0,
    )  # fmt: skip
    return (head + struct.pack("<109I", *range(fat, fat + count), *[FREE] * (109 - count))) + bytes(large.data)


def _add(entries: list[_Entry], parent: int, tree: Tree) -> None:
    """The entries of a storage, each the next one's left neighbour."""
    last = None
    for name, content in sorted(tree.items(), key=lambda each: (len(each[0]), each[0].upper())):
        number = len(entries)
        entries.append(_Entry(name, STREAM, content) if isinstance(content, bytes) else _Entry(name, STORAGE))
        if last is None:
            entries[parent].child = number
        else:
            entries[last].right = number
        last = number
        if not isinstance(content, bytes):
            _add(entries, number, content)


def _packed(entry: _Entry) -> bytes:
    name = (entry.name + "\0").encode("utf-16-le")
    start = 0 if entry.kind == STORAGE else entry.start
    links = (NONE, entry.right, entry.child)
    return struct.pack("<64sHBB3I36xIQ", name, len(name), entry.kind, 1, *links, start, entry.size)


def _numbers(chain: list[int]) -> bytes:
    data = struct.pack(f"<{len(chain)}I", *chain)
    return data.ljust(-(-len(data) // SECTOR) * SECTOR, b"\xff")
