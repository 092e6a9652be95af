"""What is new, the same, changed or gone since the scan before.

A discrepancy is gone when its place was read and it is there no more.  Of a place that was not read nothing is known:
what an earlier scan found there still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from pdscan.model import Discrepancy, Kind, Location, ScanResult, Skipped, State
from pdscan.reconcile.messages import worded

PASSING = frozenset({"as_of", "text", "advice", "together", "legal_hold", "not_read", "found"})
"""Arguments that change from day to day, or say nothing of the discrepancy itself."""


def compare(
    current: Iterable[Discrepancy],
    previous: Iterable[Discrepancy],
    scan: ScanResult,
    hold: Callable[[Location], date | None],
) -> Iterator[Discrepancy]:
    """The current discrepancies with their states and decisions, and those of before that are gone or were not read.

    :param hold: until when a legal hold lasts at a place, None where there is none today.
    """
    before = {discrepancy.id: discrepancy for discrepancy in previous if discrepancy.state is not State.GONE}
    for discrepancy in current:
        old = before.pop(discrepancy.id, None)
        if old is None:
            yield discrepancy
        else:
            state = State.UNCHANGED if _facts(old) == _facts(discrepancy) else State.CHANGED
            yield replace(discrepancy, state=state, decision=old.decision)
    unread = Unread(scan)
    for old in before.values():
        if unread.covers(old.location):
            yield worded(replace(old, state=State.UNCHANGED, arguments={**old.arguments, "not_read": True}))
        else:
            yield _gone(old, hold)


class Unread:
    """The places that a scan did not reach: systems left out or sampled, what it skipped, all when broken off."""

    def __init__(self, scan: ScanResult) -> None:
        self._broken_off = scan.finished is None
        self._systems = {coverage.system for coverage in scan.coverage if not coverage.sampled}
        self._skipped: dict[str, list[Skipped]] = {}
        for skipped in scan.skipped:
            self._skipped.setdefault(skipped.location.system, []).append(skipped)

    def covers(self, location: Location | None) -> bool:
        """Whether nothing is known of a location; of the register itself (None) everything is known."""
        if location is None:
            return False
        if self._broken_off or location.system not in self._systems:
            return True
        return any(_lies_in(location, each.location) for each in self._skipped.get(location.system, ()))


def _lies_in(location: Location, skipped: Location) -> bool:
    """Whether a location is, or lies in, what was skipped: a whole system (no unit), unit, item, archive or field."""
    if skipped.unit in ("", location.unit):
        return (
            skipped.item is None
            or location.item is None
            or location.item == skipped.item
            or location.item.startswith(skipped.item + "!/")
        ) and (skipped.field is None or location.field in (None, skipped.field))
    return skipped.item is None and location.unit.startswith(skipped.unit + "/")


def _gone(old: Discrepancy, hold: Callable[[Location], date | None]) -> Discrepancy:
    """What is there no more; what a legal hold keeps from counting says so."""
    until = hold(old.location) if old.kind is Kind.OVER_RETAINED and old.location is not None else None
    arguments = {name: fact for name, fact in old.arguments.items() if name not in ("not_read", "legal_hold")}
    if until is not None:
        arguments["legal_hold"] = until.isoformat()
    return worded(replace(old, state=State.GONE, arguments=arguments))


def _facts(discrepancy: Discrepancy) -> object:
    """All that makes a discrepancy a changed one; `limit` and `overdue` move with every day that passes."""
    return (
        discrepancy.severity,
        discrepancy.count,
        discrepancy.oldest,
        discrepancy.newest,
        discrepancy.service,
        discrepancy.entry,
        discrepancy.entries,
        discrepancy.explanation,
        {name: fact for name, fact in discrepancy.arguments.items() if name not in PASSING},
    )
