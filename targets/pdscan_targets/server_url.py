"""URLs that name a tree of files on a server: `scheme://user@host:port/path`.

>>> where = ServerUrl.of("sftp://scanner@nas.example:2222/srv/klanten%202019", 22)
>>> where.user, where.host, where.port, where.path
('scanner', 'nas.example', 2222, '/srv/klanten 2019')
>>> print(where)
sftp://scanner@nas.example:2222/srv/klanten%202019
>>> ServerUrl.of("sftp://nas.example/", 22).port, ServerUrl.of("sftp://[::1]/", 22).host
(22, '::1')
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from pdscan.errors import UsageError


@dataclass(frozen=True, slots=True)
class ServerUrl:
    """Its parts, decoded; `shown` is the URL without a password."""

    host: str
    port: int
    user: str | None
    password: str | None = field(repr=False)
    path: str
    shown: str

    def __str__(self) -> str:
        return self.shown

    @classmethod
    def of(cls, url: str, port: int) -> ServerUrl:
        """The parts of a URL.

        :param port: the usual one.
        :raises pdscan.errors.UsageError: when it names no host, or a port that there can't be.
        """
        scheme = url.partition(":")[0]
        wrong = UsageError(f"a {scheme}: target is written as {scheme}://user@host/path")
        try:
            parts = urlsplit(url, allow_fragments=False)
            number = parts.port or port
        except ValueError:
            raise wrong from None
        if not parts.hostname or "\0" in unquote(parts.path):
            raise wrong
        user, password = (None if each is None else unquote(each) for each in (parts.username, parts.password))
        if parts.query:
            raise UsageError(f"a {scheme}: target has no parameters; write a question mark in a path as %3F")
        where = parts.netloc.rpartition("@")[2]
        name = f"{parts.username}@" if parts.username else ""
        path = os.fsdecode(unquote_to_bytes(parts.path)) or "/"
        return cls(parts.hostname, number, user, password, path, f"{scheme}://{name}{where}{parts.path}")

    @property
    def name(self) -> str:
        """The last part of the path."""
        return self.path.rstrip("/").rpartition("/")[2]
