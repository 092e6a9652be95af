"""Reading local files without leaving a trace, and without being led astray.

Files are opened read-only, without touching their access time where the system allows it, never through a link, and
never blocking on a pipe.  A directory is reached from the root of the scan part by part, so that a link put in
its way while the scan runs leads nowhere.
"""

from __future__ import annotations

import errno
import io
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, cast

from pdscan_targets.sparse import SparseFile, is_sparse

_QUIETLY = os.O_RDONLY | os.O_CLOEXEC | os.O_NOCTTY
_DIRECTORY = _QUIETLY | os.O_DIRECTORY
_FILE = _QUIETLY | os.O_NONBLOCK | os.O_NOFOLLOW
_NOATIME = getattr(os, "O_NOATIME", 0)

_KINDS = {
    stat.S_IFREG: "regular file",
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block device",
    stat.S_IFCHR: "character device",
    stat.S_IFDIR: "directory",
    stat.S_IFLNK: "link",
}

_REASONS = {
    errno.EACCES: ("no permission", ""),
    errno.EPERM: ("no permission", ""),
    errno.ENOENT: ("vanished", ""),
    errno.ESTALE: ("vanished", ""),
    errno.ENOTDIR: ("vanished", "no longer a directory"),
    errno.ELOOP: ("changed while reading", "became a link"),
    errno.ENXIO: ("not a regular file", ""),
    errno.EIO: ("damaged", "input/output error"),
}


class Unreadable(OSError):  # noqa: N818 - turned into a `Skipped`, not shown as an error
    """Something on the way to a file's bytes: a reason of `pdscan.model.SKIP_REASONS`, and a detail."""

    def __init__(self, number: int, reason: str, detail: str = "") -> None:
        super().__init__(number, reason)
        self.reason = reason
        self.detail = detail

    @classmethod
    def of(cls, error: OSError) -> Unreadable:
        """What the operating system's error means."""
        number = error.errno or 0
        return cls(number, *_REASONS.get(number, ("refused", os.strerror(number))))

    def about(self, path: str) -> str:
        """The sentence for the user who named this path as a target.

        >>> print(Unreadable(errno.ENXIO, "not a regular file", "named pipe").about("a.db"))
        a.db can't be read: not a regular file (named pipe)
        """
        if self.errno == errno.ENOTDIR:
            return f"{path} is not a directory; check the path"
        if self.reason == "vanished":
            return f"there is no {path}; check the path"
        return f"{path} can't be read: {self.reason}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a directory: `kind` is file, directory, link or other."""

    name: str
    kind: str


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

    def entries(self) -> Iterator[tuple[Entry, os.DirEntry[str]]]:
        """Every name in it, in the file system's order.

        :raises Unreadable: when it can't be listed.
        """
        try:
            with os.scandir(self.fd) as listing:
                for entry in listing:
                    yield Entry(entry.name, _kind(entry)), entry
        except OSError as error:
            raise Unreadable.of(error) from None

    def sorted(self) -> list[Entry]:
        """Every name in it, in the order of their bytes, which is the same everywhere.

        :raises Unreadable: when it can't be listed.
        """
        return sorted((entry for entry, _ in self.entries()), key=lambda entry: os.fsencode(entry.name))

    def status(self, name: str) -> os.stat_result:
        """What the system keeps about an entry (about a link itself, not what it leads to).

        :raises Unreadable: when there is no such entry.
        """
        try:
            return os.stat(name, dir_fd=self.fd, follow_symlinks=False)
        except OSError as error:
            raise Unreadable.of(error) from None

    def open(self, name: str) -> int:
        """A descriptor of a regular file in it.

        :raises Unreadable: when there is none, or it can't be read.
        """
        try:
            fd = _open(name, _FILE, self.fd)
        except OSError as error:
            raise Unreadable.of(error) from None
        try:
            mode = os.fstat(fd).st_mode
            if not stat.S_ISREG(mode):
                raise Unreadable(errno.ENXIO, "not a regular file", kind_of(mode))
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
        self.status = os.fstat(self._fd)

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
            now = self._directory.status(self._name)
        except Unreadable:
            return None
        before = self.status
        if (now.st_dev, now.st_ino) != (before.st_dev, before.st_ino):
            return None
        if now.st_size != before.st_size:
            verb = "grew" if now.st_size > before.st_size else "shrank"
            return f"{verb} from {before.st_size} to {now.st_size} bytes"
        return "was written to" if now.st_mtime_ns != before.st_mtime_ns else None


def stream_over(fd: int) -> BinaryIO:
    """A buffered stream that owns the descriptor of a regular file."""
    raw = SparseFile(fd) if is_sparse(fd) else io.FileIO(fd, "rb")
    return cast(BinaryIO, io.BufferedReader(raw))


def kind_of(mode: int) -> str:
    """What a file is, by its mode."""
    return _KINDS.get(stat.S_IFMT(mode), "unknown kind")


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
