"""The text of a Word document of before 2007 ([MS-DOC]): the pieces that its piece table lists, in their order.

The pieces hold the body and, behind it, footnotes, headers, footers, comments and text boxes.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

WORD_97, WORD_6 = 0xA5EC, 0xA5DC
ENCRYPTED, WHICH_TABLE = 0x0100, 0x0200
FLAGS, FIRST, CLX = 0x0A, 0x18, 0x01A2
"""Where in the header the flags stand, the bounds of the text (of older documents), and those of the piece table."""

PROPERTIES, PIECES = 1, 2
"""The first byte of a part of the piece table: changes of format, or the table itself."""
SINGLE_BYTES = 0x40000000

_CLEAN = {0x0B: "\n", 0x0C: "\n", 0x0D: "\n", 0x07: "\t", 0x1E: "-", 0x1F: None, 0xA0: " ", 0x13: " ", 0x14: " "}
_CLEAN |= {0x15: " ", 0x01: None, 0x02: None, 0x05: None, 0x08: None}


class Locked(Exception):  # noqa: N818 - the document is no error
    """The document needs a password."""


def document_text(document: bytes, tables: dict[str, bytes]) -> list[bytes]:
    """The text in UTF-8.

    :param document: the stream `WordDocument`.
    :param tables: the streams `0Table` and `1Table`, as far as they are there.
    :raises Locked: when a password is needed.
    :raises ValueError: when it is no document.
    """
    if len(document) < FIRST + 8:
        raise ValueError("too short")
    mark, flags = struct.unpack_from("<H8xH", document)
    if mark not in (WORD_97, WORD_6):
        raise ValueError("no Word document")
    if flags & ENCRYPTED:
        raise Locked
    if mark == WORD_6:
        begin, end = struct.unpack_from("<II", document, FIRST)
        pieces = [document[begin:end].decode("cp1252", "replace")]
    else:
        table = tables.get("1Table" if flags & WHICH_TABLE else "0Table", b"")
        begin, size = struct.unpack_from("<II", document.ljust(CLX + 8, b"\0"), CLX)
        pieces = list(_pieces(document, _piece_table(table[begin : begin + size])))
    return [text.translate(_CLEAN).encode("utf-8", "replace") for text in pieces if text]


def _piece_table(parts: bytes) -> bytes:
    """The table, behind the changes of format that stand before it."""
    place = 0
    while place + 3 <= len(parts) and parts[place] == PROPERTIES:
        place += 3 + struct.unpack_from("<H", parts, place + 1)[0]
    if place + 5 > len(parts) or parts[place] != PIECES:
        raise ValueError("no piece table")
    size = struct.unpack_from("<I", parts, place + 1)[0]
    return parts[place + 5 : place + 5 + size]


def _pieces(document: bytes, table: bytes) -> Iterator[str]:
    """The text of each piece; a document can't have more text than it has bytes, whatever its table says."""
    count = max(0, (len(table) - 4) // 12)
    places = struct.unpack_from(f"<{count + 1}I", table) if count else (0,)
    left = 2 * len(document)
    for number in range(count):
        begin = struct.unpack_from("<I", table, 4 * (count + 1) + 8 * number + 2)[0]
        size = min(max(places[number + 1] - places[number], 0), left)
        left -= size
        if begin & SINGLE_BYTES:
            begin = (begin & ~SINGLE_BYTES) // 2
            yield document[begin : begin + size].decode("cp1252", "replace")
        else:
            yield document[begin : begin + 2 * size].decode("utf-16-le", "replace")
