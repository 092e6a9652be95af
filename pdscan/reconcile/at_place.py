"""What differs at one place, for one finding: undeclared, kept too long, or not to be judged."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from pdscan.model import Discrepancy, Kind
from pdscan.reconcile.declared import as_facts, deciding, ends_with_service, sensitivity
from pdscan.reconcile.found import Found
from pdscan.reconcile.identity import identify
from pdscan.reconcile.retention import Overdue, over_retained
from pdscan.reconcile.severity import severity
from pdscan.register import Entry

ITEMS = 5
"""How many of the files or messages of a place a discrepancy names."""


def differences(found: Found, as_of: date) -> Iterator[Discrepancy]:
    """What differs for one finding on a day.

    Nothing for a place that serves no known service, if the register does declare the category somewhere: what is
    unassigned is told once for the whole unit, by `pdscan.reconcile.across_places`.
    """
    if not found.declaring:
        yield _undeclared(found, as_of)
    elif found.applicable:
        yield from _retention(found, as_of)
    elif found.services:
        yield _undeclared_for_service(found, as_of)


def remarks(found: Found, as_of: date) -> dict[str, Any]:
    """Facts of every discrepancy of a place: its items, test values, other entities in the same records, a hold."""
    hold = found.assigned.held_on(as_of)
    return {
        **({"items": len(found.items), "examples": list(found.items[:ITEMS])} if len(found.items) > 1 else {}),
        **({"test": found.finding.test} if found.finding.test else {}),
        **({"together": sorted(found.finding.together)} if found.finding.together else {}),
        **({"legal_hold": hold.isoformat()} if hold else {}),
    }


def _undeclared(found: Found, as_of: date) -> Discrepancy:
    finding = found.finding
    return Discrepancy(
        id=identify(Kind.UNDECLARED, finding.location, entity=finding.entity, category=finding.category),
        kind=Kind.UNDECLARED,
        severity=severity(Kind.UNDECLARED, sensitivity([finding.category]), volume=found.volume),
        location=finding.location,
        entity=finding.entity,
        category=finding.category,
        service=next(iter(found.services), None),
        count=finding.count,
        explanation="undeclared",
        arguments=remarks(found, as_of),
    )


def _undeclared_for_service(found: Found, as_of: date) -> Discrepancy:
    finding, kind = found.finding, Kind.UNDECLARED_FOR_SERVICE
    return Discrepancy(
        id=_identify(kind, found),
        kind=kind,
        severity=severity(kind, sensitivity([finding.category])),
        location=finding.location,
        entity=finding.entity,
        category=finding.category,
        service=found.services[0],
        entries=tuple(entry.id for entry in found.declaring),
        count=finding.count,
        explanation="undeclared_for_service",
        arguments={
            "services": list(found.services),
            "declared_for": list(dict.fromkeys(entry.service for entry in found.declaring)),
            **remarks(found, as_of),
        },
    )


def _retention(found: Found, as_of: date) -> Iterator[Discrepancy]:
    total = found.finding.count
    judged = [
        (entry, over_retained(found.finding.ages, entry.retention, as_of, entry.service, total=total))
        for entry in deciding(found.applicable, as_of)
    ]
    if not judged:
        yield _unknown(found, found.applicable[0], total, {}, "retention_unknown.undetermined", as_of)
        return
    entry, overdue = max(judged, key=lambda each: (each[1].count, each[1].days or 0))
    if overdue.count and not found.assigned.held_on(as_of):
        yield _over_retained(found, entry, overdue, as_of, at_least=sum(other.count > 0 for _, other in judged) > 1)
    entry, overdue = min(judged, key=lambda each: each[1].undetermined)
    if overdue.undetermined:
        why = _why_unknown(found, entry, overdue)
        yield _unknown(found, entry, overdue.undetermined, _unjudged(entry, overdue), why, as_of)


def _over_retained(found: Found, entry: Entry, overdue: Overdue, as_of: date, *, at_least: bool) -> Discrepancy:
    finding, kind, retention = found.finding, Kind.OVER_RETAINED, entry.retention
    reason = "length" if not ends_with_service(entry) else "after_service" if retention.length else "end_of_service"
    return Discrepancy(
        id=_identify(kind, found),
        kind=kind,
        severity=severity(kind, sensitivity([finding.category]), volume=overdue.count, days=overdue.days or 0),
        location=finding.location,
        entity=finding.entity,
        category=finding.category,
        service=entry.service,
        entry=entry.id,
        entries=tuple(each.id for each in found.applicable),
        count=overdue.count,
        limit=overdue.limit,
        oldest=overdue.oldest,
        newest=overdue.newest,
        overdue=overdue.days,
        explanation=f"over_retained.{reason}",
        arguments={
            "retention": as_facts(retention),
            "found": finding.count,
            **({"at_least": True} if at_least else {}),
            "as_of": as_of.isoformat(),
            **remarks(found, as_of),
        },
    )


def _unknown(
    found: Found, entry: Entry, count: int, unjudged: dict[str, int], explanation: str, as_of: date
) -> Discrepancy:
    finding, kind = found.finding, Kind.RETENTION_UNKNOWN
    return Discrepancy(
        id=_identify(kind, found),
        kind=kind,
        severity=severity(kind, sensitivity([finding.category]), volume=count),
        location=finding.location,
        entity=finding.entity,
        category=finding.category,
        service=entry.service,
        entry=entry.id,
        entries=tuple(each.id for each in found.applicable),
        count=count,
        explanation=explanation,
        arguments={
            "retention": as_facts(entry.retention),
            "found": finding.count,
            "unjudged": unjudged,
            **remarks(found, as_of),
        },
    )


def _unjudged(entry: Entry, overdue: Overdue) -> dict[str, int]:
    """How many records can't be judged, by what is missing."""
    missing = overdue.undetermined - overdue.implausible
    parts = (
        {"unknown_customer": missing, "implausible_end": overdue.implausible}
        if ends_with_service(entry)
        else {"undated": missing, "implausible": overdue.implausible}
    )
    return {why: number for why, number in parts.items() if number}


def _why_unknown(found: Found, entry: Entry, overdue: Overdue) -> str:
    """Whether something is missing for all records, which the configuration may mend, or for some of them."""
    nothing = not overdue.judged and not overdue.implausible
    if ends_with_service(entry):
        if not nothing:
            return "retention_unknown.unknown_customer"
        return f"retention_unknown.{'no_end_dates' if found.assigned.names_customer else 'no_customer'}"
    if nothing and not found.assigned.names_date:
        return "retention_unknown.no_record_date"
    return "retention_unknown.undated"


def _identify(kind: Kind, found: Found) -> str:
    """One for each entity at a place and what it serves; which entry decides may change with the counts."""
    finding = found.finding
    return identify(
        kind,
        finding.location,
        entity=finding.entity,
        category=finding.category,
        service="; ".join(sorted(found.services)),
    )
