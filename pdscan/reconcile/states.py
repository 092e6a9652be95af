"""What is new, the same, changed or gone since the scan before.

A discrepancy is gone when its place was read and it is there no more.  Of a place that was not read nothing is known:
what an earlier scan found there still stands.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import date

from pdscan.model import Discrepancy, Kind, Location, ScanResult, State
from pdscan.reconcile.messages import worded
from pdscan.reconcile.unread import Unread

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
        if unread.covers(old.location, old.arguments.get("entities", (old.entity,))):
            yield worded(replace(old, state=State.UNCHANGED, arguments={**old.arguments, "not_read": True}))
        else:
            yield _gone(old, hold)


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
