"""On which terms a row of the register keeps its data: in the statement's own words, in ours where it has none.

A register that was written by hand may hold nothing but `{kind: length, length: P6M}`.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.register import Entry

_UNITS = {"Y": "years", "M": "months", "W": "weeks", "D": "days"}


def retention(entry: Entry, words: Words) -> str:
    """How long."""
    kept = entry.retention
    if kept.text.strip():
        return visible(kept.text)
    if kept.kind == "end_of_service":
        return words("terms.after_end", period=period(kept.length, words)) if kept.length else words("terms.end")
    return period(kept.length, words) if kept.length else words("terms.undetermined")


def responsible(entry: Entry, words: Words) -> str:
    """Who answers for it."""
    said = visible(entry.responsible.text)
    return said or (words.either("role", entry.responsible.role) if entry.responsible.role else "")


def ground(entry: Entry, words: Words) -> str:
    """On which legal ground."""
    said = visible(entry.ground.text, 600)
    return said or (words.either("ground", entry.ground.kind) if entry.ground.kind else "")


def period(length: str, words: Words) -> str:
    """An ISO 8601 period.

    >>> period("P1Y6M", Words.of("en")), period("P2W", Words.of("nl")), period("P365D", Words.of("nl"))
    ('1 year and 6 months', '2 weken', '365 dagen')
    """
    parts = re.findall(r"(\d+)([YMWD])", length)
    return words.listed(words.count(f"span.{_UNITS[unit]}", int(number)) for number, unit in parts)
