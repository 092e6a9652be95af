"""Is what is said to be kept what is kept?  The one comparison of a scan with the declared register."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date

from pdscan.model import THRESHOLD, Binding, Discrepancy, Kind, Location, ScanResult
from pdscan.reconcile.across_places import disagreements, unassigned
from pdscan.reconcile.assignment import Assignment
from pdscan.reconcile.at_place import differences
from pdscan.reconcile.declared import Declared
from pdscan.reconcile.found import Found, is_likely, locate
from pdscan.reconcile.messages import worded
from pdscan.reconcile.severity import LEVELS
from pdscan.reconcile.states import compare
from pdscan.reconcile.unfound import seen, unfound
from pdscan.register import Register

_KINDS = tuple(Kind)


def reconcile(
    scan: ScanResult,
    register: Register,
    bindings: Sequence[Binding],
    as_of: date,
    *,
    previous: Sequence[Discrepancy] = (),
    threshold: float = THRESHOLD,
    recognisable: Collection[str] | None = None,
) -> tuple[Discrepancy, ...]:
    """Every difference between what was found and what is declared, on a day.

    Nothing depends on the order of the findings, nor on whether one comes whole or in parts.

    :param as_of: the day for which retention is judged.
    :param previous: the discrepancies of the scan before: tells what is new, changed or gone, and keeps decisions.
    :param threshold: findings less sure than this make no discrepancy.
    :param recognisable: the entities, or their categories, that the scan's detectors recognise (None: all); an
        entry of others is not covered, instead of not found.
    :return: sorted by severity (worst first), kind and location; with those of `previous` that are gone.
    :raises pdscan.errors.RegisterError: when the register has a retention whose length is no ISO 8601 period.
    """
    declared, assignment = Declared(register), Assignment(bindings)
    located = locate(scan.findings, declared, assignment, threshold)
    likely = [found for found in located if is_likely(found.finding, threshold)]
    noticed = seen((found.finding for found in located), assignment, threshold)
    missing = unfound(register.entries, bindings, scan, noticed, recognisable)
    current = united([*_at_places(likely, as_of), *missing])

    def hold(location: Location) -> date | None:
        return assignment.at(location).held_on(as_of)

    return by_severity(compare(map(worded, current), previous, scan, hold))


def by_severity(discrepancies: Iterable[Discrepancy]) -> tuple[Discrepancy, ...]:
    """Discrepancies in the order in which they are shown: the worst first, then by kind and location."""
    return tuple(sorted(discrepancies, key=_rank))


def united(discrepancies: Iterable[Discrepancy]) -> list[Discrepancy]:
    """Those with one id as one: the items of a unit may serve different services, and lack the same thing."""
    by_id: dict[str, Discrepancy] = {}
    for each in discrepancies:
        other = by_id.get(each.id)
        by_id[each.id] = each if other is None else _together(other, each)
    return list(by_id.values())


def _together(one: Discrepancy, other: Discrepancy) -> Discrepancy:
    worst = max(one, other, key=lambda each: (LEVELS.index(each.severity), each.overdue or 0))
    location = worst.location and replace(worst.location, item=None)
    return replace(worst, location=location, count=one.count + other.count)


def _at_places(likely: Sequence[Found], as_of: date) -> Iterator[Discrepancy]:
    for found in likely:
        yield from differences(found, as_of)
    yield from unassigned(likely, as_of)
    yield from disagreements(likely, as_of)


def _rank(discrepancy: Discrepancy) -> tuple[int, int, bool, tuple[str, ...], str]:
    place = discrepancy.location
    where = () if place is None else (place.system, place.unit, place.item or "", place.field or "")
    return (
        -LEVELS.index(discrepancy.severity),
        _KINDS.index(discrepancy.kind),
        place is None,
        where,
        discrepancy.id,
    )
