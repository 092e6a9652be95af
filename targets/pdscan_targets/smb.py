r"""Files on a Windows or Samba server: `smb://user@host/share/path` (SMB 3; 2.1 if the config allows).

https://learn.microsoft.com/openspecs/windows_protocols/ms-smb2.  Names there are UTF-16, with `\` between them.  Files
are opened for reading alone, with leave for others to write, rename and delete meanwhile; links (reparse points) are
not followed.  A part of the share that lies on another server (DFS) is found by the library.
"""

from __future__ import annotations

import errno
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from pdscan.errors import UsageError
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.files import Kind
from pdscan_targets.remote import Lost, RemoteVolume
from pdscan_targets.server_url import ServerUrl
from pdscan_targets.smb_login import Login, logged_in
from pdscan_targets.volume import DIRECTORY, FILE, LINK, Parts, Status, Unreadable

if TYPE_CHECKING:
    from datetime import datetime

    from smbclient._io import SMBRawIO

PORT = 445
ATTRIBUTES, CONTENT = 0x80, 0x81
"""The rights that we ask for: to read the attributes; and the content besides (MS-SMB2 2.2.13.1)."""

WRITING = (0x02, 0x04, 0x40)
"""Those that we should not have: to add files, to add directories, to delete what is in it."""


NAME_SURROGATE = 0x20000000
DFS, SPECIAL = 0x8000000A, 0x80000014
"""Reparse tags: the bit of those that stand for another name; a part on another server; a pipe, socket or device."""

_KNOWN = {
    "STATUS_SHARING_VIOLATION": ("refused", "another program has it open and lets nobody in"),
    "STATUS_FILE_LOCK_CONFLICT": ("refused", "another program has locked a part of it"),
    "STATUS_DELETE_PENDING": ("vanished", ""),
    "STATUS_STOPPED_ON_SYMLINK": ("changed while reading", "became a link"),
    "STATUS_IO_REPARSE_TAG_NOT_HANDLED": ("not a regular file", "reparse point"),
}


@contextmanager
def telling() -> Iterator[None]:
    """What the library raises, in our own words.

    :raises Unreadable: when the server refuses.
    :raises Lost: when it no longer answers.
    """
    from smbprotocol.exceptions import SMBException, SMBOSError, SMBResponseException
    from smbprotocol.header import NtStatus

    names = {value: name for name, value in vars(NtStatus).items() if name.startswith("STATUS_")}
    try:
        yield
    except SMBOSError as error:
        raise _unreadable(error, names.get(error.ntstatus, "")) from None
    except SMBResponseException as error:
        raise _unreadable(OSError(0, ""), names.get(error.status, "")) from None
    except (SMBException, ValueError, ConnectionError, TimeoutError):
        raise Lost("the connection broke") from None


class SmbShare:
    """One connection to one share.

    :raises pdscan.errors.TargetError: when we are not let in.
    :raises Lost: when the server can't be reached.
    """

    def __init__(self, where: ServerUrl, options: TargetOptions) -> None:
        self._login: Login = logged_in(where, options)
        name, *below = [part for part in where.path.split("/") if part]
        self._root = "\\".join((rf"\\{where.host}\{name}", *below))

    def status(self, path: Parts) -> Status:
        """What the server keeps about a name."""
        if not path:
            with telling(), self._raw(path, ATTRIBUTES) as raw:
                status = _status(raw.fd)
            return next(self._query((), "*"))[1] if status.kind == DIRECTORY else status
        found = list(self._query(path[:-1], path[-1]))
        if len(found) != 1:
            raise Unreadable(errno.ENOENT, "vanished")
        return found[0][1]

    def list(self, path: Parts) -> Iterable[tuple[str, Status]]:
        """Every name in a directory."""
        return [each for each in self._query(path, "*") if each[0] not in (".", "..")]

    def open(self, path: Parts) -> SmbReader:
        """A regular file, for reading."""
        with telling():
            return SmbReader(self._raw(path, CONTENT))

    def judge_link(self, path: Parts) -> None:
        """A link's target is written from where the client stands: it may lie on any machine."""
        raise Unreadable(errno.EXDEV, "link out of the target", "or one to a name that is read where it stands")

    def access(self, readable: int, problems: tuple[str, ...]) -> Access:
        """Who we are, and whether the server would let us write: to be let in for that is not to write."""
        could_write = any(self._granted(right) for right in WRITING)
        return Access(self._login.user, readable, could_write, problems, (self._login.protection,))

    def close(self) -> None:
        """End the connection."""
        self._login.close()

    def _path(self, parts: Parts) -> str:
        return "\\".join((self._root, *parts))

    def _granted(self, right: int) -> bool:
        try:
            with telling(), self._raw((), right):
                return True
        except Unreadable:
            return False

    def _query(self, path: Parts, pattern: str) -> Iterator[tuple[str, Status]]:
        """The names in a directory that match; of all of them its own, `.`, is the first.

        The library's own listing fails where a name is broken UTF-16.
        """
        from smbclient._io import SMBDirectoryIO
        from smbprotocol.file_info import FileInformationClass

        kind = FileInformationClass.FILE_ID_FULL_DIRECTORY_INFORMATION
        with telling(), SMBDirectoryIO(self._path(path), share_access="rwd", **self._login.options) as directory:
            for each in directory.query_directory(pattern, kind):
                yield each["file_name"].get_value().decode("utf-16-le", "surrogatepass"), _listed(each)

    def _raw(self, path: Parts, rights: int) -> SMBRawIO:
        """A file (or, for its attributes, a directory), opened."""
        from smbclient._io import SMBFileIO, SMBRawIO

        kind = SMBFileIO if rights == CONTENT else SMBRawIO
        raw = kind(self._path(path), mode="rb", share_access="rwd", desired_access=rights, **self._login.options)
        raw.open()
        return raw


class SmbReader:
    """A file that is open for reading."""

    def __init__(self, raw: SMBRawIO) -> None:
        self._raw = raw

    def status(self) -> Status:
        """What the server said of it when it was opened."""
        return _status(self._raw.fd)

    def fetch(self, place: int, size: int) -> bytes:
        """The bytes at a place, as many as the server gives at once."""
        with telling():
            self._raw.seek(place)
            return self._raw.read(size) or b""

    def close(self) -> None:
        """Let go of it; where the connection is broken nothing holds it any more."""
        try:
            with telling():
                self._raw.close()
        except (Lost, Unreadable):
            return


def _status(opened: Any) -> Status:
    return _status_of(opened.file_attributes, 0, opened.end_of_file, opened.last_write_time, opened.change_time)


def _listed(entry: Any) -> Status:
    """An entry of a listing, which has the reparse tag in the place of the size of extended attributes."""
    wanted = ("file_attributes", "ea_size", "end_of_file", "last_write_time", "change_time", "file_id")
    return _status_of(*(entry[name].get_value() for name in wanted))


def _status_of(
    attributes: int, tag: int, size: int, written: datetime, changed: datetime, number: int | None = None
) -> Status:
    modified = round(written.timestamp() * 1_000_000) * 1000
    kind = _kind(attributes, tag)
    file = (number,) if number and kind == DIRECTORY else None
    return Status(kind, size, modified, (size, modified, str(changed)), file)


def _kind(attributes: int, tag: int) -> str:
    """What the attributes say, and the tag of a reparse point (MS-FSCC 2.6 and 2.1.2.1).

    Only a tag that stands for another name is a link; a packed file is a file, another server's part (DFS) a directory.

    >>> _kind(0x20, 0), _kind(0x10, 0), _kind(0x410, 0xA000000C), _kind(0x420, 0x80000013), _kind(0x420, 0x80000014)
    ('regular file', 'directory', 'link', 'regular file', 'special file')
    """
    if attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT:
        if tag & NAME_SURROGATE:
            return LINK
        if tag == SPECIAL:
            return "special file"
    directory = attributes & stat.FILE_ATTRIBUTE_DIRECTORY or (
        attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT and tag == DFS
    )
    return DIRECTORY if directory else FILE


def _unreadable(error: OSError, name: str) -> Unreadable:
    if name in _KNOWN:
        return Unreadable(0, *_KNOWN[name])
    if error.errno in (errno.EACCES, errno.EPERM, errno.ENOENT, errno.ENOTDIR):
        return Unreadable.of(error)
    if name == "STATUS_ACCESS_DENIED":
        return Unreadable(errno.EACCES, "no permission")
    return Unreadable(0, "refused", name.removeprefix("STATUS_").replace("_", " ").lower())


def _volume(url: str, options: TargetOptions) -> RemoteVolume:
    where = ServerUrl.of(url, PORT)
    if not where.path.strip("/"):
        raise UsageError("an smb: target names a share, as in smb://user@host/share/path")
    connect: Callable[[], SmbShare] = lambda: SmbShare(where, options)  # noqa: E731
    return RemoteVolume(where.shown, where.name, connect)


TARGET = Kind(("smb",), _volume)
