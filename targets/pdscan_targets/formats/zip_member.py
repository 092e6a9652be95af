"""The content of one member of a ZIP file, read up to its real end.

What a directory says of a member's size is not believed, and what could be read before a wrong
checksum shows up at the end has been read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from typing import BinaryIO, cast

MARK = b"PK\x03\x04"
HEADER = struct.Struct("<4s5H3L2H")
BLOCK = 1 << 16


def directory(source: BinaryIO) -> zipfile.ZipFile | None:
    """The archive by its directory; None when that is missing, broken, or points to other places than it should."""
    try:
        archive = zipfile.ZipFile(source)
        for member in archive.infolist()[:1]:
            _content(source, member)
        if _is_an_inner_one(archive, source):
            return None
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OverflowError, IndexError, struct.error):
        return None
    return archive


def _is_an_inner_one(archive: zipfile.ZipFile, source: BinaryIO) -> bool:
    """Whether the directory is that of an archive stored in this one, which was cut off behind it."""
    begins = min((member.header_offset for member in archive.infolist()), default=0)
    source.seek(0)
    return begins > 0 and source.read(len(MARK)) == MARK


def opened(archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo) -> BinaryIO:
    """A member of an archive that is read from `source`.

    :raises zipfile.BadZipFile: when its header is not where the directory says, or it is packed in an unknown way.
    """
    begin = _content(source, member)
    if member.compress_type == zipfile.ZIP_STORED:
        return stored(source, begin, member.compress_size, member.CRC)
    if member.compress_type == zipfile.ZIP_DEFLATED:
        return inflating(source, begin, member.CRC)
    try:
        return cast(BinaryIO, archive.open(member))
    except (NotImplementedError, RuntimeError, ValueError) as error:
        raise zipfile.BadZipFile from error


def _content(source: BinaryIO, member: zipfile.ZipInfo) -> int:
    """Where the content of a member begins, behind its header.

    :raises zipfile.BadZipFile: when there is no header.
    """
    source.seek(max(member.header_offset, 0))
    header = source.read(HEADER.size)
    if member.header_offset < 0 or len(header) < HEADER.size or not header.startswith(MARK):
        raise zipfile.BadZipFile
    *_, name_size, extra_size = HEADER.unpack(header)
    return member.header_offset + HEADER.size + int(name_size) + int(extra_size)


def stored(source: BinaryIO, begin: int, size: int, checksum: int | None = None) -> BinaryIO:
    """A member that is not packed, from its first byte on."""
    return cast(BinaryIO, _Stored(source, begin, size, checksum))


def inflating(source: BinaryIO, begin: int, checksum: int | None = None) -> BinaryIO:
    """A deflated member, up to the end that its packed data has in itself."""
    return cast(BinaryIO, _Inflating(source, begin, checksum))


class _Member(io.RawIOBase):
    """A stream over part of an archive; checks the checksum when everything has been given."""

    def __init__(self, source: BinaryIO, begin: int, checksum: int | None) -> None:
        self._source, self._position = source, begin
        self._expected, self._checksum = checksum, 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some more bytes.

        :raises EOFError: when the archive ends before the member does.
        :raises zlib.error: when the member is broken.
        :raises zipfile.BadZipFile: at the end, when the checksum is wrong.
        """
        data = self._more(len(buffer))
        self._checksum = zlib.crc32(data, self._checksum)
        if not data and len(buffer) and self._expected not in (None, self._checksum):
            raise zipfile.BadZipFile
        buffer[: len(data)] = data
        return len(data)

    def _more(self, size: int) -> bytes:
        raise NotImplementedError

    def _packed(self, size: int) -> bytes:
        """The archive's own next bytes."""
        self._source.seek(self._position)
        data = self._source.read(size)
        self._position += len(data)
        if not data:
            raise EOFError
        return data


class _Stored(_Member):
    def __init__(self, source: BinaryIO, begin: int, size: int, checksum: int | None) -> None:
        super().__init__(source, begin, checksum)
        self._left = size

    def _more(self, size: int) -> bytes:
        size = min(size, self._left)
        data = self._packed(size) if size else b""
        self._left -= len(data)
        return data


class _Inflating(_Member):
    def __init__(self, source: BinaryIO, begin: int, checksum: int | None) -> None:
        super().__init__(source, begin, checksum)
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)

    def _more(self, size: int) -> bytes:
        data = b""
        while not data and not self._unpacker.eof:
            packed = self._unpacker.unconsumed_tail or self._packed(BLOCK)
            data = self._unpacker.decompress(packed, size)
        return data
