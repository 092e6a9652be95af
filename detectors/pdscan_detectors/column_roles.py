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
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

Words = Mapping[str, Sequence[str]]
"""The names of columns by the part that they play; a `*` at the end or the beginning stands for more letters."""

_OTHERS = re.compile(r"[\W_]+")


def roles(columns: Sequence[str], words: Words) -> dict[str, str]:
    """By part the column that plays it: the first of the names that there is; a column plays one part.

    A name counts whole, and from any of its dots on (`ticket.requester.name`).
    """
    found: dict[str, str] = {}
    for role, names in words.items():
        free = [column for column in columns if column not in found.values()]
        column = next((each for name in _compiled(tuple(names)) for each in free if _fits(name, each)), None)
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
    return tuple(sorted({_plain(name) for names in words.values() for name in names}))


def _fits(name: re.Pattern[str], column: str) -> bool:
    """Whether a column is called so: whole, or from one of its dots on."""
    steps = column.split(".")
    return any(name.fullmatch(_plain("".join(steps[first:]))) for first in range(len(steps)))


def _plain(name: str) -> str:
    return _OTHERS.sub("", name).lower()


@lru_cache(maxsize=256)
def _compiled(names: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile("[a-z0-9]*" * name.startswith("*") + _plain(name) + "[a-z0-9]*" * name.endswith("*"))
        for name in names
    )
