"""7z archives that need a password, by py7zr (the extra `archives`).

Each password is tried on the first file; the one that opens it opens all.
"""

from __future__ import annotations

import io
import os
import tarfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.piped import members, piped

if TYPE_CHECKING:
    from py7zr import SevenZipFile

LOCKED = b"locked"


def opened(source: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
    """The members of an archive that nothing else could read, if a password is what it lacks, and one fits."""
    if find_spec("py7zr") is None:
        yield Problem("needs a package", "py7zr: pip install 'pdscan[archives]'")
        return
    with piped(lambda sending: _write(source, limits.passwords, sending), limits.seconds) as stream:
        broken = yield from members(stream, item, limits)
        well, notes = stream.ended()
    if notes == LOCKED:
        yield Problem("encrypted", "no password of the config fits" if limits.passwords else "password needed")
    elif broken or not well:
        yield Problem("damaged", "the archive breaks off, or is broken")


def _write(source: BinaryIO, passwords: Sequence[str], sending: int) -> None:
    """The archive as one of TAR."""
    if not _needs_password(source):
        raise ValueError("broken, not locked")
    password = next((each for each in passwords if _fits(source, each)), None)
    if password is None:
        os.write(2, LOCKED)
        return
    with os.fdopen(sending, "wb") as out, tarfile.open(fileobj=out, mode="w|") as archive:
        _extract(source, password, archive)


def _needs_password(source: BinaryIO) -> bool:
    from py7zr import PasswordRequired

    try:
        with _archive(source, None) as archive:
            return bool(archive.needs_password())
    except PasswordRequired:
        return True


def _fits(source: BinaryIO, password: str) -> bool:
    from py7zr.io import NullIOFactory

    try:
        with _archive(source, password) as archive:
            first = next((each for each in archive.list() if not each.is_directory and each.uncompressed), None)
            if first is not None:
                archive.extract(targets=[first.filename], factory=NullIOFactory())  # type: ignore[no-untyped-call]
    except Exception:  # noqa: BLE001 - a wrong password gives rubbish, which breaks the parser anywhere
        return False
    return True


def _archive(source: BinaryIO, password: str | None) -> SevenZipFile:
    from py7zr import SevenZipFile

    source.seek(0)
    return SevenZipFile(source, password=password)


def _extract(source: BinaryIO, password: str, out: tarfile.TarFile) -> None:
    from py7zr.io import Py7zIO, WriterFactory

    class Member(Py7zIO):
        """Collects a file, and adds it when it is whole."""

        def __init__(self, name: str) -> None:
            self._name, self._data = name, io.BytesIO()

        def write(self, s: bytes | bytearray) -> int:
            return self._data.write(s)

        def read(self, size: int | None = None) -> bytes:
            return self._data.read(size)

        def seek(self, offset: int, whence: int = 0) -> int:
            return self._data.seek(offset, whence)

        def flush(self) -> None:
            pass

        def size(self) -> int:
            return self._data.getbuffer().nbytes

        def close(self) -> None:
            info = tarfile.TarInfo(self._name)
            info.size = self.size()
            self._data.seek(0)
            out.addfile(info, self._data)

    class Members(WriterFactory):
        def create(self, filename: str) -> Py7zIO:
            return Member(filename)

    with _archive(source, password) as archive:
        archive.extractall(factory=Members())  # noqa: S202 - to nothing but the pipe
