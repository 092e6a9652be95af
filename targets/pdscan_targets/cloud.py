"""Files kept by a service: S3 and whatever else fsspec knows (https://filesystem-spec.readthedocs.io).

`s3://bucket/prefix`, `gs://…`, `az://…`; any other protocol as `fsspec+PROTOCOL://…`.  What
calls itself a directory there is often no more than a part of names.  Only listings, facts and ranges of bytes are
asked for.
"""

from __future__ import annotations

import errno
import posixpath
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from urllib.parse import unquote

from pdscan.errors import PdscanError
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.cloud_login import Service, service_of
from pdscan_targets.files import Kind
from pdscan_targets.remote import Lost, RemoteVolume
from pdscan_targets.volume import DIRECTORY, FILE, Parts, Status, Unreadable

SCHEMES = ("abfs", "abfss", "az", "fsspec", "ftp", "gcs", "gs", "hdfs", "oss", "s3", "s3a", "webhdfs")

_TIMES = ("LastModified", "modified", "last_modified", "mtime", "updated")
_TAGS = ("ETag", "etag", "md5Hash", "content_md5", "generation")
_GONE = ("ConnectError", "TransportError", "EndpointConnectionError", "ClientConnectorError", "ConnectTimeoutError",
         "ReadTimeoutError", "ConnectionClosedError", "HTTPClientError", "ServerTimeoutError")  # fmt: skip
_REFUSED = {
    401: (errno.EACCES, "no permission"),
    403: (errno.EACCES, "no permission"),
    404: (errno.ENOENT, "vanished"),
    410: (errno.ENOENT, "vanished"),
}


@contextmanager
def telling() -> Iterator[None]:
    """What the libraries of many services raise, in our own words; what they say is never passed on.

    :raises Unreadable: when the service refuses.
    :raises Lost: when it no longer answers.
    """
    try:
        yield
    except (Unreadable, Lost, PdscanError):
        raise
    except Exception as error:  # noqa: BLE001 - each service's library has errors of its own
        names = {each.__name__ for each in type(error).__mro__}
        if names & set(_GONE) or isinstance(error, ConnectionError | TimeoutError):
            raise Lost("the service can't be reached; check the address, its certificate, and the network") from None
        raise _unreadable(error, names) from None


class CloudShare:
    """A tree of files of a service.

    :raises pdscan.errors.TargetError: when we are not let in.
    """

    def __init__(self, service: Service, options: TargetOptions) -> None:
        self._service = service
        with telling():
            self._files, self._root = service.opened(options)

    def status(self, path: Parts) -> Status:
        """What the service keeps about a name."""
        with telling():
            return status_of(self._files.info(self._path(path)))

    def list(self, path: Parts) -> Iterable[tuple[str, Status]]:
        """Every name in a directory."""
        whole = self._path(path)
        with telling():
            entries = self._files.ls(whole, detail=True)
        return [_listed(entry, whole) for entry in entries if not _is_itself(entry, whole)]

    def open(self, path: Parts) -> CloudReader:
        """A regular file, for reading."""
        return CloudReader(self._files, self._path(path))

    def judge_link(self, path: Parts) -> None:
        """There are no links.

        :raises Unreadable: always.
        """
        raise Unreadable(errno.EXDEV, "link out of the target")

    def access(self, readable: int, problems: tuple[str, ...]) -> Access:
        """Who we are; whether we could write only trying would tell."""
        remark = (
            "whether this account could write can't be known without trying; give it the right to list and read alone"
        )
        return Access(self._service.user, readable, False, problems, (remark,))

    def close(self) -> None:
        """Nothing is kept open."""

    def _path(self, parts: Parts) -> str:
        return posixpath.join(self._root, *parts)


class CloudReader:
    """A file, read by ranges."""

    def __init__(self, files: Any, path: str) -> None:
        self._files, self._path = files, path
        with telling():
            self._status = status_of(files.info(path))

    def status(self) -> Status:
        """What the service said of it when it was opened."""
        return self._status

    def fetch(self, place: int, size: int) -> bytes:
        """The bytes at a place."""
        with telling():
            return bytes(self._files.cat_file(self._path, start=place, end=min(place + size, self._status.size)))

    def close(self) -> None:
        """Nothing is kept open."""


def status_of(facts: Mapping[str, Any]) -> Status:
    """What a service says of a name; each has words of its own for that.

    >>> status_of({"name": "a", "type": "file", "size": 7, "ETag": "x", "LastModified": datetime(2026, 1, 1)}).version
    (7, 1767225600000000000, 'x')
    >>> status_of({"name": "a/", "type": "directory", "size": None}).kind
    'directory'
    """
    kind = {"file": FILE, "directory": DIRECTORY}.get(facts["type"], str(facts["type"]))
    size, modified = int(facts.get("size") or 0), _nanoseconds(_first(facts, _TIMES))
    tag = _first(facts, _TAGS)
    return Status(kind, size, modified, (size, modified, None if tag is None else str(tag)))


def _listed(facts: Mapping[str, Any], directory: str) -> tuple[str, Status]:
    """An entry of a directory; of one whose name nothing else could have, that it is one."""
    name, status = _name(facts), status_of(facts)
    if name in ("", ".", "..") or facts["name"].strip("/") == directory.strip("/"):
        return name if name in (".", "..") else "", Status("an object without a name of its own")
    return name, status


def _is_itself(facts: Mapping[str, Any], directory: str) -> bool:
    """Whether an entry stands for the directory that was listed, as the empty object `map/` does for `map`."""
    same = facts["name"].strip("/") == directory.strip("/")
    return same and not facts.get("size") and _first(facts, _TAGS) is not None


def _name(facts: Mapping[str, Any]) -> str:
    name = str(facts["name"])
    if facts["type"] == "directory":
        name = name.removesuffix("/")
    return name.rpartition("/")[2]


def _first(facts: Mapping[str, Any], names: Iterable[str]) -> Any:
    return next((facts[name] for name in names if facts.get(name) is not None), None)


def _nanoseconds(moment: object) -> int | None:
    """A time in nanoseconds since 1970, however a service writes it."""
    if isinstance(moment, str):
        try:
            moment = datetime.fromisoformat(moment.replace("Z", "+00:00"))
        except ValueError:
            return None
    if isinstance(moment, datetime):
        moment = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
    return int(moment) * 10**9 if isinstance(moment, int | float) else None


def _unreadable(error: Exception, names: set[str]) -> Unreadable:
    """What a refusal means, by its class and number alone."""
    if isinstance(error, FileNotFoundError) or "ResourceNotFound" in names:
        return Unreadable(errno.ENOENT, "vanished")
    if isinstance(error, PermissionError) or "ForbiddenOperation" in names or "NoCredentialsError" in names:
        return Unreadable(errno.EACCES, "no permission")
    number = getattr(error, "status_code", None) or getattr(getattr(error, "response", None), "status_code", None)
    if isinstance(number, int):
        return Unreadable(*_REFUSED.get(number, (0, "refused")), f"status {number}")
    if isinstance(error, OSError) and error.errno:
        return Unreadable.of(error)
    return Unreadable(0, "refused", type(error).__name__)


def _volume(url: str, options: TargetOptions) -> RemoteVolume:
    service = service_of(url, options.encrypt)
    connect: Callable[[], CloudShare] = lambda: CloudShare(service, options)  # noqa: E731
    return RemoteVolume(service.shown, unquote(service.shown.rstrip("/").rpartition("/")[2]), connect)


TARGET = Kind(SCHEMES, _volume)
