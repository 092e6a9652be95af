"""Tape archives: read member by member as a stream, never unpacked to disk.

Links, devices and pipes in an archive are named, not followed.
"""

from __future__ import annotations

import io
import tarfile
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import partial
from typing import BinaryIO, Self, cast

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem

KINDS = {
    tarfile.SYMTYPE: "symbolic link",
    tarfile.LNKTYPE: "hard link",
    tarfile.CHRTYPE: "character device",
    tarfile.BLKTYPE: "block device",
    tarfile.FIFOTYPE: "named pipe",
}
BROKEN = (tarfile.InvalidHeaderError, tarfile.TruncatedHeaderError)  # type: ignore[attr-defined]
LATEST = 1 << 37
"""No file was modified after so many seconds since 1970."""


class Tar:
    """The members of an archive as nested items."""

    media_types = ("application/x-tar",)
    suffixes = (".tar",)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the mark of all newer archives, or by the checksum of the first member's header."""
        if head[257:262] == b"ustar":
            return 1.0
        if len(head) < tarfile.BLOCKSIZE or not head[148:156].strip(b" \0").isdigit():
            return 0.0
        try:
            tarfile.TarInfo.frombuf(head[: tarfile.BLOCKSIZE], "utf-8", "surrogateescape")
        except tarfile.TarError:
            return 0.0
        return 0.9

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The regular files; a problem for each other member, and one when the archive breaks off."""
        mode = "r:" if stream.seekable() else "r|"
        damage: list[tarfile.TarError] = []
        with tarfile.open(fileobj=stream, mode=mode, tarinfo=_watched(damage)) as archive:  # type: ignore[call-overload]
            for member in archive:
                archive.members = []
                yield from _member(archive, member)
        if damage:
            yield Problem("damaged", "the archive breaks off, or is broken")


def _member(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Iterator[Item | Problem]:
    name = member.name.removeprefix("./")
    if member.isreg():
        yield Item(name, open=partial(_opened, archive, member), size=member.size, modified=_modified(member))
    elif not member.isdir():
        yield Problem("not a regular file", KINDS.get(member.type, "unknown kind of member"), name)


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> BinaryIO:
    return cast(BinaryIO, archive.extractfile(member) or io.BytesIO())


def _modified(member: tarfile.TarInfo) -> datetime | None:
    return datetime.fromtimestamp(member.mtime, UTC) if 0 < member.mtime < LATEST else None


def _watched(damage: list[tarfile.TarError]) -> type[tarfile.TarInfo]:
    """A class of members that notes broken headers: the library takes them for the archive's end."""

    class Watched(tarfile.TarInfo):
        @classmethod
        def fromtarfile(cls, archive: tarfile.TarFile) -> Self:
            try:
                return super().fromtarfile(archive)
            except BROKEN as error:
                damage.append(error)
                raise

    return Watched


FORMAT = Tar()
