"""Files on a WebDAV server, such as Nextcloud or SharePoint: `webdavs://user@host/path` (RFC 4918, over HTTPS).

Only `PROPFIND`, which lists, and `GET` of ranges of bytes are ever sent.  Certificates are verified; without TLS
nothing is sent, unless the config allows it.
"""

from __future__ import annotations

import errno
import logging
import os
import ssl
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import quote

from pdscan.errors import CredentialError, PluginError, UsageError
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.files import Kind
from pdscan_targets.remote import Lost, RemoteVolume
from pdscan_targets.server_url import ServerUrl
from pdscan_targets.volume import Parts, Status, Unreadable
from pdscan_targets.webdav_answer import ASKED, LARGEST, statuses

if TYPE_CHECKING:
    from httpx import Client, Response

CONNECT_SECONDS, ANSWER_SECONDS = 10.0, 60.0
PORTS = {"webdav": 80, "webdavs": 443}

MULTI_STATUS, OK, PARTIAL, NO_SUCH_RANGE, LOGIN = 207, 200, 206, 416, 401
_REASONS = {
    403: (errno.EACCES, "no permission"),
    404: (errno.ENOENT, "vanished"),
    410: (errno.ENOENT, "vanished"),
}
_MOVED = (301, 302, 307, 308)


@contextmanager
def telling() -> Iterator[None]:
    """What httpx raises, in our own words.

    :raises Lost: when the server doesn't answer.
    """
    import httpx

    try:
        yield
    except httpx.ConnectError as error:
        why = "its certificate is not trusted" if "CERTIFICATE" in str(error) else "it refuses connections"
        raise Lost(f"the server can't be reached: {why}") from None
    except httpx.HTTPError:
        raise Lost("the server no longer answers") from None


class WebdavShare:
    """Connections to one server.

    :raises pdscan.errors.PluginError: when the library is missing.
    """

    def __init__(self, where: ServerUrl, options: TargetOptions) -> None:
        try:
            import httpx
        except ImportError:
            message = "webdav: targets need the package httpx; get it with: pip install 'pdscan[cloud]'"
            raise PluginError(message) from None
        logging.getLogger("httpx").setLevel(logging.CRITICAL)
        self._where = where
        login = None if where.user is None else (where.user, where.password or options.password() or "")
        secure = where.shown.startswith("webdavs:")
        host = f"[{where.host}]" if ":" in where.host else where.host
        self._client: Client = httpx.Client(
            base_url=f"{'https' if secure else 'http'}://{host}:{where.port}",
            auth=login,
            verify=ssl.create_default_context(cafile=None if options.ca is None else str(options.ca)),
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            headers={"Accept-Encoding": "identity"},
        )

    def status(self, path: Parts) -> Status:
        """What the server keeps about a name."""
        url = self._url(path)
        found = self._asked(url, "0") or self._asked(f"{url}/", "0")
        if not found:
            raise Unreadable(0, "refused", "the server says nothing of it")
        return found[0][1]

    def list(self, path: Parts) -> Iterable[tuple[str, Status]]:
        """Every name in a directory."""
        url = self._url(path).rstrip("/") + "/"
        return [(name, status) for name, status in self._asked(url, "1") if name]

    def open(self, path: Parts) -> WebdavReader:
        """A regular file, for reading."""
        return WebdavReader(self._get, self._url(path), self.status(path))

    def judge_link(self, path: Parts) -> None:
        """There are no links.

        :raises Unreadable: always.
        """
        raise Unreadable(errno.EXDEV, "link out of the target")

    def access(self, readable: int, problems: tuple[str, ...]) -> Access:
        """Who we are; whether we could write only trying would tell."""
        remark = "whether this account could write can't be known without trying; let it read alone"
        return Access(self._where.user or "anonymous", readable, False, problems, (remark,))

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def _url(self, path: Parts) -> str:
        whole = "/".join((self._where.path.rstrip("/"), *path))
        return quote(os.fsencode(whole), safe="/") or "/"

    def _asked(self, url: str, depth: str) -> Sequence[tuple[str, Status]]:
        """What the server says of a URL, by the names below it; nothing where that has a slash at its end."""
        headers = {"Depth": depth, "Content-Type": "application/xml"}
        with telling(), self._client.stream("PROPFIND", url, headers=headers, content=ASKED) as answer:
            if answer.status_code in _MOVED and not url.endswith("/"):
                return ()
            self._refused(answer, MULTI_STATUS)
            body = bytearray()
            for piece in answer.iter_bytes():
                body += piece
                if len(body) > LARGEST:
                    raise Unreadable(0, "too large", f"its listing is longer than {LARGEST >> 20} MiB")
        return tuple(statuses(bytes(body), url))

    def _get(self, url: str, place: int, size: int) -> bytes:
        """The bytes at a place; a server that knows no ranges gives all, of which the rest is thrown away."""
        headers = {"Range": f"bytes={place}-{place + size - 1}"}
        found = bytearray()
        with telling(), self._client.stream("GET", url, headers=headers) as answer:
            if answer.status_code == NO_SUCH_RANGE:
                return b""
            self._refused(answer, OK, PARTIAL)
            passed = place if answer.status_code == OK else 0
            for piece in answer.iter_bytes():
                found += piece[passed:]
                passed = max(0, passed - len(piece))
                if len(found) >= size:
                    break
        return bytes(found[:size])

    def _refused(self, answer: Response, *wanted: int) -> None:
        """Nothing, when the answer is one of those that are wanted.

        :raises Unreadable: when it isn't.
        :raises pdscan.errors.CredentialError: when we are not let in.
        """
        code = answer.status_code
        if code == LOGIN:
            raise CredentialError(f"{self._where}: the server refuses user or password; check both")
        if code not in wanted:
            number, reason = _REASONS.get(code, (0, "refused"))
            raise Unreadable(number, reason, f"HTTP status {code}")


class WebdavReader:
    """A file, read by ranges."""

    def __init__(self, get: Callable[[str, int, int], bytes], url: str, status: Status) -> None:
        self._get, self._url, self._status = get, url, status

    def status(self) -> Status:
        """What the server said of it when it was opened."""
        return self._status

    def fetch(self, place: int, size: int) -> bytes:
        """The bytes at a place."""
        return self._get(self._url, place, size)

    def close(self) -> None:
        """Nothing is kept open."""


def _volume(url: str, options: TargetOptions) -> RemoteVolume:
    scheme = url.partition(":")[0]
    where = ServerUrl.of(url, PORTS[scheme])
    if scheme == "webdav" and options.encrypt:
        raise UsageError(
            f"{where} would send password and files in the clear; use webdavs://, "
            "or write `encrypt: false` into the config where nobody can listen"
        )
    connect: Callable[[], WebdavShare] = lambda: WebdavShare(where, options)  # noqa: E731
    return RemoteVolume(where.shown, where.name, connect)


TARGET = Kind(tuple(PORTS), _volume)
