"""Header rows of a statement's tables, recognised by what they mean: their words and order differ.

>>> header = recognise(["How long do we keep it?", "What we keep", "Service", "Legal basis"])
>>> header.kind, header.columns
('register', ('retention', 'data', 'service', 'ground'))
>>> recognise(["Naam", "Geplaatst door", "Doel"]).kind
'cookies'
>>> recognise(["Hosting", "Contactgegevens domeineigenaar", "Zes maanden"]) is None
True
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from pdscan.register.statement.segments import little_words
from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import Hit, Lexicon, compact, words

LONGEST = 80
"""A header cell is at most so many characters long."""

_TERMS = frozenset(("retention", "responsible", "ground"))


@dataclass(frozen=True, slots=True)
class Header:
    """What the columns of a table mean, None for those that are not understood, and their own words.

    `kind` is `register` or `cookies`.
    """

    kind: str
    columns: tuple[str | None, ...]
    texts: tuple[str, ...]

    def label(self, index: int) -> str:
        """What a column's cells are kept under: its meaning, or its own words."""
        return self.columns[index] or self.texts[index] or f"column {index + 1}"


def recognise(cells: Sequence[str]) -> Header | None:
    """The header that these cells are, None when they are none."""
    if any(len(cell) > LONGEST for cell in cells):
        return None
    columns = [column_of(cell) for cell in cells]
    for index, column in enumerate(columns):
        if column in columns[:index]:
            columns[index] = None
    known = {column for column in columns if column}
    if len(known) * 2 < sum(bool(cell.strip()) for cell in cells):
        return None
    if "data" in known and known & _TERMS:
        return Header("register", tuple(columns), tuple(cells))
    if (
        "cookie" in known
        and known & {"placed_by", "purpose"}
        and ("placed_by" in known or any("cookie" in cell.lower() for cell in cells))
    ):
        return Header("cookies", tuple(columns), tuple(cells))
    return None


def column_of(cell: str) -> str | None:
    """What a column with such a header holds.

    >>> column_of("Bewaartermijnen"), column_of("Gerechtvaardigd belang")
    ('retention', None)
    """
    found = _best(cell)
    if found is None:
        return None
    said = (word.plain for word in words(cell))
    rest = sum(len(word) for word in said if word not in little_words("empty") and word not in compact(found.text))
    return found.meaning if rest <= 2 * len(found.text) else None


def surplus(cell: str) -> int:
    """How many letters of a header's cell are beside the words that are known.

    >>> surplus("Grond voor verwerking"), surplus("Grond voor")
    (0, 4)
    """
    found = _best(cell)
    return len(compact(cell)) - (len(compact(found.text)) if found else 0)


def _best(cell: str) -> Hit | None:
    return max(_lexicon().find(cell), key=lambda hit: len(hit.text), default=None)


@cache
def _lexicon() -> Lexicon:
    data = read_data("headers.yaml", __package__)
    return Lexicon(
        {column: [phrase for phrases in by_language for phrase in phrases] for column, by_language in data.items()}
    )
