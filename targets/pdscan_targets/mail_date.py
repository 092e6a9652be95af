r"""The date that a message bears: its `Date:` header (RFC 5322 section 3.6.1), in the sender's own time zone.

>>> date_of(b"Subject: x\r\nDate: Mon, 11 Nov 2019\r\n 23:30:00 +0100\r\n\r\nDate: Tue, 12 Nov 2019 00:00:00 +0000\r\n")
datetime.datetime(2019, 11, 11, 23, 30, tzinfo=datetime.timezone(datetime.timedelta(seconds=3600)))
>>> date_of(b"Date: yesterday\n\n"), date_of(b"\nDate: Mon, 11 Nov 2019 23:30:00 +0100\n")
(None, None)
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

HEAD = 1 << 16
"""Bytes from the beginning of a message in which its header is looked for."""

_END_OF_HEADER = re.compile(rb"^\r?\n|\n\r?\n")
_DATE = re.compile(rb"^date[ \t]*:((?:[^\n]|\n[ \t])*)", re.IGNORECASE | re.MULTILINE)
_MESSAGE_ID = re.compile(
    rb"^message-id[ \t]*:(?:\s*)<([\w.!#$%&'*+/=?^{|}~-]{1,200}@[\w.:\[\]-]{1,100})>", re.I | re.MULTILINE
)


def date_of(head: bytes) -> datetime | None:
    """The date in the first bytes of a message; None when it has none, or one that can't be understood."""
    found = _DATE.search(header_of(head))
    if not found:
        return None
    try:
        parsed = parsedate_to_datetime(found.group(1).decode("ascii", "replace").strip())
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def message_id_of(head: bytes) -> str | None:
    r"""The Message-ID in the first bytes of a message, without its brackets; None when it is missing or malformed.

    >>> message_id_of(b"Message-Id:\r\n <1573511400.12@mail.example>\r\n\r\n"), message_id_of(b"Message-ID: <a b>\n\n")
    ('1573511400.12@mail.example', None)
    """
    found = _MESSAGE_ID.search(header_of(head))
    return found.group(1).decode("ascii", "replace") if found else None


def header_of(head: bytes) -> bytes:
    """What stands before the first empty line."""
    end = _END_OF_HEADER.search(head)
    return head[: end.start() + 1] if end else head
