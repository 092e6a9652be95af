r"""The text and pictures of a PowerPoint presentation of before 2007 ([MS-PPT]): records, some of which hold others.

Slides, notes, masters and comments are all read; what was deleted and not yet overwritten is too.

>>> record = b"\0\0\xa8\x0f\x03\0\0\0bsn"
>>> presentation_text(b"\x0f\0\xe8\x03" + len(record).to_bytes(4, "little") + record)
b'bsn'
"""

from __future__ import annotations

import struct
from collections.abc import Iterator

CONTAINER = 0xF
CHARACTERS, BYTES, STRING = 0x0FA0, 0x0FA8, 0x0FBA
PICTURES = range(0xF01A, 0xF02B)
MARKS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"II*\0", b"MM\0*")
HEADERS = 80
"""So many bytes may stand before the picture itself."""


def presentation_text(data: bytes) -> bytes:
    """The text of all records, each on lines of its own, in UTF-8."""
    texts = []
    for kind, content in _records(data):
        if kind in (CHARACTERS, STRING):
            texts.append(content.decode("utf-16-le", "replace"))
        elif kind == BYTES:
            texts.append(content.decode("latin-1"))
    return "\n".join(texts).replace("\r", "\n").replace("\x0b", "\n").encode("utf-8", "replace")


def pictures(data: bytes) -> Iterator[bytes]:
    """The pictures, as the files that they were."""
    for kind, content in _records(data):
        if kind in PICTURES:
            begins = [place for mark in MARKS if (place := content.find(mark, 0, HEADERS)) >= 0]
            if begins:
                yield content[min(begins) :]


def _records(data: bytes) -> Iterator[tuple[int, bytes]]:
    """The records that hold no others, in their order."""
    place = 0
    while place + 8 <= len(data):
        version, kind, size = struct.unpack_from("<HHI", data, place)
        place += 8
        if version & 0xF != CONTAINER:
            yield kind, data[place : place + size]
            place += size
