"""The messages of the open folder: small ones many at a time, large ones piece by piece, none marked as read.

BODY.PEEK[] sets no flag.  What a batch costs in memory is known beforehand, because sizes are asked for first.
"""

from __future__ import annotations

import errno
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO, cast

from pdscan.model import Item
from pdscan_targets.imap_connection import SMALL, Connection
from pdscan_targets.imap_problems import Gone, Refused, Torn
from pdscan_targets.mail_date import HEAD, date_of

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

    from pdscan_targets.imap_client import Client

WINDOW = 500
"""Messages whose sizes are asked for at once."""

BATCH = 200
"""Messages that are fetched at once, at most."""

BATCH_SIZE = 4 << 20
"""Bytes that are fetched at once; a larger message is fetched in pieces."""

PIECE = 1 << 20

MOST_TORN = 3
"""So many messages in a row with which the connection breaks: it isn't their fault."""

_PER_MESSAGE = 4096


@dataclass(frozen=True, slots=True)
class Message:
    """What the server says of a message before it is read; `arrived` is its INTERNALDATE."""

    uid: int
    size: int
    arrived: datetime | None


@dataclass(frozen=True, slots=True)
class Unread:
    """A message that could not be read: a reason of `pdscan.model.SKIP_REASONS`."""

    uid: int
    reason: str
    detail: str = ""


class Messages:
    """Reads messages of the folder that the connection has open.

    :param most: messages to fetch at once, at most.
    """

    def __init__(self, connection: Connection, most: int = BATCH) -> None:
        self._connection = connection
        self._most = min(most, BATCH)
        self._torn = 0

    def read(self, uids: Sequence[int]) -> Iterator[Item | Unread]:
        """The messages with these UIDs, in their order.

        :raises Gone: when the folder can't be read any further.
        """
        for start in range(0, len(uids), WINDOW):
            window = uids[start : start + WINDOW]
            known = self._described(window)
            for uid in window:
                if uid not in known:
                    yield Unread(uid, "vanished")
            for batch in _batches([known[uid] for uid in window if uid in known], self._most):
                yield from self._batch(batch)

    def _described(self, uids: Sequence[int]) -> dict[int, Message]:
        try:
            fetched = self._connection.ask(
                lambda client: client.fetch(uids, ["RFC822.SIZE", "INTERNALDATE"]), SMALL + _PER_MESSAGE * len(uids)
            )
        except Torn as torn:
            raise Gone("unreachable", f"the connection breaks ({torn.why})") from None
        except Refused as refused:
            raise Gone(refused.reason, refused.code) from None
        return {uid: Message(uid, _size(each), _arrived(each)) for uid, each in fetched.items()}

    def _batch(self, batch: Sequence[Message]) -> Iterator[Item | Unread]:
        bodies = self._bodies(batch) if sum(each.size for each in batch) <= BATCH_SIZE else None
        for message in batch:
            yield self._in_pieces(message) if bodies is None else _item(message, bodies.get(message.uid))

    def _bodies(self, batch: Sequence[Message]) -> dict[int, Any] | None:
        """The messages at once; None where that doesn't work, and each is to be tried by itself."""
        uids = [each.uid for each in batch]
        size = SMALL + sum(2 * each.size + _PER_MESSAGE for each in batch)
        try:
            fetched = self._connection.ask(lambda client: client.fetch(uids, ["BODY.PEEK[]"]), size, attempts=1)
        except (Refused, Torn):
            return None
        self._torn = 0
        return {uid: each.get(b"BODY[]") for uid, each in fetched.items()}

    def _in_pieces(self, message: Message) -> Item | Unread:
        source = Pieces(self._connection, message)
        try:
            head = source.piece(0, HEAD)
        except Refused as refused:
            return Unread(message.uid, refused.reason, refused.code)
        except Torn as torn:
            self._torn += 1
            if self._torn >= MOST_TORN:
                raise Gone("unreachable", f"the connection breaks ({torn.why})") from None
            return Unread(message.uid, "unreachable", f"the connection breaks with it ({torn.why})")
        self._torn = 0
        return _described_item(message, message.size, head, source.open) if head else Unread(message.uid, "vanished")


class Pieces:
    """A message that is fetched piece by piece, as far as it is read."""

    def __init__(self, connection: Connection, message: Message) -> None:
        self._connection = connection
        self._message = message

    def piece(self, start: int, size: int) -> bytes:
        """The bytes from `start` on, at most `size`; none behind the end.

        :raises Refused: when the server says no.
        :raises Torn: when the connection breaks again and again.
        """
        return self._connection.ask(partial(_piece, self._message.uid, start, size), SMALL + 2 * size)

    def open(self) -> BinaryIO:
        """A stream of its own."""
        return cast(BinaryIO, io.BufferedReader(_Stream(self, 2 * self._message.size + SMALL), PIECE))


class _Stream(io.RawIOBase):
    """A message as a stream, which ends after `most` bytes whatever the server goes on to send."""

    def __init__(self, pieces: Pieces, most: int) -> None:
        self._pieces = pieces
        self._most = most
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end.

        :raises OSError: when they can't be had.
        """
        view = memoryview(buffer).cast("B")
        if self._place > self._most:
            raise OSError(errno.EFBIG, "the server sends more than it said")
        try:
            data = self._pieces.piece(self._place, min(len(view), PIECE))
        except (Refused, Torn, Gone) as problem:
            raise OSError(errno.EIO, type(problem).__name__) from None
        view[: len(data)] = data
        self._place += len(data)
        return len(data)


def _piece(uid: int, start: int, size: int, client: Client) -> bytes:
    fetched = client.fetch([uid], [f"BODY.PEEK[]<{start}.{size}>"]).get(uid, {})
    data = fetched.get(b"BODY[]<%d>" % start)
    return data[:size] if isinstance(data, bytes) else b""


def _batches(messages: Sequence[Message], most: int) -> Iterator[list[Message]]:
    """The messages, as many together as may be fetched at once."""
    batch: list[Message] = []
    for message in messages:
        if batch and (len(batch) == most or sum(each.size for each in batch) + message.size > BATCH_SIZE):
            yield batch
            batch = []
        batch.append(message)
    if batch:
        yield batch


def _item(message: Message, body: object) -> Item | Unread:
    if not isinstance(body, bytes) or (not body and message.size):
        return Unread(message.uid, "vanished")
    return _described_item(message, len(body), body[:HEAD], partial(io.BytesIO, body))


def _described_item(message: Message, size: int, head: bytes, opened: Any) -> Item:
    return Item(
        str(message.uid),
        opened,
        size=size,
        modified=message.arrived,
        recorded=date_of(head),
        media_type="message/rfc822",
    )


def _size(fetched: dict[bytes, Any]) -> int:
    """The size as the server says it: a large one where it doesn't, so that it is read in pieces."""
    size = fetched.get(b"RFC822.SIZE")
    return size if isinstance(size, int) and size >= 0 else BATCH_SIZE + 1


def _arrived(fetched: dict[bytes, Any]) -> datetime | None:
    arrived = fetched.get(b"INTERNALDATE")
    return arrived if isinstance(arrived, datetime) and arrived.tzinfo else None
