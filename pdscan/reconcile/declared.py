"""The register as reconciling asks it: who declares a category, and is there such a service."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any

from pdscan.errors import RegisterError
from pdscan.model import Severity
from pdscan.reconcile.retention import oldest_allowed, parse_period
from pdscan.reconcile.services import same_service
from pdscan.register import Entry, Register, Retention
from pdscan.vocabulary import CATEGORIES, broader_of, covers


class Declared:
    """A register, remembering what it said of each category.

    :raises RegisterError: when an entry's length of retention is no ISO 8601 period; names every such entry.
    """

    def __init__(self, register: Register) -> None:
        self.entries = register.entries
        self._services = {same_service(service): service for service in reversed(register.services)}
        self._declaring: dict[str, tuple[Entry, ...]] = {}
        _check_lengths(register)

    def declaring(self, category: str) -> tuple[Entry, ...]:
        """The entries that declare a category, itself or by a broader one, in the register's order."""
        known = self._declaring.get(category)
        if known is None:
            known = tuple(entry for entry in self.entries if covers(entry.categories, category))
            self._declaring[category] = known
        return known

    def service(self, name: str) -> str | None:
        """A service as the register spells it, None where it has no such service."""
        return self._services.get(same_service(name))


def applicable(entries: Iterable[Entry], services: Iterable[str], category: str) -> tuple[Entry, ...]:
    """Of entries that declare a category those that apply to it in a place of these services, in the same order.

    For each service the entries that name the category count, itself or by a broader one.  Only where none does, those
    count that merely hold it by their nature: an e-mail address of a service whose contact details are declared isn't
    judged as part of what people send it by its contact form.
    """
    served = {same_service(service) for service in services}
    there = [entry for entry in entries if same_service(entry.service) in served]
    naming = {same_service(entry.service) for entry in there if _names(entry, category)}
    return tuple(entry for entry in there if _names(entry, category) or same_service(entry.service) not in naming)


def deciding(entries: Iterable[Entry], as_of: date) -> tuple[Entry, ...]:
    """Of entries that apply to the same data those by whose retention it is judged: the shortest of each clock.

    One clock begins with the date of a record, and another one with the end of each service.  Of the retentions on one
    clock the shortest is the one whose oldest allowed day, seen from `as_of`, is the latest: that tells 365 days
    from a year, which is the longer one over a leap day.  Which of two clocks ends first differs from record to
    record, so each of them counts.  Of equal ones the first counts; those that can't be computed never do.
    """
    shortest: dict[str, Entry] = {}
    for entry in entries:
        clock = _clock(entry)
        if clock is None:
            continue
        if clock not in shortest or _allowed(entry.retention, as_of) > _allowed(shortest[clock].retention, as_of):
            shortest[clock] = entry
    return tuple(shortest.values())


def ends_with_service(entry: Entry) -> bool:
    """Whether the entry's retention is counted from the end of its service."""
    return entry.retention.kind == "end_of_service"


def as_facts(retention: Retention) -> dict[str, Any]:
    """A retention as an argument of a discrepancy: `Retention(**facts)` gives it back."""
    return {"kind": retention.kind, "length": retention.length, "text": retention.text}


def sensitivity(categories: Iterable[str]) -> Severity:
    """How bad it is when data of the most sensitive of some categories is where it should not be.

    Categories that the vocabulary doesn't know, such as those of the user's own detectors, count as medium.
    """
    known = [CATEGORIES[each].sensitivity if each in CATEGORIES else Severity.MEDIUM for each in categories]
    return max(known, key=list(Severity).index, default=Severity.LOW)


def grounds_required(category: str) -> tuple[str, ...]:
    """The only legal grounds on which a category may be kept, none where any ground will do."""
    return tuple(CATEGORIES[category].requires_ground) if category in CATEGORIES else ()


def _names(entry: Entry, category: str) -> bool:
    """Whether an entry declares a category by its own name, a broader one's, or one that it may as well be."""
    return not _names_of(category).isdisjoint(entry.categories)


@lru_cache(maxsize=1024)
def _names_of(category: str) -> frozenset[str]:
    return broader_of(category).union(CATEGORIES[category].may_be if category in CATEGORIES else ())


def _clock(entry: Entry) -> str | None:
    if ends_with_service(entry):
        return "end of " + same_service(entry.service)
    return "date" if entry.retention.kind == "length" and entry.retention.length is not None else None


def _allowed(retention: Retention, as_of: date) -> date:
    return as_of if retention.length is None else oldest_allowed(as_of, retention.length)


def _check_lengths(register: Register) -> None:
    problems = []
    for entry in register.entries:
        try:
            if entry.retention.length is not None:
                parse_period(entry.retention.length)
        except ValueError as error:
            problems.append(f"entry {entry.id}: retention: {error}")
    if problems:
        raise RegisterError(register.statement.source, problems)
