"""The day of a statement: what it says of its last change.

>>> from pdscan.register.statement.document import Paragraph
>>> dated([Paragraph("Sinds 1 mei 2010.", 1), Paragraph("Voor het laatst bijgewerkt op 3 juni 2018.", 2)])
datetime.date(2018, 6, 3)
>>> dated([Paragraph("Last updated: June 3rd, 2018", 1)]), dated([Paragraph("Version of 2018-06-03", 1)])
(datetime.date(2018, 6, 3), datetime.date(2018, 6, 3))
>>> dated([Paragraph("Founded on 1 May 2010", 1)]) is None
True
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache

from pdscan.register.statement.document import Paragraph
from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import plain


def dated(paragraphs: Iterable[Paragraph]) -> date | None:
    """The day beside the words that speak of a last change, else of a version; the latest where there are several."""
    texts = [plain(paragraph.text) for paragraph in paragraphs]
    for cues in (_expression("changed"), _expression("version")):
        days = [day for text in texts for cue in [cues.search(text)] if cue for day in _days(text)]
        if days:
            return max(days)
    return None


def _days(text: str) -> Iterator[date]:
    months = _months()
    names = "|".join(months)
    for match in re.finditer(rf"\b(\d{{1,2}})(?:e|st|nd|rd|th)?\.? (?:of )?({names})\.?,? (\d{{4}})\b", text):
        yield from _day(match[3], months[match[2]], match[1])
    for match in re.finditer(rf"\b({names})\.? (\d{{1,2}})(?:st|nd|rd|th)?,? (\d{{4}})\b", text):
        yield from _day(match[3], months[match[1]], match[2])
    for match in re.finditer(r"\b(\d{4})-(\d{1,2})-(\d{1,2})\b", text):
        yield from _day(match[1], int(match[2]), match[3])
    for match in re.finditer(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b", text):
        yield from _day(match[3], int(match[2]), match[1])


def _day(year: str, month: int, day: str) -> Iterator[date]:
    try:
        yield date(int(year), month, int(day))
    except ValueError:
        return


@cache
def _months() -> dict[str, int]:
    return {
        name: int(number) for number, names in read_data("dates.yaml", __package__)["months"].items() for name in names
    }


@cache
def _expression(kind: str) -> re.Pattern[str]:
    return re.compile("|".join(read_data("dates.yaml", __package__)[kind]))
