"""A tree of files on a server: one connection, made when first needed, and again when it breaks.

What is special to a kind of server is its `Share`; how it is listed, read in pieces and picked up again is the same for
all, and said here.  After a break reading goes on where it was, if the file is still the same; a server that doesn't
come back within a minute is given up for a while, so that a scan of many units ends.
"""

from __future__ import annotations

import errno
import io
import time
from collections.abc import Callable, Iterable, Iterator
from typing import BinaryIO, Protocol, TypeVar, cast

from pdscan.errors import TargetError
from pdscan.protocols import Access
from pdscan_targets.remote_stream import RemoteStream
from pdscan_targets.volume import DIRECTORY, FILE, LINK, Entry, Parts, Status, Unreadable, in_order

PAUSES = (0.2, 1.0, 3.0, 8.0)
"""Seconds between attempts to connect again."""

GIVEN_UP = 60.0
"""Seconds for which a server that did not come back is not asked again."""

LOOKED_AT = 100
"""How many names in the topmost directory are tried when access is checked."""

_KINDS = {FILE: "file", DIRECTORY: "directory", LINK: "link"}
T = TypeVar("T")


class Lost(Exception):  # noqa: N818 - the connection is made again; only then is it an error
    """The connection broke, or can't be made; the message says how, in our own words."""


class Reader(Protocol):
    """A file on a server that is open for reading."""

    def status(self) -> Status:
        """What the server keeps about it."""
        ...

    def fetch(self, place: int, size: int) -> bytes:
        """The bytes at a place, not necessarily all that are asked for; none at the end."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class Share(Protocol):
    """One connection to a tree of files; paths begin at what the URL names, which may be a file.

    Everything raises `Unreadable` for what can't be read, and `Lost` when the connection is broken.
    """

    def status(self, path: Parts) -> Status:
        """What the server keeps about a name, about a link itself."""
        ...

    def list(self, path: Parts) -> Iterable[tuple[str, Status]]:
        """Every name in a directory."""
        ...

    def open(self, path: Parts) -> Reader:
        """A regular file, for reading."""
        ...

    def judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to is read where it stands."""
        ...

    def access(self, readable: int, problems: tuple[str, ...]) -> Access:
        """Who we are, and whether we could write; the rest is given."""
        ...

    def close(self) -> None:
        """End the connection."""
        ...


class RemoteVolume:
    """A share, whether it is connected or not.

    :param where: the URL as it may be shown.
    :param name: what a file that the URL names is called.
    """

    def __init__(self, where: str, name: str, connect: Callable[[], Share]) -> None:
        self._where, self._name, self._connect = where, name, connect
        self._share: Share | None = None
        self._root: Status | None = None
        self._given_up: tuple[float, str] | None = None

    @property
    def only(self) -> str | None:
        """The file's name, where the URL names a file."""
        return None if self._root_status().kind == DIRECTORY else self._name

    @property
    def number(self) -> tuple[object, ...] | None:
        """By what the server knows the topmost directory."""
        return self._root_status().file

    def check(self) -> Access:
        """Who we are, how many things in the topmost directory can be read, and whether we could write there.

        :raises pdscan.errors.TargetError: when it can't be reached, or not be read.
        """
        self._root_status()
        directory = self.directory(())
        try:
            entries = [each for each in in_order(directory.entries()) if each.kind in ("file", "directory")]
        except Unreadable as problem:
            raise TargetError(problem.about(self._where)) from None
        tried = entries[:LOOKED_AT]
        refused = sum(not self._can_be_read(directory, each) for each in tried)
        problems = (f"{refused} of {len(tried)} may not be read",) if refused else ()
        return self.ask(lambda share: share.access(len(entries) - refused, problems))

    def directory(self, parts: Parts) -> RemoteDirectory:
        """One of its directories."""
        return RemoteDirectory(self, parts)

    def judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to is read where it stands.

        :raises Unreadable: when it isn't.
        """
        self.ask(lambda share: share.judge_link(path))

    def close(self) -> None:
        """End the connection."""
        share, self._share = self._share, None
        if share is not None:
            share.close()

    def ask(self, question: Callable[[Share], T]) -> T:
        """The answer of the share, over a new connection where the old one is broken.

        :raises pdscan.errors.TargetError: when it can't be reached.
        """
        if self._given_up is not None and time.monotonic() < self._given_up[0]:
            raise TargetError(self._given_up[1])
        pauses = iter(PAUSES if self._share is not None else ())
        while True:
            try:
                if self._share is None:
                    self._share = self._connect()
                return question(self._share)
            except Lost as problem:
                self.close()
                self._wait(next(pauses, None), str(problem))

    def _wait(self, pause: float | None, problem: str) -> None:
        if pause is None:
            message = f"{self._where}: {problem}; what can't be read now can be read later, with --resume"
            self._given_up = (time.monotonic() + GIVEN_UP, message)
            raise TargetError(message)
        time.sleep(pause)

    def _root_status(self) -> Status:
        """What the URL names.

        :raises pdscan.errors.TargetError: when that isn't there.
        """
        if self._root is None:
            try:
                self._root = self.ask(lambda share: share.status(()))
            except Unreadable as problem:
                raise TargetError(problem.about(self._where)) from None
        return self._root

    def _can_be_read(self, directory: RemoteDirectory, entry: Entry) -> bool:
        try:
            if entry.kind == "file":
                with directory.opened(entry.name).open() as stream:
                    stream.read(1)  # of some servers only reading tells
            else:
                next(iter(self.directory((*directory.parts, entry.name)).entries()), None)
        except Unreadable:
            return False
        return True


class RemoteDirectory:
    """A directory of a share; what a listing says of its names is remembered."""

    def __init__(self, volume: RemoteVolume, parts: Parts) -> None:
        self._volume = volume
        self.parts = parts
        self._known: dict[str, Status] = {}
        self._directories: dict[str, Status] = {}

    def entries(self) -> Iterator[Entry]:
        """Every name in it.

        :raises Unreadable: when it can't be listed.
        """
        only = self._volume.only
        if only is None:
            found = self._volume.ask(lambda share: list(share.list(self.parts)))
        else:
            found = [(only, self._volume.ask(lambda share: share.status(())))]
        # Apart: where directories are no more than a part of names, a file may have the same name as one.
        self._known = {name: status for name, status in found if status.kind != DIRECTORY}
        self._directories = {name: status for name, status in found if status.kind == DIRECTORY}
        for name, status in found:
            yield Entry(name, _KINDS.get(status.kind, "other"))

    def status(self, name: str) -> Status:
        """What is kept about an entry.

        :raises Unreadable: when there is no such entry.
        """
        return self._known.get(name) or self._volume.ask(lambda share: share.status(self._path(name)))

    def number(self, name: str) -> tuple[object, ...] | None:
        """By what the server knows a directory in it."""
        known = self._directories.get(name)
        return None if known is None else known.file

    def opened(self, name: str) -> RemoteFile:
        """A regular file in it.  Nothing else is opened: a pipe would not answer.

        :raises Unreadable: when there is none, or it can't be read.
        """
        kind = self.status(name).kind
        if kind != FILE:
            raise Unreadable.kind(kind)
        return RemoteFile(self._volume, self._path(name))

    def _path(self, name: str) -> Parts:
        return (*self.parts, name) if self._volume.only is None else ()


class RemoteFile:
    """A regular file of a share, opened before anybody asks for it.

    :raises Unreadable: when it can't be opened.
    """

    def __init__(self, volume: RemoteVolume, path: Parts) -> None:
        self._volume, self._path = volume, path
        self._reader: tuple[Share, Reader] | None = None
        self.status = self._volume.ask(lambda share: self._of(share).status())

    def open(self) -> BinaryIO:
        """A fresh stream over it."""
        return cast(BinaryIO, io.BufferedReader(RemoteStream(self._fetch, self.status.size, self.release)))

    def release(self) -> None:
        """Let go of the file."""
        if self._reader is not None:
            (_, reader), self._reader = self._reader, None
            reader.close()

    def change(self) -> str | None:
        """What happened to the file since it was opened, None when nothing did."""
        try:
            return self.status.change(self._volume.ask(lambda share: share.status(self._path)))
        except Unreadable:
            return None

    def _fetch(self, place: int, size: int) -> bytes:
        return self._volume.ask(lambda share: self._same(share).fetch(place, size))

    def _of(self, share: Share) -> Reader:
        """The file, opened over this connection."""
        if self._reader is None or self._reader[0] is not share:
            self._reader = (share, share.open(self._path))
        return self._reader[1]

    def _same(self, share: Share) -> Reader:
        """The file, if it is still the same over a new connection."""
        known = self._reader is not None and self._reader[0] is share
        reader = self._of(share)
        change = None if known else self.status.change(reader.status())
        if change is not None:
            raise Unreadable(errno.EAGAIN, "changed while reading", change)
        return reader
