"""Messages as Outlook keeps them: properties by number (MS-OXPROPS), whether in an MSG file or in a PST store.

They are written out as the e-mail that they are, which the format of e-mails reads; a contact goes along as a vCard.
"""

from __future__ import annotations

import base64
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from hashlib import blake2b
from urllib.parse import quote

from pdscan_targets.formats.mapi_contact import is_address, vcard

Value = str | bytes | datetime
"""What a property holds: text, bytes, or a time; others say nothing of people."""

HEADERS = {
    0x0037: "Subject", 0x0E04: "To", 0x0E03: "Cc", 0x0E02: "Bcc", 0x1035: "Message-ID", 0x1042: "In-Reply-To",
    0x1039: "References", 0x0E28: "X-Account", 0x0E29: "X-Account", 0x0050: "Reply-To", 0x3A0D: "X-Location",
}  # fmt: skip
"""Which header a property is written out as, where the message brings none of its own."""

BODY, HTML, RICH, TRANSPORT, CLASS = 0x1000, 0x1013, 0x1009, 0x007D, 0x001A
FROM = {"From": (0x0C1A, (0x5D01, 0x0C1F)), "X-On-Behalf-Of": (0x0042, (0x5D02, 0x0065))}
"""Who sent it, and in whose name: the property of the name, and those of the address."""

WHEN = (0x0060, 0x0039, 0x0E06, 0x3008, 0x3007)
"""When it begins (a meeting), was sent, was delivered, was changed, was made."""

NAME, SMTP, ADDRESS = 0x3001, 0x39FE, 0x3003

REPEATED = frozenset({0x0E1D, 0x0070, 0x003D, 0x3001, 0x001A, 0x0064, 0x0C1E, 0x0075, 0x0077, 0x0E1B, 0x3002, 0x8554})
"""Text that is there a second time, or is Outlook's own: subjects without prefix, kinds of addresses."""

_SENDERS = frozenset(number for name, addresses in FROM.values() for number in (name, *addresses))
_HEADER = re.compile(r"[!-9;-~]+:")
_OF_PARTS = re.compile(r"(?:content-[a-z-]+|mime-version):", re.IGNORECASE)
_BREAKS = re.compile(r"[\r\n\0]+\s*")
_EPOCH = datetime(1601, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file in a message, or a message in it."""

    name: str
    content: bytes = field(repr=False)
    media_type: str = "application/octet-stream"


@dataclass(slots=True)
class OutlookMessage:
    """The properties of a message and of those that it is for, and what is attached to it."""

    values: dict[int, Value] = field(default_factory=dict, repr=False)
    recipients: list[Mapping[int, Value]] = field(default_factory=list, repr=False)
    attachments: list[Attachment] = field(default_factory=list)

    def text(self, *numbers: int) -> str:
        """The text of the first of these properties that is there; "" where none is."""
        return next((value for number in numbers if isinstance(value := self.values.get(number), str) and value), "")

    @property
    def date(self) -> datetime | None:
        """When it is from."""
        times = (self.values.get(number) for number in WHEN)
        return next((time for time in times if isinstance(time, datetime)), None)

    def as_mail(self) -> bytes:
        """The message as an e-mail, what is attached included."""
        parts = list(self._parts())
        # Of the content, so that it isn't that of a message inside.
        boundary = f"=_{blake2b(b''.join(parts), digest_size=16).hexdigest()}"
        head = [*self._headers(), f'Content-Type: multipart/mixed; boundary="{boundary}"', "", ""]
        opened = f"--{boundary}\r\n".encode()
        return b"".join([_encoded("\r\n".join(head)), *(opened + part for part in parts), f"--{boundary}--".encode()])

    def _headers(self) -> Iterator[str]:
        """The headers that it came with, or made of what Outlook kept of them; then all other text."""
        own = list(_unfolded(self.text(TRANSPORT)))
        yield from own
        has = {header.partition(":")[0].lower() for header in own}
        for name, value in self._made():
            if value and name.lower() not in has:
                yield f"{name}: {_BREAKS.sub(' ', value)}"

    def _made(self) -> Iterator[tuple[str, str]]:
        for header, (sender, addresses) in FROM.items():
            yield header, _person(self.text(sender), self.text(*addresses))
        if self.date is not None:
            yield "Date", format_datetime(self.date)
        people = [_person(_text(each, NAME), _text(each, SMTP, ADDRESS)) for each in self.recipients]
        yield "To", ", ".join(filter(None, people)) or self.text(0x0E04)
        for number, name in HEADERS.items():
            yield name, self.text(number)
        known = {*HEADERS, *REPEATED, *_SENDERS, BODY, HTML, TRANSPORT}
        of_contact = bool(vcard(self.values))
        for number, value in sorted(self.values.items()):
            if not isinstance(value, str) or number in known or _is_contacts(number):
                continue
            if not (of_contact and is_address(number, value)):
                yield "X-Property", value

    def _parts(self) -> Iterator[bytes]:
        if body := self.text(BODY):
            yield _part("text/plain; charset=utf-8", _encoded(body))
        html = self.values.get(HTML)
        if html:
            yield _part("text/html" + ("; charset=utf-8" if isinstance(html, str) else ""), _bytes(html))
        rich = self.values.get(RICH)
        if isinstance(rich, bytes) and not (body or html):
            yield _part("application/rtf", _decompressed(rich), "body.rtf")
        if card := vcard(self.values):
            yield _part("text/vcard; charset=utf-8", card, "contact.vcf")
        for each in self.attachments:
            yield _part(each.media_type, each.content, each.name)


def filetime(ticks: int) -> datetime | None:
    """The time that a number of tenths of a microsecond since 1601 is; None for those that mean nothing.

    >>> filetime(132179850000000000)
    datetime.datetime(2019, 11, 11, 22, 30, tzinfo=datetime.timezone.utc)
    """
    try:
        return _EPOCH + timedelta(microseconds=ticks // 10) if 0 < ticks < 1 << 62 else None
    except OverflowError:
        return None


def _unfolded(headers: str) -> Iterator[str]:
    """The headers of a message, but for those that speak of its parts, which are made anew."""
    for line in re.sub(r"\r?\n[ \t]+", " ", headers).splitlines():
        if _HEADER.match(line) and not _OF_PARTS.match(line):
            yield line


def _person(name: str, address: str) -> str:
    """A name and an address as mail writes them; the addresses that only an Exchange server knows are none.

    >>> _person("Jan", "jan@example.nl"), _person("Jan", "/O=ORG/CN=JAN"), _person("", "jan@example.nl")
    ('Jan <jan@example.nl>', 'Jan', 'jan@example.nl')
    """
    address = address if "@" in address else ""
    if not address or name == address:
        return name or address
    return f"{name} <{address}>" if name else address


def _text(values: Mapping[int, Value], *numbers: int) -> str:
    return OutlookMessage(dict(values)).text(*numbers)


def _is_contacts(number: int) -> bool:
    """Whether a property is among those that vCards are made of."""
    return 0x3A00 <= number < 0x3B00


def _part(kind: str, content: bytes, name: str = "") -> bytes:
    kind = _BREAKS.sub(" ", kind)
    is_message = kind == "message/rfc822"
    head = f"Content-Type: {kind}\r\nContent-Transfer-Encoding: {'8bit' if is_message else 'base64'}\r\n"
    if name:
        head += f"Content-Disposition: attachment; filename*=UTF-8''{quote(name, safe='')}\r\n"
    return f"{head}\r\n".encode("ascii", "replace") + (content if is_message else base64.encodebytes(content)) + b"\r\n"


def _encoded(text: str) -> bytes:
    return text.encode("utf-8", "replace")


def _bytes(value: Value) -> bytes:
    return value if isinstance(value, bytes) else _encoded(str(value))


def _decompressed(rich: bytes) -> bytes:
    """Rich text, which Outlook packs in a way of its own."""
    from compressed_rtf import decompress

    try:
        return bytes(decompress(rich))
    except Exception:  # noqa: BLE001 - whatever the library does with broken text: it is read as it stands
        return rich
