"""Contacts: vCard (RFC 6350, and versions 2.1 and 3.0), as address books and telephones write them.

A contact is a row; its date is the one of its last revision.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.content_lines import Property, properties
from pdscan_targets.formats.days import day_in
from pdscan_targets.formats.encoding import Utf8Reader, head_text
from pdscan_targets.formats.entries import Entries, Entry
from pdscan_targets.formats.header import is_column_name
from pdscan_targets.formats.text import undecoded

TITLES = {
    "FN": "full name", "N": "name", "NICKNAME": "nickname", "TEL": "phone", "EMAIL": "e-mail", "ADR": "address",
    "LABEL": "address", "BDAY": "birthday", "BIRTHPLACE": "place of birth", "ORG": "company", "TITLE": "job title",
    "ROLE": "occupation", "NOTE": "note", "IMPP": "chat address", "RELATED": "related person", "TEXT": "text",
}  # fmt: skip
"""What the properties are called in the results."""

TECHNICAL = frozenset((
    "BEGIN", "END", "VERSION", "PRODID", "UID", "REV", "KIND", "CLIENTPIDMAP", "XML", "PROFILE", "CLASS",
    "SORT-STRING", "TZ",
))  # fmt: skip
"""What says nothing of people, and may look as if it did: a UID is often made like an e-mail address."""


class VCard:
    """Address books."""

    media_types = ("text/vcard", "text/x-vcard", "text/directory")
    suffixes = (".vcf", ".vcard")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first line."""
        text = head_text(head)
        return 0.95 if text is not None and re.match(rb"\s*BEGIN:VCARD\s", text, re.IGNORECASE) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Contacts as rows, photographs and keys in them as nested items."""
        reader = Utf8Reader(stream, limits)
        entries, entry = Entries(), Entry()
        for each in properties(reader):
            content = each.attached()
            if content is not None:
                yield _file(each, content)
            elif each.name == "BEGIN":
                yield from entries.add(entry)
                entry = Entry()
            elif each.name == "REV":
                entry.day = day_in(each.value)
            elif each.name not in TECHNICAL:
                for title, text in _cells(each):
                    entry.add(each.line, title, text)
        yield from entries.add(entry)
        yield from entries.rest()
        yield from undecoded(reader)


def _title(each: Property) -> str:
    if each.name == "TEL" and "FAX" in each.parameters.get("TYPE", "").upper():
        return "fax"
    title = TITLES.get(each.name) or each.name.lower().removeprefix("x-")
    return title if is_column_name(title) else "other"


def _cells(each: Property) -> list[tuple[str, str]]:
    r"""The cells that a property makes: names in their order, addresses on one line, as people write them.

    >>> _cells(Property(1, "N", {}, "Vries;Jan;Piet;de;"))
    [('name', 'Jan Piet de Vries')]
    >>> _cells(Property(1, "ADR", {}, ";;Kerkstraat 1;Amsterdam;;1012 AB;Nederland"))
    [('address', 'Kerkstraat 1, 1012 AB Amsterdam'), ('country', 'Nederland')]
    """
    title = _title(each)
    if each.name == "N":
        family, given, middle, prefix, suffix = _first(5, each)
        return [(title, " ".join(filter(None, (given, middle, prefix, family, suffix))))]
    if each.name == "ADR":
        box, more, street, place, region, code, country = _first(7, each)
        town = " ".join(filter(None, (code, place)))
        return [(title, ", ".join(filter(None, (box, more, street, town, region)))), ("country", country)]
    if each.name == "ORG":
        company, *departments = each.parts()
        return [(title, company), ("department", ", ".join(filter(None, departments)))]
    return [(title, re.sub(r"^(?:tel|mailto|xmpp|sip|skype):", "", each.text(), flags=re.IGNORECASE))]


def _first(count: int, each: Property) -> list[str]:
    """So many parts of a property, empty where it has fewer."""
    return (each.parts() + [""] * count)[:count]


def _file(each: Property, content: bytes) -> Item:
    return Item(f"{each.name.lower()} on line {each.line}", open=partial(io.BytesIO, content), size=len(content))


FORMAT = VCard()
