"""Trees of files, wherever they stand: a folder of this machine, a share of a server, a bucket.

All of them are walked by the same rules (`tree`, `files`), which ask no more of one than is written here: to list a
directory, to say what is kept about a name, to open a file for reading.  What can't be had is `Unreadable`.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import BinaryIO, Protocol

from pdscan.protocols import Access

Parts = tuple[str, ...]
"""A path below the root, one name a part."""

FILE, DIRECTORY, LINK = "regular file", "directory", "link"

_KINDS = {
    stat.S_IFREG: FILE,
    stat.S_IFIFO: "named pipe",
    stat.S_IFSOCK: "socket",
    stat.S_IFBLK: "block device",
    stat.S_IFCHR: "character device",
    stat.S_IFDIR: DIRECTORY,
    stat.S_IFLNK: LINK,
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
        return cls(number, *_REASONS.get(number, ("refused", error.strerror or os.strerror(number))))

    @classmethod
    def kind(cls, kind: str) -> Unreadable:
        """What stands there is no regular file, but of this kind."""
        return cls(errno.ENXIO, "not a regular file", kind)

    def about(self, path: str) -> str:
        """The sentence for the user who named this path as a target.

        >>> print(Unreadable.kind("named pipe").about("a.db"))
        a.db can't be read: not a regular file (named pipe)
        """
        if self.errno == errno.ENOTDIR:
            return f"{path} is not a directory; check the path"
        if self.reason == "vanished":
            return f"there is no {path}; check the path"
        return f"{path} can't be read: {self.reason}" + (f" ({self.detail})" if self.detail else "")


@dataclass(frozen=True, slots=True)
class Status:
    """What a system keeps about a name (about a link itself, not what it leads to).

    `modified_ns` is in nanoseconds since 1970.  `version` is different when the content may be.  `file` is the same for
    all names of a file that has several, None where it has one or the system doesn't tell.
    """

    kind: str
    size: int = 0
    modified_ns: int | None = None
    version: tuple[object, ...] = ()
    file: tuple[object, ...] | None = None

    @property
    def modified(self) -> datetime | None:
        """When the content last changed; None for times that no calendar has.

        >>> Status(FILE, modified_ns=0).modified, Status(FILE, modified_ns=2**62 * 10**9).modified
        (datetime.datetime(1970, 1, 1, 0, 0, tzinfo=datetime.timezone.utc), None)
        """
        try:
            return None if self.modified_ns is None else datetime.fromtimestamp(self.modified_ns / 1e9, UTC)
        except (OverflowError, ValueError, OSError):
            return None

    def change(self, now: Status) -> str | None:
        """What happened to a file whose status is another one now, None when nothing did."""
        if now.size != self.size:
            return f"{'grew' if now.size > self.size else 'shrank'} from {self.size} to {now.size} bytes"
        return "was written to" if now.modified_ns != self.modified_ns else None


@dataclass(frozen=True, slots=True)
class Entry:
    """One name in a directory: `kind` is file, directory, link or other."""

    name: str
    kind: str


class Opened(Protocol):
    """A regular file that was opened, so that what stands in the way is known in time.

    `status` is what the system kept about it then.
    """

    status: Status

    def open(self) -> BinaryIO:
        """A fresh stream over it.

        :raises Unreadable: when it is gone, or may no longer be read.
        """
        ...

    def release(self) -> None:
        """Let go of the file, if nobody asked for it."""
        ...

    def change(self) -> str | None:
        """What happened to the file since it was opened, None when nothing did."""
        ...


class Directory(Protocol):
    """A directory of a volume."""

    def entries(self) -> Iterator[Entry]:
        """Every name in it.

        :raises Unreadable: when it can't be listed.
        """
        ...

    def status(self, name: str) -> Status:
        """What is kept about an entry.

        :raises Unreadable: when there is no such entry.
        """
        ...

    def number(self, name: str) -> tuple[object, ...] | None:
        """By what a directory in it is known, where a server may show it in itself; else None."""
        ...

    def opened(self, name: str) -> Opened:
        """A regular file in it.

        :raises Unreadable: when there is none, or it can't be read.
        """
        ...


class Volume(Protocol):
    """A tree of files, connected to when first needed, so that each worker has its own connection.

    Everything may raise `pdscan.errors.TargetError`, when the volume as a whole can't be read.
    """

    @property
    def only(self) -> str | None:
        """The one name in the topmost directory that is wanted; None for all."""
        ...

    @property
    def number(self) -> tuple[object, ...] | None:
        """By what the topmost directory is known, as in `Directory.number`."""
        ...

    def check(self) -> Access:
        """Who we are, how many things in the topmost directory can be read, and whether we could write there."""
        ...

    def directory(self, parts: Parts) -> Directory:
        """One of its directories.

        :raises Unreadable: when it can't be entered, or doesn't belong to the volume.
        """
        ...

    def judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to is read where it stands.

        :raises Unreadable: when it isn't.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def in_order(entries: Iterator[Entry]) -> list[Entry]:
    """In the order of the bytes of their names, which is the same everywhere."""
    return sorted(entries, key=lambda entry: sortable(entry.name))


def sortable(name: str) -> bytes:
    """A name's bytes; of one that no system has made (a broken half of a character) those that it would have."""
    return name.encode("utf-8", "surrogateescape" if "\udc80" <= max(name, default="") <= "\udcff" else "surrogatepass")


def kind_of(mode: int) -> str:
    """What a file is, by its mode."""
    return _KINDS.get(stat.S_IFMT(mode), "unknown kind")
