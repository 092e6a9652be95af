r"""What stands in print on identity documents: the state's name, the title, the labels of fields.

Words count only where hardly anything else stands on the line, so that a letter about a passport says nothing here.
OCR may have taken one letter in six for another.

>>> words = printed("KONINKRIJK DER NEDERLANDEN\nPASPOORT PASSPORT\nNaam / surname\nGebo0rtedatum / date of birth")
>>> words.countries, words.kinds, sorted(words.fields), words.translated
({'NLD'}, {'passport'}, ['birth', 'name'], 2)
>>> printed("Neemt u uw paspoort mee, met uw naam en geboortedatum?").kinds
set()
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache

from pdscan_detectors.data_files import rows

MOST_BESIDE = {"title": 1, "country": 2, "field": 3}
"""So many words may stand beside them on the line."""

LETTERS_PER_SLIP = 6

_NUMBERED = re.compile(r"^(1|2|3|4[abcd]|5|8|9)[. ]+\S", re.MULTILINE)
NUMBERED = 5
"""The fields of a driving licence have numbers in place of names; so many different ones are seen at least."""


@dataclass(slots=True)
class Printed:
    """The kinds of document and the countries that a page names, the fields it labels, how many in two languages."""

    kinds: set[str] = field(default_factory=set)
    countries: set[str] = field(default_factory=set)
    fields: set[str] = field(default_factory=set)
    translated: int = 0


def printed(text: str) -> Printed:
    """The words of documents on a page."""
    found = Printed()
    for line in text.splitlines():
        tokens = _tokens(line)
        said = list(_said(tokens))
        beside = len(tokens) - sum(len(words) for _, _, words in said)
        for what, says, _ in said:
            if beside <= MOST_BESIDE[what]:
                {"title": found.kinds, "country": found.countries, "field": found.fields}[what].add(says)
        found.translated += len({words for what, _, words in said if what == "field"}) > 1
    numbers = set(_NUMBERED.findall(text))
    if len(numbers) >= NUMBERED:
        found.fields |= numbers
    return found


def _tokens(line: str) -> list[str]:
    """The words of a line in capitals, without accents."""
    letters = unicodedata.normalize("NFKD", line.upper())
    return re.findall(r"[A-Z0-9]+", "".join(each for each in letters if not unicodedata.combining(each)))


def _said(tokens: Sequence[str]) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """The known words on a line, none of them twice: what they are, what they say, and the words."""
    place = 0
    while place < len(tokens):
        here = tokens[place:]
        fitting = (each for each in _phrases() if len(each[2]) <= len(here) and all(map(_alike, each[2], here)))
        found = next(fitting, None)
        if found:
            yield found
        place += len(found[2]) if found else 1


def _alike(word: str, read: str) -> bool:
    """Whether a word may have been read so; IJ is one letter in print, and often misread as another."""
    word, read = word.replace("IJ", "Y"), read.replace("IJ", "Y")
    return len(word) == len(read) and sum(map(str.__ne__, word, read)) <= len(word) // LETTERS_PER_SLIP


@cache
def _phrases() -> tuple[tuple[str, str, tuple[str, ...]], ...]:
    """The longest first."""
    every = [(each["what"], each["says"], tuple(each["words"].split())) for each in rows("identity_documents.csv")]
    return tuple(sorted(every, key=lambda each: -len(each[2])))
