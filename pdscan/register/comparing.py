"""What changed between two registers: rows added, removed, and changed in which way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from itertools import count

from pdscan.register.model import Entry, Register

ALIKE = 0.6
"""Two rows of one service whose words are at least so much alike are one row that was changed."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row as it was and as it is; `fields` names what differs."""

    old: Entry
    new: Entry
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """All that differs between two registers; `dated` is the statement's day, before and after, when that differs."""

    added: tuple[Entry, ...] = ()
    removed: tuple[Entry, ...] = ()
    changed: tuple[Change, ...] = ()
    dated: tuple[str, str] | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.changed or self.dated)


def diff(old: Register, new: Register) -> Difference:
    """Compare two registers row by row.

    Rows belong together that say the same for the same service, else those of one service that are most alike, else
    those that name the same data for another service.  Where a row stands doesn't matter.
    """
    pairs = _pairs(old.entries, new.entries)
    kept = {id(one) for pair in pairs for one in pair}
    changes = (Change(one, two, fields) for one, two in pairs if (fields := _fields(one, two)))
    days = tuple(str(register.statement.dated or "") for register in (old, new))
    return Difference(
        added=tuple(entry for entry in new.entries if id(entry) not in kept),
        removed=tuple(entry for entry in old.entries if id(entry) not in kept),
        changed=tuple(sorted(changes, key=lambda change: new.entries.index(change.new))),
        dated=(days[0], days[1]) if days[0] != days[1] else None,
    )


def keep_ids(new: Register, old: Register) -> Register:
    """The new register with the ids that its rows had in the old one, so that what is known by id stays known.

    Rows that weren't there get the next number of their service that no row had.
    """
    known = {id(two): one.id for one, two in _pairs(old.entries, new.entries)}
    taken = {entry.id for entry in old.entries}
    entries: list[Entry] = []
    for entry in new.entries:
        name = known.get(id(entry)) or _free(entry.id, taken)
        taken.add(name)
        entries.append(replace(entry, id=name))
    return replace(new, entries=tuple(entries))


def _free(name: str, taken: set[str]) -> str:
    stem = name.rpartition("-")[0]
    return next(name for number in count(1) if (name := f"{stem}-{number}") not in taken)


def _pairs(old: Iterable[Entry], new: Iterable[Entry]) -> list[tuple[Entry, Entry]]:
    left, right = list(old), list(new)
    pairs: list[tuple[Entry, Entry]] = []
    for likeness, least in ((_same, 1.0), (_alike, ALIKE), (_moved, 1.0)):
        scored = [
            (-likeness(one, two), first, second, one, two)
            for first, one in enumerate(left)
            for second, two in enumerate(right)
            if likeness(one, two) >= least
        ]
        for *_, one, two in sorted(scored, key=lambda pair: pair[:3]):
            if one in left and two in right:
                pairs.append((one, two))
                left.remove(one)
                right.remove(two)
    return pairs


def _same(one: Entry, two: Entry) -> float:
    if (one.service, one.data) != (two.service, two.data):
        return 0.0
    return 2.0 if not _fields(one, two) else 1.0


def _alike(one: Entry, two: Entry) -> float:
    return SequenceMatcher(None, one.data, two.data).ratio() if one.service == two.service else 0.0


def _moved(one: Entry, two: Entry) -> float:
    return float(one.data == two.data)


def _fields(one: Entry, two: Entry) -> tuple[str, ...]:
    names = ("service", "data", "categories", "retention", "responsible", "ground")
    return tuple(name for name in names if getattr(one, name) != getattr(two, name))
