r"""The tags of sound files: ID3 of MP3 (id3.org), the INFO list of WAV, the comments of Ogg and FLAC (xiph.org).

>>> tags(b"RIFF\0\0\0\0WAVELIST\x14\0\0\0INFOINAM\x07\0\0\0Gesprek\0")
[('INAM', 'Gesprek')]
>>> tags(b"\xff\xfb\x90\x00")
[]
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterator

MOST = 200
"""So many tags of a file are read."""
LONGEST = 4096

_ENCODINGS = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_INFO = re.compile(rb"LIST....INFO", re.DOTALL)
_COMMENTS = re.compile(rb"\x03vorbis|OpusTags")
_COMMENT_BLOCK = 4


def tags(head: bytes) -> list[tuple[str, str]]:
    """The names and texts of the tags that stand in a file's first bytes."""
    try:
        if head.startswith(b"ID3"):
            found = _id3(head)
        elif head.startswith(b"RIFF"):
            found = _info(head)
        elif head.startswith(b"OggS") and (begin := _COMMENTS.search(head)):
            found = _comments(head, begin.end())
        elif head.startswith(b"fLaC"):
            found = _flac(head)
        else:
            return []
        return [(name, value) for _, (name, value) in zip(range(MOST), found, strict=False) if value.strip()]
    except (struct.error, IndexError):
        return []


def _id3(head: bytes) -> Iterator[tuple[str, str]]:
    """Text frames, and comments, of ID3 2.3 and 2.4."""
    place, end = 10, min(len(head), 10 + _synchsafe(head[6:10]))
    while place + 10 <= end and head[place : place + 4].isalnum():
        name, data = head[place : place + 4].decode("ascii", "replace"), head[place + 4 : place + 8]
        size = _synchsafe(data) if head[3] == 4 else int.from_bytes(data, "big")
        content = head[place + 10 : min(place + 10 + size, end)]
        if content and name.startswith(("T", "COMM")) and content[0] < len(_ENCODINGS):
            text = content[4:] if name == "COMM" else content[1:]
            yield name, text[:LONGEST].decode(_ENCODINGS[content[0]], "replace").replace("\0", " ").strip()
        place += 10 + size


def _info(head: bytes) -> Iterator[tuple[str, str]]:
    """The INFO chunks of a RIFF file."""
    if (found := _INFO.search(head)) is None:
        return
    place, end = found.end(), found.start() + 8 + struct.unpack_from("<I", head, found.start() + 4)[0]
    while place + 8 <= min(end, len(head)):
        name, size = head[place : place + 4].decode("ascii", "replace"), struct.unpack_from("<I", head, place + 4)[0]
        yield name, head[place + 8 : place + 8 + min(size, LONGEST)].decode("utf-8", "replace").strip("\0 ")
        place += 8 + size + size % 2


def _flac(head: bytes) -> Iterator[tuple[str, str]]:
    """The block of comments among the blocks of FLAC."""
    place = 4
    while place + 4 <= len(head):
        kind, size = head[place] & 0x7F, int.from_bytes(head[place + 1 : place + 4], "big")
        if kind == _COMMENT_BLOCK:
            yield from _comments(head, place + 4)
            return
        place += 4 + size


def _comments(head: bytes, place: int) -> Iterator[tuple[str, str]]:
    """The comments of Vorbis, Opus and FLAC: lengths and texts, after the writer's name."""
    place += 4 + struct.unpack_from("<I", head, place)[0]
    for _ in range(min(struct.unpack_from("<I", head, place)[0], MOST)):
        size = struct.unpack_from("<I", head, place + 4)[0]
        name, equals, value = head[place + 8 : place + 8 + min(size, LONGEST)].partition(b"=")
        if equals:
            yield name.decode("utf-8", "replace"), value.decode("utf-8", "replace")
        place += 4 + size


def _synchsafe(data: bytes) -> int:
    """A number of four bytes of seven bits."""
    number = 0
    for byte in data:
        number = number << 7 | byte & 0x7F
    return number
