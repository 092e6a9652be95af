"""A mail server that is asked questions, and asked again over a new connection when the old one breaks.

Folders are opened with EXAMINE, which changes nothing: SELECT would take from messages that they are new, and move
them on disk.
"""

from __future__ import annotations

import imaplib
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from pdscan.errors import CredentialError, TargetError
from pdscan_targets.imap_address import Address
from pdscan_targets.imap_problems import NONSENSE, Gone, Refused, Torn, refusal
from pdscan_targets.imap_sign_in import Busy, signed_in

if TYPE_CHECKING:
    from pdscan_targets.imap_client import Client

Answer = TypeVar("Answer")

SMALL = 1 << 20
"""Bytes that an answer may have when nothing else is said."""

WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 20.0)
"""Seconds between attempts to reach a server that was there before."""


class Connection:
    """One user's connection to a server, made when first needed, and anew when it is gone."""

    def __init__(self, address: Address, password: Callable[[], str | None]) -> None:
        self.address = address
        self._password = password
        self._client: Client | None = None
        self._folder: tuple[bytes, int] | None = None
        self._was_there = False

    def ask(self, question: Callable[[Client], Answer], size: int = SMALL, attempts: int = 2) -> Answer:
        """The answer to a question, which may have `size` bytes.

        :raises Refused: when the server says no.
        :raises Torn: when the connection broke, with every attempt.
        :raises Gone: when it broke, and the open folder isn't what it was.
        :raises pdscan.errors.TargetError: when no connection can be made.
        """
        for left in reversed(range(attempts)):
            try:
                return self._asked(self._connected(), question, size)
            except Torn:
                if not left:
                    raise
        raise AssertionError("there is always an attempt")

    def examine(self, folder: bytes) -> int:
        """Open a folder for reading, and leave it open; gives its UIDVALIDITY.

        :raises Refused: when the server says no.
        """
        self._folder = None
        validity = self.ask(lambda client: _examined(client, folder))
        self._folder = folder, validity
        return validity

    def close(self) -> None:
        """Let go of the connection."""
        if self._client is not None:
            with suppress(*NONSENSE):
                self._client.allow(SMALL)
                self._client.logout()
        self._drop()

    def _asked(self, client: Client, question: Callable[[Client], Answer], size: int) -> Answer:
        try:
            client.allow(size)
            return question(client)
        except imaplib.IMAP4.abort as error:
            self._drop()
            raise Torn(type(error).__name__) from None
        except imaplib.IMAP4.error as error:
            if type(error) is imaplib.IMAP4.error:
                raise refusal(error) from None
            self._drop()
            raise Torn(type(error).__name__) from None
        except NONSENSE as error:
            self._drop()
            raise Torn(type(error).__name__) from None

    def _connected(self) -> Client:
        if self._client is None:
            self._client = self._persistently()
            self._was_there = True
            if self._folder is not None:
                self._reopen(self._client, *self._folder)
        return self._client

    def _reopen(self, client: Client, folder: bytes, validity: int) -> None:
        """Open the folder again; what it is now must be what it was."""
        try:
            now = self._asked(client, lambda client: _examined(client, folder), SMALL)
        except Refused as refused:
            raise Gone(refused.reason, refused.code) from None
        if now != validity:
            raise Gone("changed while reading", "it has been made anew (UIDVALIDITY)")

    def _persistently(self) -> Client:
        """A new connection: with patience for a server that was there before, or is busy."""
        for wait in WAITS:
            try:
                return signed_in(self.address, self._password)
            except CredentialError:
                raise
            except TargetError as error:
                if not (self._was_there or isinstance(error, Busy)):
                    raise
            time.sleep(wait)
        self._was_there = False
        return signed_in(self.address, self._password)

    def _drop(self) -> None:
        if self._client is not None:
            with suppress(*NONSENSE):
                self._client.shutdown()
            self._client = None


def _examined(client: Client, folder: bytes) -> int:
    opened = client.select_folder(folder, readonly=True)
    return int(opened.get(b"UIDVALIDITY") or 0)
