"""The properties of a message inside a message of a store, from the heap in which they lie (MS-PST section 2.3).

The library for stores gives no more of such a message than this heap.  What is longer than some 3,500 bytes, and what
is attached to it, lies elsewhere: that it is there is all that can be said.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

MARK = b"\xec\xbc"
"""Stands at the third and fourth byte of a heap of properties."""

BLOCK = 8176
_TREE = 0xB5
_FIXED = frozenset({0x0002, 0x0003, 0x0004, 0x000A, 0x000B})
"""Kinds of values (numbers, yes and no) that stand in the record itself."""

_DEEPEST = 8


def is_heap(content: bytes) -> bool:
    """Whether this is a heap of properties, not a file."""
    return content[2:4] == MARK


def properties(content: bytes) -> Iterator[tuple[int, int, bytes | None]]:
    """Each property: its number, its kind, and its bytes; None where they lie elsewhere.

    :raises ValueError: when the heap is broken.
    """
    try:
        yield from _records(content)
    except (struct.error, IndexError):
        raise ValueError("a heap that breaks off") from None


def _records(content: bytes) -> Iterator[tuple[int, int, bytes | None]]:
    (root,) = struct.unpack_from("<I", content, 4)
    kind, key, value, levels, top = struct.unpack("<BBBBI", _piece(content, root)[:8])
    if (kind, key, value) != (_TREE, 2, 6) or levels > _DEEPEST:
        raise ValueError("no tree of properties")
    for leaf in _leaves(content, top, levels):
        for number, kind, where in struct.iter_unpack("<HHI", leaf[: len(leaf) // 8 * 8]):
            if kind in _FIXED:
                continue
            elsewhere = where & 0x1F
            yield number, kind, None if elsewhere else _piece(content, where) if where else b""


def _leaves(content: bytes, top: int, levels: int) -> Iterator[bytes]:
    """The lists of records; those above them name where they lie."""
    if not levels:
        yield _piece(content, top) if top else b""
        return
    above = _piece(content, top)
    for _, below in struct.iter_unpack("<HI", above[: len(above) // 6 * 6]):
        yield from _leaves(content, below, levels - 1)


def _piece(content: bytes, where: int) -> bytes:
    """What lies at one place of the heap: in which block, as which of the pieces there."""
    block = content[(where >> 16) * BLOCK :][:BLOCK]
    (directory,) = struct.unpack_from("<H", block)
    start, end = struct.unpack_from("<HH", block, directory + 2 + 2 * (where >> 5 & 0x7FF))
    return block[start:end]
