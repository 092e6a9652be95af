"""E-mail: headers, bodies, attachments and forwarded messages; also mailboxes of many messages in one file (mbox).

A message's date is the date of the record that it is.
"""

from __future__ import annotations

import io
import quopri
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.parser import BytesFeedParser
from email.utils import parsedate_to_datetime
from functools import partial
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import head_text, to_utf8
from pdscan_targets.formats.html import stripped
from pdscan_targets.formats.mail_headers import file_name, headers
from pdscan_targets.formats.spool import peeked
from pdscan_targets.formats.text import FORMAT as TEXT

LARGEST = 128 << 20
"""The library holds a message in memory; a larger one is read as text."""

LONGEST_LINE = 1 << 20
HEAD = 4096
MOST_PARTS = 10_000

KNOWN = frozenset(
    b"from to cc bcc subject date received message-id mime-version return-path delivered-to reply-to sender"
    b" content-type x-mailer in-reply-to references dkim-signature envelope-to x-original-to".split()
)
_HEADER = re.compile(rb"([A-Za-z][A-Za-z0-9-]{0,60}):[ \t\r\n]|([A-Za-z][A-Za-z0-9-]{0,60}):\S")
_MBOX = re.compile(rb"From \S+ .*\d{4}\r?\n")
_SOFT = re.compile(rb"(?:[^\n]*=[ \t]*\r?\n)+[^\n]*(?:\n|\Z)")
_SOFT_BREAK = re.compile(rb"=[ \t]*\r?\n")


class MailMessage:
    """Messages."""

    media_types = ("message/rfc822", "application/mbox")
    suffixes = (".eml", ".mbox", ".mht", ".mhtml")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by two headers that messages have; by one when the name says so."""
        if _MBOX.match(head):
            return 0.95
        text = head_text(head)
        if text is None:
            return 0.0
        known = _known_headers(text)
        if known >= 2:
            return 0.9
        return 0.7 if known and name.lower().endswith(self.suffixes) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Headers and bodies as text, everything else as nested items; of a mailbox its messages as nested items."""
        if _MBOX.match(peeked(stream, HEAD)):
            yield from _mailbox(stream)
            return
        data = stream.read(LARGEST + 1)
        if len(data) > LARGEST:
            yield Problem("too large", f"a message of more than {LARGEST >> 20} MiB is read as text")
            yield from TEXT.chunks(_Joined(data, stream), item, limits)  # type: ignore[arg-type]
            return
        yield from _message(data, item, limits)


def _message(data: bytes, item: Item, limits: Limits) -> Iterator[Decoded]:
    """The parts of one message."""
    parser = BytesFeedParser()
    try:
        parser.feed(data)
        message = parser.close()
    except (RecursionError, ValueError, LookupError, TypeError) as error:
        yield Problem("too deep" if isinstance(error, RecursionError) else "damaged", "read as text")
        yield from TEXT.chunks(io.BytesIO(data), item, limits)
        return
    recorded = _date(message)
    for chunk in headers(message, data):
        yield _dated(chunk, recorded)
    parts = _Parts(data, recorded)
    for number, part in enumerate(_walk(message)):
        if number >= MOST_PARTS:
            yield Problem("too large", f"more than {MOST_PARTS} parts")
            return
        yield from parts.contents(part, is_root=part is message)


def _walk(message: Message) -> Iterator[Message]:
    """The parts that are no containers, without recursion; forwarded messages are not opened."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        payload = part.get_payload()
        if isinstance(payload, list) and part.get_content_maintype() == "multipart":
            parts = [_text_part(part.preamble), *payload, _text_part(part.epilogue)]
            waiting.extend(each for each in reversed(parts) if isinstance(each, Message))
        else:
            yield part


def _text_part(text: str | None) -> Message | None:
    """Text before or after the parts of a message, as a part; None when there is none."""
    if not text or not text.strip():
        return None
    part = Message()
    part.set_payload(text)
    return part


class _Parts:
    """The contents of a message's parts; remembers how far in the source it has come, to know their lines."""

    def __init__(self, data: bytes, recorded: datetime | None) -> None:
        self._data = data
        self._recorded = recorded
        self._position = 0
        self._line = 1

    def contents(self, part: Message, is_root: bool) -> Iterator[Decoded]:
        """One part: text where it is the message's own, else a nested item."""
        name = file_name(part)
        kind = part.get_content_type()
        payload = part.get_payload()
        if isinstance(payload, list):
            yield from self._forwarded([each for each in payload if isinstance(each, Message)], name)
            return
        content = _decoded(part)
        line = self._place(payload)
        is_attachment = name is not None or part.get_content_disposition() == "attachment"
        if is_attachment or part.get_content_maintype() not in ("text", "multipart"):
            if content.strip() or not is_root:
                yield Item(
                    name or _unnamed(kind),
                    open=partial(io.BytesIO, content),
                    size=len(content),
                    recorded=self._recorded,
                    media_type=kind,
                )
            return
        text = to_utf8(_on_its_lines(part) or content, part.get_content_charset())
        if not text.strip():
            return
        is_html = kind == "text/html"
        chunks = stripped([text], "html body", line) if is_html else [TextChunk(text, field="body", line=line)]
        yield from (_dated(chunk, self._recorded) for chunk in chunks)

    def _forwarded(self, payload: list[Message], name: str | None) -> Iterator[Decoded]:
        """Messages in the message."""
        for each in payload:
            try:
                content = each.as_bytes()
            except (ValueError, LookupError, TypeError, KeyError, AttributeError):
                yield Problem("damaged", "a forwarded message", name or "message.eml")
                continue
            yield Item(
                name or "message.eml",
                open=partial(io.BytesIO, content),
                size=len(content),
                media_type="message/rfc822",
            )

    def _place(self, payload: object) -> int:
        """The line of the source on which a part's text begins; 1 where it is not the source's text."""
        if not isinstance(payload, str) or not payload.strip():
            return 1
        raw = _raw(payload)
        found = self._data.find(raw, self._position)
        if found < 0:
            return 1
        line = self._line + self._data.count(b"\n", self._position, found)
        self._line, self._position = line + raw.count(b"\n"), found + len(raw)
        return line


def _raw(payload: str) -> bytes:
    return payload.encode("utf-8", "surrogateescape")


def _decoded(part: Message) -> bytes:
    """A part's content without its transfer encoding."""
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, TypeError, AssertionError):
        content = None
    if isinstance(content, bytes):
        return content
    return _raw(str(part.get_payload()))


def _on_its_lines(part: Message) -> bytes | None:
    """A quoted-printable text on as many lines as in the source; None when it isn't quoted-printable.

    Where the encoding breaks a line, the joined line is followed by empty ones.
    """
    if str(part.get("Content-Transfer-Encoding", "")).strip().lower() != "quoted-printable":
        return None
    raw = _SOFT.sub(_joined, _raw(str(part.get_payload())))
    return quopri.decodestring(raw)


def _joined(lines: re.Match[bytes]) -> bytes:
    joined, breaks = _SOFT_BREAK.subn(b"", lines[0])
    return joined + b"\n" * breaks


def _unnamed(kind: str) -> str:
    """A name for an attachment that has none.

    >>> _unnamed("application/pdf"), _unnamed("image/x-icon; a")
    ('attachment.pdf', 'attachment.x-icon')
    """
    subtype = re.match(r"[a-z0-9.+-]*", kind.partition("/")[2])
    return f"attachment.{subtype[0] if subtype and subtype[0] else 'bin'}"


def _date(message: Message) -> datetime | None:
    """The date that the message itself says it is from."""
    try:
        return parsedate_to_datetime(str(message["Date"])) if message["Date"] else None
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _dated(chunk: TextChunk, recorded: datetime | None) -> TextChunk:
    if recorded is None:
        return chunk
    return TextChunk(chunk.data, chunk.field, chunk.label, chunk.line, chunk.continues, recorded.date())


def _known_headers(text: bytes) -> int:
    """How many known headers a text begins with; 0 when it doesn't begin with headers at all."""
    known: set[bytes] = set()
    for index, line in enumerate(text.split(b"\n")[:60]):
        if not line.strip():
            break
        if line[:1] in b" \t" and index:
            continue
        header = _HEADER.match(line + b"\n")
        if header is None:
            return 0 if index == 0 else len(known)
        known.add((header[1] or header[2]).lower())
    return len(known & KNOWN)


def _mailbox(stream: BinaryIO) -> Iterator[Item]:
    """The messages of a mailbox, in the order of the file."""
    number = size = 0
    lines: list[bytes] = []
    after_blank = True
    while line := stream.readline(LONGEST_LINE):
        begins = after_blank and _MBOX.match(line) is not None
        if lines and (begins or size > LARGEST):
            number += 1
            yield _mailed(number, lines)
            lines, size = [], 0
        if not begins:
            lines.append(line)
            size += len(line)
        after_blank = line in (b"\n", b"\r\n")
    if lines:
        yield _mailed(number + 1, lines)


def _mailed(number: int, lines: list[bytes]) -> Item:
    content = b"".join(lines)
    opened = partial(io.BytesIO, content)
    return Item(f"message {number}", open=opened, size=len(content), media_type="message/rfc822")


class _Joined:
    """A stream of which the beginning has been read already."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first = io.BytesIO(first)
        self._stream = stream

    def read(self, size: int) -> bytes:
        """The beginning, then the rest."""
        return self._first.read(size) or self._stream.read(size)


FORMAT = MailMessage()
