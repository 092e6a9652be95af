"""Everything in a store that is text, for those who look for what should not be there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from pdscan.store.tables import Table

_SPEAKS_OF_ENTITY = frozenset({"examples", "reasons", "attributes", "together"})
_SHORTEST = 10_000_000


@dataclass(frozen=True, slots=True)
class StoredText:
    """One text: where it stands, words that say what it would be, and the text itself, which nothing shows."""

    place: str
    label: str
    text: str = field(repr=False)


def texts(session: Session) -> Iterator[StoredText]:
    """Every text in every row, and every number of eight digits or more inside a structure."""
    for table in Table.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            number = next(iter(row.values()))
            for column, value in row.items():
                if isinstance(value, int):
                    continue
                label = str(row["entity"]) if column in _SPEAKS_OF_ENTITY else ""
                for words, text in _leaves(value, label):
                    yield StoredText(f"{table.name} {number}: {column}", words, text)


def _leaves(value: Any, label: str) -> Iterator[tuple[str, str]]:
    if isinstance(value, bytes):  # sealed
        return
    if isinstance(value, str):
        yield label, value
    elif isinstance(value, Mapping):
        for key, each in value.items():
            yield from _leaves(key, label)
            yield from _leaves(each, f"{label} {key}" if isinstance(key, str) else label)
    elif isinstance(value, Sequence):
        for each in value:
            yield from _leaves(each, label)
    elif isinstance(value, int) and abs(value) >= _SHORTEST:
        yield label, str(value)
