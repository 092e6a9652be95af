"""Writes messages as Outlook saves them (MS-OXMSG)."""

from __future__ import annotations

import struct
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from tests.unit.formats.compound_file import compound

Values = Mapping[int, Any]
SUBJECT, BODY, HTML, SENDER, SENDER_SMTP, SENT, HEADERS = 0x0037, 0x1000, 0x1013, 0x0C1A, 0x5D01, 0x0039, 0x007D
NAME, SMTP, FILE_NAME, DATA, KIND = 0x3001, 0x39FE, 0x3707, 0x3701, 0x370E


def msg(values: Values, recipients: Iterable[Values] = (), attachments: Iterable[Values] = ()) -> bytes:
    """A message; the data of an attachment is bytes, or a message as `storage` gives it."""
    return compound(storage(values, recipients, attachments, head=32))


def storage(
    values: Values, recipients: Iterable[Values] = (), attachments: Iterable[Values] = (), head: int = 24
) -> dict[str, Any]:
    """The storage of a message."""
    found = _properties(values, head)
    found |= {f"__recip_version1.0_#{number:08X}": _properties(each, 8) for number, each in enumerate(recipients)}
    found |= {f"__attach_version1.0_#{number:08X}": _properties(each, 8) for number, each in enumerate(attachments)}
    return found


def _properties(values: Values, head: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    fixed = bytes(head)
    for number, value in values.items():
        if isinstance(value, str):
            found[f"__substg1.0_{number:04X}001F"] = value.encode("utf-16-le")
        elif isinstance(value, bytes):
            found[f"__substg1.0_{number:04X}0102"] = value
        elif isinstance(value, datetime):
            fixed += struct.pack("<HHIQ", 0x40, number, 6, _ticks(value))
        else:
            found[f"__substg1.0_{number:04X}000D"] = value
    return {"__properties_version1.0": fixed, **found}


def _ticks(time: datetime) -> int:
    return int((time - datetime(1601, 1, 1, tzinfo=UTC)).total_seconds()) * 10_000_000
