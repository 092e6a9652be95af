"""Pictures: scans, photographs, faxes.  The text on them, by OCR.

What is too small to be read is no document, and gives nothing: icons, lines, the pixels that count readers.
"""

from __future__ import annotations

import hashlib
from collections import OrderedDict
from collections.abc import Iterator
from functools import partial
from itertools import islice
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.ocr.availability import NO_PACKAGE, missing

LARGEST = 256 << 20
"""Bytes of a file; a larger one is not read."""

BLOCK = 1 << 20

REMEMBERED = 64
"""Pictures whose text is kept for when the same one comes again: a logo hangs below every message."""

_SIGNATURES = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n", b"GIF87a", b"GIF89a", b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_BRANDS = (b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif")
_BITMAP_HEADERS = (12, 40, 52, 56, 64, 108, 124)


class Picture:
    """The text on pictures."""

    media_types = (
        "image/jpeg",
        "image/png",
        "image/tiff",
        "image/bmp",
        "image/gif",
        "image/webp",
        "image/heic",
        "image/avif",
    )
    suffixes = (".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".gif", ".webp", ".heic", ".avif")

    def __init__(self) -> None:
        self._read: OrderedDict[bytes, tuple[Decoded, ...]] = OrderedDict()

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        webp = head[:4] == b"RIFF" and head[8:12] == b"WEBP"
        heif = head[4:8] == b"ftyp" and head[8:12] in _BRANDS
        return 1.0 if head.startswith(_SIGNATURES) or webp or heif or _is_bitmap(head) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The text of each page; the page as field where there are several."""
        data = b"".join(islice(iter(partial(stream.read, BLOCK), b""), LARGEST // BLOCK + 1))
        if len(data) > LARGEST:
            yield Problem("too large", f"more than {LARGEST >> 20} MiB")
            return
        lack = missing(limits)
        if lack == NO_PACKAGE:
            yield Problem("needs OCR", lack)
            return
        key = hashlib.sha256(data).digest()
        if key in self._read and not lack:
            self._read.move_to_end(key)
            yield from self._read[key]
            return
        found: list[Decoded] = []
        for each in _read(data, lack, limits):
            found.append(each)
            yield each
        if all(isinstance(each, TextChunk) for each in found):
            self._remember(key, tuple(found))

    def _remember(self, key: bytes, found: tuple[Decoded, ...]) -> None:
        self._read[key] = found
        if len(self._read) > REMEMBERED:
            self._read.popitem(last=False)


def _read(data: bytes, lack: str, limits: Limits) -> Iterator[Decoded]:
    from pdscan_targets.ocr.pages import pages

    return isolated(lambda: pages(data, lack), limits)


def _is_bitmap(head: bytes) -> bool:
    return head[:2] == b"BM" and head[6:10] == bytes(4) and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS


FORMAT = Picture()
