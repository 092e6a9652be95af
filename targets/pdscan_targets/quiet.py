"""Reading local files without leaving a trace, and without being led astray.

Files are opened read-only, without touching their access time where the system allows it, never through a link, and
never blocking on a pipe.  A directory is reached from the root of the scan part by part, so that a link put in
its way while the scan runs leads nowhere.
"""

from __future__ import annotations

import errno
import io
import os
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO, cast

from pdscan.errors import TargetError
from pdscan_targets.paths import shown
from pdscan_targets.sparse import SparseFile, is_sparse
from pdscan_targets.volume import FILE, Entry, Status, Unreadable, in_order, kind_of

_QUIETLY = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY
_DIRECTORY = _QUIETLY | os.O_DIRECTORY
_FILE = _QUIETLY | os.O_NONBLOCK | os.O_NOFOLLOW
_NOATIME = getattr(os, "O_NOATIME", 0)


class Directory:
    """A directory, held open: what is read through it is what stood there, whatever its path leads to by now.

    :raises Unreadable: when it can't be opened.
    """

    def __init__(self, path: str, parts: tuple[str, ...] = ()) -> None:
        self.fd = -1
        try:
            self.fd = _open(path, _DIRECTORY)
            for part in parts:
                above, self.fd = self.fd, _open(part, _DIRECTORY | os.O_NOFOLLOW, self.fd)
                os.close(above)
        except OSError as error:
            raise Unreadable.of(error) from None

    def __del__(self) -> None:
        if self.fd >= 0:
            os.close(self.fd)

    def entries(self) -> Iterator[Entry]:
        """Every name in it, in the file system's order.

        :raises Unreadable: when it can't be listed.
        """
        try:
            with os.scandir(self.fd) as listing:
                for entry in listing:
                    yield Entry(entry.name, _kind(entry))
        except OSError as error:
            raise Unreadable.of(error) from None

    def sorted(self) -> list[Entry]:
        """Every name in it, in the order of their bytes, which is the same everywhere.

        :raises Unreadable: when it can't be listed.
        """
        return in_order(self.entries())

    def status(self, name: str) -> Status:
        """What the system keeps about an entry (about a link itself, not what it leads to).

        :raises Unreadable: when there is no such entry.
        """
        return status_of(self.stat(name))

    def stat(self, name: str) -> os.stat_result:
        """The same in the operating system's own words.

        :raises Unreadable: when there is no such entry.
        """
        try:
            return os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except OSError as error:
            raise Unreadable.of(error) from None

    def number(self, name: str) -> None:
        """None: no link is followed, so no directory lies in itself."""

    def opened(self, name: str) -> Opened:
        """A regular file in it, opened.

        :raises Unreadable: when there is none, or it can't be read.
        """
        return Opened(self, name)

    def open(self, name: str) -> int:
        """A descriptor of a regular file in it.

        :raises Unreadable: when there is none, or it can't be read.
        """
        try:
            fd = _open(name, _FILE, self.fd)
        except OSError as error:
            raise Unreadable.of(error) from None
        try:
            kind = kind_of(os.fstat(fd).st_mode)
            if kind != FILE:
                raise Unreadable.kind(kind)
        except BaseException:
            os.close(fd)
            raise
        return fd


class Opened:
    """A regular file, opened before anybody asks for it, so that what stands in the way is known in time.

    `status` is what the system kept about it when it was opened.

    :raises Unreadable: when it can't be opened.
    """

    def __init__(self, directory: Directory, name: str) -> None:
        self._directory = directory
        self._name = name
        self._fd: int | None = directory.open(name)
        self._stat = os.fstat(self._fd)
        self.status = status_of(self._stat)

    def __del__(self) -> None:
        self.release()

    def head(self, size: int) -> bytes:
        """Its first bytes; to be asked for before `open`."""
        return b"" if self._fd is None else os.pread(self._fd, size, 0)

    def open(self) -> BinaryIO:
        """A fresh stream over it.

        :raises Unreadable: when it is gone, or may no longer be read.
        """
        fd, self._fd = self._fd, None
        return stream_over(self._directory.open(self._name) if fd is None else fd)

    def release(self) -> None:
        """Let go of the file, if nobody asked for it."""
        fd = getattr(self, "_fd", None)
        if fd is not None:
            self._fd = None
            os.close(fd)

    def change(self) -> str | None:
        """What happened to the file since it was opened, None when nothing did.

        A file that was replaced or deleted is not changed: who had opened it has read the old one wholly.
        """
        try:
            now = self._directory.stat(self._name)
        except Unreadable:
            return None
        same_file = (now.st_dev, now.st_ino) == (self._stat.st_dev, self._stat.st_ino)
        return self.status.change(status_of(now)) if same_file else None


def one_file(path: Path, what: str) -> Opened:
    """The file that a target is, opened; links on the way to it are followed.

    :param what: the target, for the message: “an mbox”.
    :raises pdscan.errors.TargetError: when it isn't one regular file, or can't be read.
    """
    try:
        real = Path(os.path.realpath(path))
        directory = Directory(str(real.parent))
        kind = directory.status(real.name).kind
        if kind != FILE:
            raise TargetError(f"{shown(str(path))} is a {kind}; {what} is one file")
        return Opened(directory, real.name)
    except Unreadable as problem:
        raise TargetError(problem.about(shown(str(path)))) from None


def stream_over(fd: int) -> BinaryIO:
    """A buffered stream that owns the descriptor of a regular file."""
    raw = SparseFile(fd) if is_sparse(fd) else io.FileIO(fd, "rb")
    return cast(BinaryIO, io.BufferedReader(raw))


def status_of(status: os.stat_result) -> Status:
    """What the operating system says of a file."""
    inode = (status.st_dev, status.st_ino)
    return Status(
        kind_of(status.st_mode),
        status.st_size,
        status.st_mtime_ns,
        (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino),
        inode if status.st_nlink > 1 else None,
    )


def _open(path: str, flags: int, dir_fd: int | None = None) -> int:
    """Open without touching the access time; only a file's owner may ask for that, others touch it."""
    try:
        return os.open(path, flags | _NOATIME, dir_fd=dir_fd)
    except PermissionError as error:
        if error.errno != errno.EPERM or not _NOATIME:
            raise
        return os.open(path, flags, dir_fd=dir_fd)


def _kind(entry: os.DirEntry[str]) -> str:
    if entry.is_symlink():
        return "link"
    if entry.is_dir(follow_symlinks=False):
        return "directory"
    return "file" if entry.is_file(follow_symlinks=False) else "other"
