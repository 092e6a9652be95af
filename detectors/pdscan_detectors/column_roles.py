"""What the columns of a table are, by their names.

Structures that are tables (call records, tickets, contact forms) are told by the parts that their columns play
together: who called, whom, when, how long.  Each part has the names by which products and people call it.

>>> words = {"caller": ["src", "calling number"], "start": ["calldate", "start*"]}
>>> roles(["id", "Calling_Number", "call.start_time"], words)
{'caller': 'Calling_Number', 'start': 'call.start_time'}
>>> roles(["brand", "price"], words)
{}
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache

Words = Mapping[str, Sequence[str]]
"""The names of columns by the part that they play; a `*` at the end, or the beginning, stands for more letters."""

MOST = 500
"""No table of records has more columns; what has is a document, or a matrix."""

_STEPS = re.compile(r"[./]")
_UNIT = re.compile(r"\s*[(\[][^()\[\]]*[)\]]\s*$")
"""What is said of a column's name: “Duur (sec)”."""
_OTHERS = re.compile(r"[\W_]+")


def roles(columns: Sequence[str], words: Words) -> dict[str, str]:
    """By part the column that plays it: the first of the names that there is; a column plays one part.

    A name counts whole, from any of its dots or slashes on (`ticket.requester.name`), and without the unit behind it in
    brackets.
    """
    if len(columns) > MOST:
        return {}
    names = _names(tuple(columns))
    found: dict[str, str] = {}
    for role, wanted in words.items():
        taken = set(found.values())
        column = next((each for word in wanted for each in _called(word, names) if each not in taken), None)
        if column is not None:
            found[role] = column
    return found


def values(columns: Sequence[str], rows: Iterable[Sequence[str]], column: str) -> list[str]:
    """The filled cells of one column.

    >>> values(["a", "b"], [("1", ""), ("2", "x")], "b")
    ['x']
    """
    number = columns.index(column)
    return [row[number] for row in rows if row[number].strip()]


def share(cells: Sequence[str], shape: re.Pattern[str]) -> float:
    """How many of the cells have a shape, between 0 and 1; 0 of none.

    >>> share(["06-12345678", "onbekend"], re.compile(r"[0-9-]+"))
    0.5
    """
    return sum(shape.fullmatch(cell.strip()) is not None for cell in cells) / len(cells) if cells else 0.0


def words_of(words: Words) -> tuple[str, ...]:
    """What the engine looks for in column names before it asks.

    >>> words_of({"start": ["start*", "call date"]})
    ('calldate', 'start')
    """
    return tuple(sorted({plain(name) for names in words.values() for name in names}))


@lru_cache(maxsize=64)
def _names(columns: tuple[str, ...]) -> Mapping[str, Sequence[str]]:
    """The columns by each of their plain names, in their order."""
    names: dict[str, list[str]] = {}
    for column in columns:
        steps = _STEPS.split(column)
        for first in range(len(steps)):
            whole = "".join(steps[first:])
            for name in {plain(whole), plain(_UNIT.sub("", whole))}:
                names.setdefault(name, []).append(column)
    return names


def _called(word: str, names: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The columns that a word names."""
    name = plain(word)
    if "*" not in word:
        yield from names.get(name, ())
        return
    fits = str.startswith if word.endswith("*") else str.endswith
    for each, columns in names.items():
        if fits(each, name):
            yield from columns


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A name in small letters and digits alone.

    >>> plain("Start_Time (UTC)")
    'starttimeutc'
    """
    return _OTHERS.sub("", name).lower()
