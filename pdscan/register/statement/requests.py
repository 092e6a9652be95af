"""Data that a statement asks people for outside its tables, such as a copy of an identity document with a request.

>>> from pdscan.register.statement.document import Paragraph
>>> ask = Paragraph("Stuur bij uw verzoek het volgende mee:", 7)
>>> [asked.category for asked in asked_for([ask, Paragraph("- een kopie van uw paspoort", 8)], "nl")]
['passport_copy']
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import cache

from pdscan.register.model import Asked, Source
from pdscan.register.statement.data_cell import read_data_cell
from pdscan.register.statement.document import Paragraph
from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import plain
from pdscan.vocabulary.phrases import data_lexicon

_COPIES = frozenset(("id_document_copy", "passport_copy", "identity_card_copy"))


def asked_for(paragraphs: Iterable[Paragraph], language: str) -> tuple[Asked, ...]:
    """What is asked for: the items of a list below a request, and copies of documents asked for in a sentence."""
    return tuple(_asked(paragraphs, language))


def _asked(paragraphs: Iterable[Paragraph], language: str) -> Iterator[Asked]:
    listing = first = False
    for paragraph in paragraphs:
        item = re.match(r"(?:[-*•·–o]|\(?[\da-z]\))\s+", paragraph.text)
        if listing and (item or first) and not paragraph.heading:
            yield from _items(paragraph.text[item.end() if item else 0 :], paragraph, language)
            first = False
            continue
        asks = _request().search(plain(paragraph.text)) is not None
        listing = first = asks and paragraph.text.rstrip().endswith(":")
        if asks and not listing:
            yield from _copies(paragraph)


def _items(text: str, paragraph: Paragraph, language: str) -> Iterator[Asked]:
    said = text.rstrip(" ;.")
    cell = read_data_cell(re.sub(r"\([^()]*\)", "", said), language=language)
    for mapped in cell.mapped:
        words = said if len(cell.mapped) == 1 else mapped.text
        yield Asked(words, mapped.category, Source(paragraph.line, page=paragraph.page))


def _copies(paragraph: Paragraph) -> Iterator[Asked]:
    for sentence in re.split(r"(?<=[.!?])\s+", paragraph.text):
        if _request().search(plain(sentence)):
            meanings = {hit.meaning for hit in data_lexicon().find(sentence)} & _COPIES
            for category in sorted(meanings):
                yield Asked(sentence, category, Source(paragraph.line, page=paragraph.page))


@cache
def _request() -> re.Pattern[str]:
    return re.compile("|".join(read_data("requests.yaml", __package__)["asks"]))
