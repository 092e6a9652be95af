"""ZIP archives: read member by member, never unpacked to disk, so that a member's name is only a name.

What the directory says of a member's size is not believed: it is read to its end.
An archive without its directory (cut off, or still being written) is read along the headers before each member.
"""

from __future__ import annotations

import stat
import zipfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.office import office_format
from pdscan_targets.formats.spool import seekable
from pdscan_targets.formats.zip_locked import AES, decrypted, unlocked
from pdscan_targets.formats.zip_member import directory, opened
from pdscan_targets.formats.zip_salvage import salvaged

ENCRYPTED = 0x1
METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)


class Zip:
    """The members of an archive as nested items."""

    media_types = ("application/zip", "application/java-archive")
    suffixes = (".zip", ".jar", ".war", ".apk", ".epub")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes; formats that are ZIP files of a special kind are surer."""
        return 0.8 if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08PK")) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The members; of an office document that nothing but its directory gives away, its text."""
        with seekable(stream) as source:
            archive = directory(source)
            if archive is None:
                yield from salvaged(source)
                return
            with archive:
                office = office_format(archive.namelist())
                if office is not None:
                    yield from office.chunks(source, item, limits)
                    return
                for member in archive.infolist():
                    yield from _member(archive, source, member, limits.passwords)


def _member(
    archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo, passwords: Sequence[str]
) -> Iterator[Item | Problem]:
    name = member.filename
    if member.is_dir():
        return
    if member.flag_bits & ENCRYPTED or member.compress_type == AES:
        yield _locked(archive, source, member, passwords)
    elif member.compress_type not in METHODS:
        yield Problem("unknown format", f"compression method {member.compress_type}", name)
    elif stat.S_ISLNK(member.external_attr >> 16):
        yield Problem("not a regular file", "symbolic link", name)
    else:
        content = partial(opened, archive, source, member)
        yield Item(name, open=content, size=member.file_size, modified=_modified(member))


def _locked(
    archive: zipfile.ZipFile, source: BinaryIO, member: zipfile.ZipInfo, passwords: Sequence[str]
) -> Item | Problem:
    password = unlocked(archive, source, member, passwords)
    if password is None:
        tried = "no password of the config fits" if passwords else "password needed"
        return Problem("encrypted", tried, member.filename)
    content = partial(decrypted, archive, source, member, password)
    return Item(member.filename, open=content, size=member.file_size, modified=_modified(member))


def _modified(member: zipfile.ZipInfo) -> datetime | None:
    """The member's date; archives keep local time without its zone, so that hours are not to be relied on."""
    try:
        return datetime(*member.date_time, tzinfo=UTC)
    except ValueError:
        return None


FORMAT = Zip()
