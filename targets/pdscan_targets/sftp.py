"""Files on a server that is reached by SSH: `sftp://user@host/path` (SFTP version 3, as OpenSSH serves it).

https://datatracker.ietf.org/doc/html/draft-ietf-secsh-filexfer-02.  A file name there is any bytes.  Only what lists,
asks and reads is ever sent; no pipe or device is opened, because the server would wait for it, and no link is
followed.  How many names a file has (hard links) this protocol doesn't tell: it is read under each.
"""

from __future__ import annotations

import errno
import os
import posixpath
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, TypeVar

from pdscan.protocols import Access, TargetOptions
from pdscan_targets.files import Kind
from pdscan_targets.remote import Lost, RemoteVolume
from pdscan_targets.server_url import ServerUrl
from pdscan_targets.sftp_extensions import longest_read
from pdscan_targets.sftp_login import ANSWER_SECONDS, logged_in
from pdscan_targets.sftp_rights import rights
from pdscan_targets.volume import FILE, Parts, Status, Unreadable, kind_of

if TYPE_CHECKING:
    from paramiko import Message, SFTPAttributes, SFTPClient, SFTPFile, SSHClient

PORT = 22
LONGEST_CHAIN = 40
"""Links that lead to links that lead to links, at most."""

T = TypeVar("T")


@contextmanager
def telling() -> Iterator[None]:
    """What paramiko raises, in our own words.

    :raises Unreadable: when the server refuses.
    :raises Lost: when it no longer answers.
    """
    from paramiko import SSHException
    from paramiko.sftp import SFTPError

    try:
        yield
    except (SSHException, EOFError, TimeoutError, ConnectionError) as error:
        quiet = isinstance(error, TimeoutError)
        raise Lost("the server no longer answers" if quiet else "the connection broke") from None
    except SFTPError:
        raise Lost("the server answers what was not asked") from None
    except Unreadable:
        raise
    except OSError as error:
        if str(error) == "Socket is closed":
            raise Lost("the connection broke") from None
        if error.errno is None:
            raise Unreadable(0, "refused", "the server says no more than that it failed") from None
        raise Unreadable.of(error) from None


class SftpShare:
    """One connection.

    :raises pdscan.errors.TargetError: when we are not let in.
    :raises Lost: when the server can't be reached.
    """

    def __init__(self, where: ServerUrl, options: TargetOptions) -> None:
        self._client: SSHClient = logged_in(where, options)
        with telling():
            self._sftp: SFTPClient = self._client.open_sftp()
            self._sftp.get_channel().settimeout(ANSWER_SECONDS)
            self._longest = longest_read(self._sftp)
            self._user = self._client.get_transport().get_username()
            path = "." + where.path[2:] if where.path.startswith("/~") else where.path
            self._root = os.fsencode(path)

    def status(self, path: Parts) -> Status:
        """What the server keeps about a name."""
        with telling():
            return status_of(self._stat(self._path(path)))

    def list(self, path: Parts) -> Iterable[tuple[str, Status]]:
        """Every name in a directory."""
        with telling():
            return list(names(self._sftp, self._path(path)))

    def open(self, path: Parts) -> SftpReader:
        """A regular file, for reading."""
        with telling():
            return SftpReader(self._sftp, self._path(path), self._longest)

    def judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to lies below the root, elsewhere than around the link."""
        try:
            with telling():
                self._sftp.stat(self._path(path))
            root, target = self._real(self._path(())), self._real(self._path(path))
        except Unreadable as problem:
            if problem.errno == errno.ENOENT:
                raise self._dangling(path) from None
            raise Unreadable(errno.ELOOP, "link loop", "or a link that the server doesn't follow") from None
        if not within(target, root):
            raise Unreadable(errno.EXDEV, "link out of the target")
        if within(posixpath.join(root, *map(os.fsencode, path)), target):
            raise Unreadable(errno.ELOOP, "link loop", "leads back to a directory that it lies in")

    def access(self, readable: int, problems: tuple[str, ...]) -> Access:
        """Who we are, and what the mode of the topmost directory lets us do."""
        with telling():
            could_write, remark = rights(self._sftp, self._path(()), self._user or "")
        return Access(self._user or "", readable, could_write, problems, (remark,))

    def close(self) -> None:
        """End the connection."""
        self._client.close()

    def _path(self, parts: Parts) -> bytes:
        return posixpath.join(self._root, *map(os.fsencode, parts))

    def _stat(self, path: bytes) -> SFTPAttributes:
        """Of the root what it leads to, of all else what it is."""
        return self._sftp.stat(path) if path == self._root else self._sftp.lstat(path)

    def _real(self, path: bytes) -> bytes:
        """Where a path leads, by the server."""
        with telling():
            found = self._sftp.normalize(path)
        return found if isinstance(found, bytes) else os.fsencode(found)

    def _dangling(self, path: Parts) -> Unreadable:
        """What to tell of a link that leads to nothing, or round in a circle."""
        root, link = posixpath.normpath(self._root), self._path(path)
        for _ in range(LONGEST_CHAIN):
            target = self._target(link)
            if target is None:
                return Unreadable(errno.ENOENT, "vanished", "the link leads to nothing")
            link = posixpath.normpath(posixpath.join(posixpath.dirname(link), target))
            if not within(link, root):
                return Unreadable(errno.EXDEV, "link out of the target")
        return Unreadable(errno.ELOOP, "link loop")

    def _target(self, link: bytes) -> bytes | None:
        """What a link says, None where there is none."""
        try:
            with telling():
                target = self._sftp.readlink(link) or b""
        except Unreadable:
            return None
        return target if isinstance(target, bytes) else os.fsencode(target)


class SftpReader:
    """A file that is open for reading."""

    def __init__(self, sftp: SFTPClient, path: bytes, longest: int) -> None:
        self._sftp, self._longest = sftp, longest
        self._file: SFTPFile = sftp.open(path, "r")

    def status(self) -> Status:
        """What the server keeps about it."""
        with telling():
            return status_of(self._file.stat())

    def fetch(self, place: int, size: int) -> bytes:
        """The bytes at a place, by as many requests, under way together, as that takes."""
        with telling():
            return _Pieces(self._sftp, self._file.handle, place, size, self._longest).joined()

    def close(self) -> None:
        """Let go of it, without waiting for the server to say so; where the connection broke nothing holds it."""
        from paramiko.sftp import CMD_CLOSE

        try:
            with telling():
                self._sftp._async_request(type(None), CMD_CLOSE, self._file.handle)
                self._file._closed = True  # or the library would close it once more
        except (Lost, Unreadable):
            return


class _Pieces:
    """The answers to several requests to read; the library hands over each as it comes.

    Its own way of asking ahead keeps all that comes until it is read, and does so in a thread of its own.
    """

    def __init__(self, sftp: SFTPClient, handle: bytes, place: int, size: int, longest: int) -> None:
        from paramiko.sftp import CMD_READ, int64

        self._sftp = sftp
        self._answers: dict[int, bytes | Exception] = {}
        self._sizes: dict[int, int] = {}
        for begin in range(place, place + size, longest):
            length = min(longest, place + size - begin)
            self._sizes[sftp._async_request(self, CMD_READ, handle, int64(begin), length)] = length

    def _async_response(self, kind: int, message: Message, number: int) -> None:
        from paramiko.sftp import CMD_DATA

        if kind == CMD_DATA:
            self._answers[number] = message.get_string()
            return
        try:
            self._sftp._convert_status(message)
        except (EOFError, OSError) as error:
            self._answers[number] = error

    def joined(self) -> bytes:
        """What was read, as far as it is without a gap."""
        while len(self._answers) < len(self._sizes):
            self._sftp._read_response()
        found: list[bytes] = []
        for number, size in self._sizes.items():
            answer = self._answers[number]
            if isinstance(answer, Exception):
                if not found and not isinstance(answer, EOFError):
                    raise answer
                break
            found.append(answer)
            if len(answer) < size:
                break
        return b"".join(found)


def names(sftp: SFTPClient, path: bytes) -> Iterator[tuple[str, Status]]:
    """Every name in a directory.  The library's own listing takes names for UTF-8, and fails where one isn't."""
    from paramiko import SFTPAttributes
    from paramiko.sftp import CMD_CLOSE, CMD_NAME, CMD_OPENDIR, CMD_READDIR, SFTPError

    _, message = sftp._request(CMD_OPENDIR, path)
    handle = message.get_binary()
    try:
        while True:
            try:
                kind, message = sftp._request(CMD_READDIR, handle)
            except EOFError:
                return
            if kind != CMD_NAME:
                raise SFTPError("no names")
            for _ in range(message.get_int()):
                name, _ = message.get_string(), message.get_string()
                attributes = SFTPAttributes._from_msg(message)
                if name not in (b".", b"..") and b"/" not in name:
                    yield os.fsdecode(name), status_of(attributes)
    finally:
        sftp._request(CMD_CLOSE, handle)


def status_of(attributes: SFTPAttributes) -> Status:
    """What the server says of a file; without a mode it is a file, as servers without modes mean it."""
    kind = FILE if attributes.st_mode is None else kind_of(attributes.st_mode)
    size, modified = attributes.st_size or 0, attributes.st_mtime
    return Status(kind, size, None if modified is None else modified * 10**9, (size, modified))


def within(path: bytes, root: bytes) -> bool:
    """Whether a path is a directory, or lies in it.

    >>> within(b"/srv/a", b"/srv"), within(b"/srv", b"/srv"), within(b"/srv2", b"/srv"), within(b"/etc", b"/")
    (True, True, False, True)
    """
    return path == root or path.startswith(root.rstrip(b"/") + b"/")


def _volume(url: str, options: TargetOptions) -> RemoteVolume:
    where = ServerUrl.of(url, PORT)
    connect: Callable[[], SftpShare] = lambda: SftpShare(where, options)  # noqa: E731
    return RemoteVolume(where.shown, where.name, connect)


TARGET = Kind(("sftp",), _volume)
