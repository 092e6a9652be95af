"""Which row of a table names its columns, and what the columns are called.

A header is a row of words over columns of numbers, dates or addresses, or one that holds the words that headers
use.  A row with a value in it is never a header: its cells would become names of columns, and be reported.

>>> find_header([["Klanten 2020", ""], ["naam", "bsn"], ["Jansen", "111222333"]])
1
>>> find_header([["Jansen", "111222333"], ["Smit", "123456782"]])
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

LOOK = 10
"""The header is looked for among so many first rows."""

LONGEST = 80
"""A longer cell is a sentence, not the name of a column."""

LOOK_INTO = 200
"""So many characters of a cell tell what it is."""

MOST_COLUMNS = 16384
"""A row with more cells is no table; its further cells count as the last column's."""

_WORD = re.compile(r"[^\W\d_]+")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z])")


def find_header(rows: Sequence[Sequence[str]]) -> int | None:
    """The index of the row that names the columns, None when there is none."""
    widths = Counter(filled for row in rows if (filled := _filled(row)))
    if not widths:
        return None
    usual = max(widths.items(), key=lambda each: (each[1], each[0]))[0]
    for index, row in enumerate(rows[:LOOK]):
        if _filled(row) >= max(1, math.ceil(usual * 0.6)):
            return index if _is_header(row, rows[index + 1 :]) else None
    return None


def column_names(cells: Sequence[str], width: int) -> tuple[str, ...]:
    """Names for `width` columns: the header's own, numbered where they are empty or were used before.

    >>> column_names(["naam", "", "Naam"], 4)
    ('naam', 'column 2', 'Naam (2)', 'column 4')
    """
    seen: Counter[str] = Counter()
    names = []
    for index in range(width):
        name = " ".join(cells[index].split()) if index < len(cells) else ""
        name = name or f"column {index + 1}"
        seen[name.casefold()] += 1
        times = seen[name.casefold()]
        names.append(name if times == 1 else f"{name} ({times})")
    return tuple(names)


def is_value(cell: str) -> bool:
    """Whether a cell holds a number, a date, an address or an identifier rather than words.

    >>> [is_value(cell) for cell in ("111222333", "2020-02-29", "NL91ABNA0417164300", "a@b.nl", "adres2", "naam")]
    [True, True, True, True, False, False]
    """
    cell = cell[:LOOK_INTO]
    digits = sum(map(str.isdigit, cell))
    return "@" in cell or digits >= 4 or (digits > 0 and not any(map(str.isalpha, cell)))


def is_column_name(text: str) -> bool:
    """Whether a key, or the name of a field, may name a column: nothing that is itself a value, or a person's name.

    >>> [is_column_name(text) for text in ("geboortedatum", "Datum in dienst", "Jan Jansen", "111222333", "")]
    [True, True, False, False, False]
    """
    words = text.split()
    return bool(words) and len(text) <= LONGEST and not is_value(text) and (len(words) == 1 or _is_header_word(text))


def _is_header(row: Sequence[str], body: Sequence[Sequence[str]]) -> bool:
    """Whether a row of the usual width names the columns of the rows below it."""
    cells = [cell.strip() for cell in row if cell.strip()]
    if any(is_value(cell) or len(cell) > LONGEST for cell in cells):
        return False
    if len({cell.casefold() for cell in cells}) < 0.8 * len(cells):
        return False
    if sum(map(_is_header_word, cells)) * 3 >= len(cells):
        return True
    named = [index for index, cell in enumerate(row) if cell.strip()]
    return any(_mostly_values([other[index] for other in body if index < len(other)]) for index in named)


def _mostly_values(column: Sequence[str]) -> bool:
    cells = [cell for cell in column if cell.strip()]
    return bool(cells) and sum(map(is_value, cells)) * 2 > len(cells)


def _is_header_word(cell: str) -> bool:
    """Whether a cell holds a word that headers use, or is written as the fields of programs are."""
    words = [word.casefold() for word in _WORD.findall(_HUMP.sub(" ", cell))]
    return "_" in cell or any(word in _header_words() for word in words)


def _filled(row: Sequence[str]) -> int:
    return sum(1 for cell in row if cell.strip())


@cache
def _header_words() -> frozenset[str]:
    text = files(__package__).joinpath("header_words.txt").read_text("utf-8")
    return frozenset(word for line in text.splitlines() if not line.startswith("#") for word in line.split())
