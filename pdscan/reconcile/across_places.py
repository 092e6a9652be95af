"""What differs for several findings together: places without a service, entries that disagree, unlawful grounds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from pdscan.model import Discrepancy, Kind, Location
from pdscan.reconcile.at_place import remarks
from pdscan.reconcile.declared import as_facts, grounds_required, sensitivity
from pdscan.reconcile.found import Found
from pdscan.reconcile.identity import identify
from pdscan.reconcile.retention import parse_period
from pdscan.reconcile.severity import severity
from pdscan.register import Entry, Retention


def unassigned(all_found: Iterable[Found], as_of: date) -> Iterator[Discrepancy]:
    """One for each unit in which declared categories stand in places that serve no known service."""
    adrift = (found for found in all_found if found.declaring and not found.services)
    for parts in _grouped(adrift, lambda found: (found.location.system, found.location.unit)).values():
        yield _unassigned(parts, as_of)


def disagreements(all_found: Iterable[Found], as_of: date) -> Iterator[Discrepancy]:
    """One for each place and category to which entries apply that disagree, or that lack the ground which it needs."""
    declared = (found for found in all_found if found.applicable)
    for parts in _grouped(declared, lambda found: (found.location, found.finding.category)).values():
        entries = parts[0].applicable
        topics = [topic for topic, answer in _TOPICS.items() if len({answer(entry) for entry in entries}) > 1]
        if topics:
            yield _conflicting(parts, topics, as_of)
        required = grounds_required(parts[0].finding.category)
        if required and not any(entry.ground.kind in required for entry in entries):
            yield _unlawful(parts, required, as_of)


def _unassigned(parts: Sequence[Found], as_of: date) -> Discrepancy:
    kind, first = Kind.UNASSIGNED, parts[0].location
    place = Location(first.system, first.unit)
    categories = sorted({found.finding.category for found in parts})
    named = sorted({service for found in parts for service in found.assigned.services})
    return Discrepancy(
        id=identify(kind, place),
        kind=kind,
        severity=severity(kind, sensitivity(categories), volume=sum(found.volume for found in parts)),
        location=place,
        count=sum(found.finding.count for found in parts),
        explanation="unassigned.unknown_service" if named else "unassigned.no_binding",
        arguments={
            "categories": categories,
            "entities": sorted({found.finding.entity for found in parts}),
            "places": len({(found.location.item, found.location.field) for found in parts}),
            **({"named": named} if named else {}),
            **_remarks(parts, as_of),
        },
    )


def _conflicting(parts: Sequence[Found], topics: Sequence[str], as_of: date) -> Discrepancy:
    first = parts[0]
    return _of_category(
        Kind.CONFLICTING_ENTRIES,
        parts,
        as_of,
        explanation="conflicting_entries",
        facts={
            "services": list(dict.fromkeys(entry.service for entry in first.applicable)),
            "disagree_on": list(topics),
            "said": [_said(entry) for entry in first.applicable],
        },
    )


def _unlawful(parts: Sequence[Found], required: Sequence[str], as_of: date) -> Discrepancy:
    stated = list(dict.fromkeys(entry.ground.kind for entry in parts[0].applicable if entry.ground.kind is not None))
    return _of_category(
        Kind.UNLAWFUL_GROUND,
        parts,
        as_of,
        explanation="unlawful_ground" if stated else "unlawful_ground.not_stated",
        facts={"required": list(required), "stated": stated},
    )


def _of_category(
    kind: Kind, parts: Sequence[Found], as_of: date, *, explanation: str, facts: Mapping[str, Any]
) -> Discrepancy:
    """About one category at one place, whichever entities of it stand there."""
    first, volume = parts[0], sum(found.volume for found in parts)
    category, entities = first.finding.category, {found.finding.entity for found in parts}
    return Discrepancy(
        id=identify(kind, first.location, category=category, service="; ".join(sorted(first.services))),
        kind=kind,
        severity=severity(kind, sensitivity([category]), volume=volume),
        location=first.location,
        entity=entities.pop() if len(entities) == 1 else None,
        category=category,
        service=first.applicable[0].service,
        entry=first.applicable[0].id,
        entries=tuple(entry.id for entry in first.applicable),
        count=sum(found.finding.count for found in parts),
        explanation=explanation,
        arguments={**facts, **_remarks(parts, as_of)},
    )


def _remarks(parts: Iterable[Found], as_of: date) -> dict[str, Any]:
    """The remarks of all parts together: test values added up, other entities joined, the longest hold."""
    each = [remarks(found, as_of) for found in parts]
    tests = sum(part.get("test", 0) for part in each)
    together = sorted({entity for part in each for entity in part.get("together", ())})
    hold = max((part["legal_hold"] for part in each if "legal_hold" in part), default=None)
    facts = {"test": tests, "together": together, "legal_hold": hold}
    return {name: fact for name, fact in facts.items() if fact}


def _said(entry: Entry) -> dict[str, Any]:
    return {
        "entry": entry.id,
        "service": entry.service,
        "retention": as_facts(entry.retention),
        "responsible": _responsible(entry) or None,
        "ground": _ground(entry) or None,
    }


def _responsible(entry: Entry) -> str:
    return entry.responsible.role or entry.responsible.text


def _ground(entry: Entry) -> str:
    return entry.ground.kind or entry.ground.text


def _retention(entry: Entry) -> object:
    """What two retentions have in common that allow the same: twelve months are a year."""
    retention: Retention = entry.retention
    if retention.kind == "undetermined":
        return retention.kind
    return retention.kind, None if retention.length is None else parse_period(retention.length)


_TOPICS: dict[str, Callable[[Entry], object]] = {
    "retention": _retention,
    "responsible": _responsible,
    "ground": _ground,
}


def _grouped(all_found: Iterable[Found], key: Callable[[Found], object]) -> dict[object, list[Found]]:
    groups: defaultdict[object, list[Found]] = defaultdict(list)
    for found in all_found:
        groups[key(found)].append(found)
    return groups
