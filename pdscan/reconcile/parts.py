"""Findings that come in parts: the same entity at the same place, counted in several pieces.

A place may be read in chunks, by several workers or in several runs; what is concluded from it must not depend on that.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from pdscan.model import Ages, Finding

EXAMPLES = 5
"""How many masks a merged finding keeps."""


def merge_ages(parts: Iterable[Ages]) -> Ages:
    """The ages of all records of the parts together.

    >>> merge_ages([Ages({date(2024, 2, 29): 2}, undated=1), Ages({date(2024, 2, 29): 3})])
    Ages(days={datetime.date(2024, 2, 29): 5}, undated=1, implausible=0, ends={}, unknown_customer=0)
    """
    days: Counter[date] = Counter()
    ends: defaultdict[str, Counter[date | None]] = defaultdict(Counter)
    undated = implausible = unknown_customer = 0
    for part in parts:
        days.update(part.days)
        for service, by_end in part.ends.items():
            ends[service].update(by_end)
        undated += part.undated
        implausible += part.implausible
        unknown_customer += part.unknown_customer
    return Ages(
        dict(days), undated, implausible, {service: dict(by_end) for service, by_end in ends.items()}, unknown_customer
    )


def merge_findings(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each location, entity and category, in this order, whatever the order of the parts.

    Counts are added; `confidence` is that of the surest part; `distinct` is the largest of the parts, which is a lower
    bound; an attribute is kept where all parts agree on it.
    """
    parts: defaultdict[tuple[str, ...], list[Finding]] = defaultdict(list)
    for finding in findings:
        parts[_key(finding)].append(finding)
    return tuple(_merged(parts[key]) for key in sorted(parts))


def _key(finding: Finding) -> tuple[str, ...]:
    """Something that sorts, in which None differs from an empty text."""
    place = finding.location
    return (
        place.system,
        place.unit,
        "" if place.item is None else "=" + place.item,
        "" if place.field is None else "=" + place.field,
        finding.entity,
        finding.category,
    )


def _merged(parts: Sequence[Finding]) -> Finding:
    if len(parts) == 1:
        return parts[0]
    first = parts[0]
    rows = [part.rows for part in parts if part.rows is not None]
    return replace(
        first,
        count=sum(part.count for part in parts),
        confidence=max(part.confidence for part in parts),
        possible=sum(part.possible for part in parts),
        distinct=max(part.distinct for part in parts),
        test=sum(part.test for part in parts),
        examples=tuple(sorted({mask for part in parts for mask in part.examples}))[:EXAMPLES],
        fingerprints=tuple(sorted({mark for part in parts for mark in part.fingerprints})),
        reasons=tuple(sorted({reason for part in parts for reason in part.reasons})),
        attributes={
            name: value
            for name, value in first.attributes.items()
            if all(name in part.attributes and part.attributes[name] == value for part in parts)
        },
        together=tuple(sorted({entity for part in parts for entity in part.together})),
        rows=sum(rows) if rows else None,
        ages=merge_ages(part.ages for part in parts),
    )
