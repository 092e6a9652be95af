"""IMAPClient, held to what an answer may cost: a server that sends without end, or a byte a minute, is left.

The library reads whatever length the server announces, and lines of any number; here every command has an allowance
of bytes, and a time that goes with it.  It also logs all that passes, mail included: here it doesn't.
"""

from __future__ import annotations

import imaplib
import ssl
import time
from typing import Any

import imapclient
from imapclient.imap4 import IMAP4WithTimeout
from imapclient.tls import IMAP4_TLS

CONNECT_SECONDS = 15.0
SILENT_SECONDS = 90.0
"""How long a server may send nothing at all."""

SMALL = 1 << 20
"""Bytes that the answer to a short question may have."""

_SLOWEST = 8 << 10
"""Bytes a second below which an answer is not waited for."""


class Endless(OSError):  # noqa: N818 - a word for what it is
    """The server sends more than it may, or for longer."""


class _Metered:
    """What `imaplib` reads with, counted."""

    file: Any
    left = SMALL
    until = float("inf")

    def allow(self, size: int) -> None:
        """The next answer may have so many bytes, and takes the time that this takes on a slow line."""
        self.left = size
        self.until = time.monotonic() + SILENT_SECONDS + size / _SLOWEST

    def read(self, size: int) -> bytes:
        """What a literal holds."""
        self._spend(size)
        data = bytearray()
        while len(data) < size and (piece := self.file.read1(min(size - len(data), 1 << 16))):
            data += piece
            self._spend(0)
        return bytes(data)

    def readline(self) -> bytes:
        """One line, as long as the allowance lasts."""
        line = bytearray()
        while not line.endswith(b"\n") and (ready := self.file.peek(1)):
            line += self.file.read(ready.find(b"\n") + 1 or len(ready))
            self._spend(0)
            if len(line) > self.left:
                break
        self._spend(len(line))
        return bytes(line)

    def _spend(self, size: int) -> None:
        self.left -= size
        if self.left < 0:
            raise Endless("more than was asked for")
        if time.monotonic() > self.until:
            raise Endless("too slow")


class _Plain(_Metered, IMAP4WithTimeout):  # type: ignore[misc]
    """A connection that may become TLS later."""


class _Tls(_Metered, IMAP4_TLS):  # type: ignore[misc]
    """A connection that is TLS from the first byte on."""


class Client(imapclient.IMAPClient):  # type: ignore[misc]
    """A connection.

    :raises OSError: when it can't be made.
    :raises imaplib.IMAP4.error: when it is no mail server that answers.
    """

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None) -> None:
        timeout = imapclient.SocketTimeout(CONNECT_SECONDS, SILENT_SECONDS)
        super().__init__(host, port, ssl=context is not None, ssl_context=context, timeout=timeout)
        self._imap.debug = 0  # the library would log every line, mail included
        self.normalise_times = False
        self.folder_encode = False

    def allow(self, size: int) -> None:
        """The next answer may have so many bytes."""
        self._imap.allow(size)

    def my_rights(self, folder: bytes) -> frozenset[str]:
        """What this user may do in a folder (RFC 4314 section 3.5), a letter each."""
        *_, answer = self._command_and_check("myrights", self._normalise_folder(folder))
        if not isinstance(answer, bytes):
            raise ValueError("no rights in the answer")
        return frozenset(answer.split()[-1].decode("ascii").strip('"'))

    def _create_IMAP4(self) -> imaplib.IMAP4:  # noqa: N802 - the library's own name
        if self.ssl:
            return _Tls(self.host, self.port, self.ssl_context, CONNECT_SECONDS)
        return _Plain(self.host, self.port, CONNECT_SECONDS)
