"""A contact as Outlook keeps it (MS-OXOCNTC) → a vCard."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime

TELEPHONES = {
    0x3A08: "WORK", 0x3A1B: "WORK", 0x3A09: "HOME", 0x3A2F: "HOME", 0x3A1C: "CELL", 0x3A1A: "PREF", 0x3A1E: "CAR",
    0x3A1F: "OTHER", 0x3A21: "PAGER", 0x3A2E: "ASSISTANT", 0x3A02: "CALLBACK", 0x3A57: "COMPANY",
    0x3A23: "FAX", 0x3A24: "WORK,FAX", 0x3A25: "HOME,FAX",
}  # fmt: skip

TEXTS = {
    0x3A16: "ORG", 0x3A17: "TITLE", 0x3A46: "ROLE", 0x3A4F: "NICKNAME", 0x3A18: "X-DEPARTMENT", 0x3A4E: "X-MANAGER",
    0x3A30: "X-ASSISTANT", 0x3A48: "RELATED", 0x3A07: "X-GOVERNMENT-ID", 0x3A10: "X-ORGANIZATIONAL-ID",
    0x3A00: "X-ACCOUNT", 0x3A0A: "X-INITIALS", 0x3A47: "X-LANGUAGE", 0x3A50: "URL", 0x3A51: "URL", 0x3A0D: "X-LOCATION",
}  # fmt: skip

ADDRESSES = {"WORK": (0x3A29, 0x3A27, 0x3A28, 0x3A2A, 0x3A26), "HOME": (0x3A5D, 0x3A59, 0x3A5C, 0x3A5B, 0x3A5A),
             "OTHER": (0x3A63, 0x3A5F, 0x3A62, 0x3A61, 0x3A60)}  # fmt: skip
"""Street, place, region, postal code, country."""

NAMES = (0x3A11, 0x3A06, 0x3A44, 0x3A45, 0x3A05)
"""Family name, given name, further names, prefix, suffix."""

FULL_NAME, BIRTHDAY, CHANGED = 0x3001, 0x3A42, 0x3008

OWN_NAMES = 0x8000
"""From here on a number means what its file says that it means."""


def vcard(values: Mapping[int, object]) -> bytes:
    """The contact in these properties; empty when they are none's."""
    if not any(values.get(number) for number in (*NAMES[:2], *TELEPHONES, *TEXTS)):
        return b""
    lines = ["BEGIN:VCARD", "VERSION:3.0", *_lines(values), "END:VCARD", ""]
    return "\r\n".join(lines).encode("utf-8", "replace")


def is_address(number: int, value: str) -> bool:
    """Whether a property is one of a contact's e-mail addresses, whose numbers each file chooses for itself."""
    return number >= OWN_NAMES and re.fullmatch(r"\S+@\S+", value) is not None


def _lines(values: Mapping[int, object]) -> Iterator[str]:
    def text(number: int) -> str:
        value = values.get(number)
        return _escaped(value) if isinstance(value, str) else ""

    yield f"FN:{text(FULL_NAME)}"
    yield f"N:{';'.join(map(text, NAMES))}"
    for number, kind in TELEPHONES.items():
        if text(number):
            yield f'TEL;TYPE="{kind}":{text(number)}'
    for number, name in TEXTS.items():
        if text(number):
            yield f"{name}:{text(number)}"
    for kind, numbers in ADDRESSES.items():
        if any(map(text, numbers)):
            yield f"ADR;TYPE={kind}:;;{';'.join(map(text, numbers))}"
    for number, value in sorted(values.items()):
        if isinstance(value, str) and is_address(number, value):
            yield f"EMAIL:{_escaped(value)}"
    for number, name in ((BIRTHDAY, "BDAY"), (CHANGED, "REV")):
        if isinstance(day := values.get(number), datetime):
            yield f"{name}:{day:%Y-%m-%d}"


def _escaped(text: str) -> str:
    """A value in which nothing means more than it says."""
    return re.sub(r"[\r\n\0]+", r"\\n", re.sub(r"([\\;,])", r"\\\1", text))
