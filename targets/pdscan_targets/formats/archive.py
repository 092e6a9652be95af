r"""Archives of many kinds, by the program `bsdtar` of libarchive: 7z, RAR, ISO images, CAB, CPIO, LHA, XAR, `ar`.

The program makes one stream of TAR of them, in a process with bounded memory and time; nothing is unpacked to disk by
its name.  7z archives with a password are opened by py7zr, if one of the passwords of the config fits.

>>> kind(b"Rar!\x1a\x07\x01\x00"), kind(b"PK\x03\x04")
('application/vnd.rar', '')
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats import sevenzip
from pdscan_targets.formats.piped import members, on_disk, piped, program

PROGRAM = "bsdtar"
ARGUMENTS = [PROGRAM, "-c", "-f", "-", "--format=pax", "@-"]

SEVENZIP = "application/x-7z-compressed"
ISO = "application/x-iso9660-image"
MARKS = {
    b"7z\xbc\xaf\x27\x1c": SEVENZIP,
    b"Rar!\x1a\x07\x00": "application/vnd.rar",
    b"Rar!\x1a\x07\x01\x00": "application/vnd.rar",
    b"MSCF\0\0\0\0": "application/vnd.ms-cab-compressed",
    b"xar!": "application/x-xar",
    b"!<arch>\n": "application/x-archive",
    b"070701": "application/x-cpio",
    b"070702": "application/x-cpio",
    b"070707": "application/x-cpio",
    b"\xc7\x71": "application/x-cpio",
}
ISO_MARK, ISO_PLACE = b"CD001", 0x8001
"""What an image of a disc has behind 32 KiB that mean nothing, farther than a format may look to recognise it."""

SUFFIXES = (".7z", ".rar", ".cab", ".cpio", ".lha", ".lzh", ".xar", ".pkg", ".deb", ".iso", ".img")
LOCKED = (b"ncrypt", b"assphrase", b"assword")
"""What the programs say, in part, when a password is needed."""


class Archive:
    """The members of an archive as nested items."""

    media_types = (
        "application/x-archive",
        *sorted({SEVENZIP, ISO, "application/vnd.rar", "application/vnd.ms-cab-compressed", "application/x-cpio"}),
    )
    suffixes = SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes; an image of a disc begins with nothing, and its name has to do."""
        if kind(head):
            return 0.95
        named = name.lower().endswith((".iso", ".img", ".bin"))
        empty = len(head) == 8192 and not head.strip(b"\0")
        return 0.9 if named and empty else 0.5 if empty or (named and b"isolinux" in head) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The members; a problem when the program is missing, or can't read all of it."""
        head = stream.read(ISO_PLACE + len(ISO_MARK))
        if not kind(head) and not head.endswith(ISO_MARK):
            yield Problem("unknown format", "application/octet-stream")
        elif shutil.which(PROGRAM) is None:
            yield Problem("needs a package", f"{PROGRAM} (apt-get install libarchive-tools)")
        else:
            with on_disk(head, stream, limits.expanded) as source:
                yield from _unpacked(source, item, limits)


def kind(head: bytes) -> str:
    """The media type of an archive with these first bytes, empty when it is none of ours."""
    if head[2:5] == b"-lh" and head[6:7] == b"-":
        return "application/x-lzh-compressed"
    return next((kind for mark, kind in MARKS.items() if head.startswith(mark)), "")


def _unpacked(source: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
    with piped(program(ARGUMENTS, source), limits.seconds) as stream:
        broken = yield from members(stream, item, limits)
        well, notes = stream.ended()
    if well and not broken:
        return
    source.seek(0)
    if kind(source.read(16)) == SEVENZIP:
        yield from sevenzip.opened(source, item, limits)
    elif any(words in notes for words in LOCKED):
        yield Problem("encrypted", "password needed")
    else:
        yield Problem("damaged", "the archive breaks off, or is broken")


FORMAT = Archive()
