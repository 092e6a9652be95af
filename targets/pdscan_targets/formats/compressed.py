"""One file packed by gzip, bzip2, xz, Zstandard or LZ4 (the extra `archives`): `klanten.csv.gz` holds `klanten.csv`."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO, cast

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.spool import peeked

MEMORY = 256 << 20
"""Bytes that an xz or Zstandard file may ask for as its window; the strongest usual setting takes 65 MiB."""

BZIP2 = (b"1AY&SY", b"\x17rE8P\x90")
"""What follows the mark of bzip2: a first block, or the end at once."""

SUFFIXES = {".gz": "", ".bz2": "", ".xz": "", ".zst": "", ".lz4": "", ".tgz": ".tar", ".tbz2": ".tar", ".txz": ".tar"}
"""Suffixes, and what is left of them when the file is unpacked."""


class Compressed:
    """A packed file as one nested item."""

    media_types = (
        "application/gzip",
        "application/x-bzip2",
        "application/x-xz",
        "application/zstd",
        "application/x-lz4",
    )
    suffixes = tuple(SUFFIXES)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        return 0.0 if _opener(head) is None else 1.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The one item inside."""
        opener = _opener(peeked(stream, 16))
        if opener is None:
            yield Problem("unknown format", "not packed by gzip, bzip2, xz, Zstandard or LZ4")
            return
        yield Item(unpacked_name(item.path), open=lambda: opener(stream), modified=item.modified)


def unpacked_name(path: str) -> str:
    """What a packed file is called when it is unpacked.

    >>> unpacked_name("dump/2019.TGZ"), unpacked_name("mail!/klanten.csv.gz"), unpacked_name("klanten")
    ('2019.tar', 'klanten.csv', 'klanten')
    """
    name = path.rsplit("/", 1)[-1]
    stem, dot, suffix = name.rpartition(".")
    left = SUFFIXES.get(dot + suffix.lower())
    return stem + left if stem and left is not None else name


def _opener(head: bytes) -> Callable[[BinaryIO], BinaryIO] | None:
    """What unpacks a file with these first bytes."""
    if head.startswith(b"\x1f\x8b\x08"):
        return lambda stream: cast(BinaryIO, gzip.GzipFile(fileobj=stream))
    if head.startswith(b"BZh") and head[4:10] in BZIP2:
        return lambda stream: cast(BinaryIO, bz2.BZ2File(stream))
    if head.startswith(b"\xfd7zXZ\0"):
        return lambda stream: cast(BinaryIO, io.BufferedReader(_Xz(stream)))
    if head.startswith(b"\x28\xb5\x2f\xfd"):
        return _zstandard
    if head.startswith(b"\x04\x22\x4d\x18"):
        return _lz4
    return None


def _lz4(stream: BinaryIO) -> BinaryIO:
    import lz4.frame

    return cast(BinaryIO, io.BufferedReader(_Plain(lz4.frame.LZ4FrameFile(stream), RuntimeError)))


def _zstandard(stream: BinaryIO) -> BinaryIO:
    import zstandard

    unpacker = zstandard.ZstdDecompressor(max_window_size=MEMORY)
    reader = unpacker.stream_reader(stream, read_across_frames=True)
    return cast(BinaryIO, io.BufferedReader(_Plain(reader, zstandard.ZstdError)))


class _Plain(io.RawIOBase):
    """What a library unpacks, with its own error for broken files told as that of the standard library."""

    def __init__(self, stream: Any, broken: type[Exception]) -> None:
        self._stream, self._broken = stream, broken

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack some more.

        :raises zlib.error: when the file is broken.
        """
        try:
            data = self._stream.read(len(buffer))
        except self._broken:
            raise zlib.error from None
        buffer[: len(data)] = data
        return len(data)


class _Xz(io.RawIOBase):
    """An xz file of one or more streams; unlike `lzma.LZMAFile` it bounds the memory that the file asks for."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream
        self._unpacker = self._fresh()
        self._waiting = b""

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Unpack some more.

        :raises lzma.LZMAError: when the file is broken or asks for too much memory.
        :raises EOFError: when it ends too early.
        """
        while True:
            if self._unpacker.eof:
                self._waiting = (self._unpacker.unused_data + self._waiting).lstrip(b"\0") or self._more()
                if not self._waiting.strip(b"\0"):
                    return 0
                self._unpacker = self._fresh()
            packed = self._waiting
            if not packed and self._unpacker.needs_input:
                packed = self._more()
                if not packed:
                    raise EOFError
            self._waiting = b""
            data = self._unpacker.decompress(packed, len(buffer))
            if data:
                buffer[: len(data)] = data
                return len(data)

    def _more(self) -> bytes:
        return self._stream.read(1 << 16)

    def _fresh(self) -> lzma.LZMADecompressor:
        return lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MEMORY)


FORMAT = Compressed()
