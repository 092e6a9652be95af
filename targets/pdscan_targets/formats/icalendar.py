"""Calendars: iCalendar (RFC 5545), as mail programs send invitations and calendar servers export.

An event, task or note is a row; its date is the day on which it begins.
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

ENTRIES = frozenset(("VEVENT", "VTODO", "VJOURNAL", "VFREEBUSY"))
DATES = ("DTSTART", "DUE", "COMPLETED", "DTEND", "LAST-MODIFIED", "DTSTAMP", "CREATED")
"""What says when an entry was, the surest first."""

TECHNICAL = frozenset((
    "BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "SEQUENCE", "RRULE", "RDATE", "EXDATE",
    "EXRULE", "TRANSP", "STATUS", "CLASS", "PRIORITY", "TZID", "TZOFFSETFROM", "TZOFFSETTO", "TZNAME", "TZURL",
    "TRIGGER", "ACTION", "REPEAT", "DURATION", "RECURRENCE-ID", "PERCENT-COMPLETE", "FREEBUSY", "CATEGORIES",
    "X-WR-TIMEZONE", "REQUEST-STATUS",
))  # fmt: skip
"""What says nothing of people, and may look as if it did: a UID is often made like an e-mail address."""

PEOPLE = {"ATTENDEE": "attendee", "ORGANIZER": "organizer name"}
"""Whose value is an address (`mailto:`), whose name is a parameter (CN)."""


class Calendar:
    """Calendars and invitations."""

    media_types = ("text/calendar", "application/ics")
    suffixes = (".ics", ".ical", ".ifb")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first line."""
        text = head_text(head)
        return 0.95 if text is not None and re.match(rb"\s*BEGIN:VCALENDAR\s", text, re.IGNORECASE) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Entries as rows, attached files as nested items."""
        reader = Utf8Reader(stream, limits)
        entries, reading = Entries(), _Reading()
        for each in properties(reader):
            content = each.attached()
            if content is not None:
                yield _file(each, content)
            elif each.name == "BEGIN" and each.value.strip().upper() in ENTRIES:
                yield from entries.add(reading.entry())
                reading = _Reading()
            else:
                reading.take(each)
        yield from entries.add(reading.entry())
        yield from entries.rest()
        yield from undecoded(reader)


class _Reading:
    """One entry while it is read."""

    def __init__(self) -> None:
        self._entry = Entry()
        self._dates: dict[str, str] = {}

    def take(self, each: Property) -> None:
        """One more of its properties."""
        if each.name in DATES:
            self._dates.setdefault(each.name, each.value)
        elif each.name in PEOPLE:
            self._entry.add(each.line, PEOPLE[each.name], each.parameters.get("CN", ""))
            addresses = (each.value, each.parameters.get("EMAIL", ""), each.parameters.get("SENT-BY", ""))
            self._entry.add(each.line, "e-mail", " ".join(dict.fromkeys(filter(None, map(_address, addresses)))))
        elif each.name not in TECHNICAL:
            title = each.name.lower().removeprefix("x-")
            self._entry.add(each.line, title if is_column_name(title) else "other", each.text())

    def entry(self) -> Entry:
        """What has been read, with its day."""
        days = (day_in(self._dates[name]) for name in DATES if name in self._dates)
        self._entry.day = next((day for day in days if day), None)
        return self._entry


def _address(value: str) -> str:
    """An address without its scheme.

    >>> _address("MAILTO:jan@example.nl")
    'jan@example.nl'
    """
    return re.sub(r"^mailto:", "", value, flags=re.IGNORECASE)


def _file(each: Property, content: bytes) -> Item:
    name = each.parameters.get("FILENAME") or each.parameters.get("X-FILENAME") or f"attachment on line {each.line}"
    return Item(name, open=partial(io.BytesIO, content), size=len(content), media_type=each.parameters.get("FMTTYPE"))


FORMAT = Calendar()
