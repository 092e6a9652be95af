"""From values to rows and back, exactly."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pdscan.model import Ages, Coverage, Discrepancy, Finding, Kind, Location, Severity, Skipped, State
from pdscan.store.tables import CoverageRow, DiscrepancyRow, FindingRow, SkippedRow

_GOES_ON = ""
"""Stands for the day on which a service ends that goes on."""


def finding_row(finding: Finding, unit_id: int) -> dict[str, Any]:
    """The row of a finding."""
    ages = finding.ages
    return _location_row(finding.location) | {
        "unit_id": unit_id,
        "entity": finding.entity,
        "category": finding.category,
        "count": int(finding.count),
        "possible": int(finding.possible),
        "distinct": int(finding.distinct),
        "test": int(finding.test),
        "rows": None if finding.rows is None else int(finding.rows),
        "confidence": float(finding.confidence),
        "examples": list(finding.examples),
        "fingerprints": list(finding.fingerprints),
        "reasons": list(finding.reasons),
        "attributes": finding.attributes,
        "together": list(finding.together),
        "days": _by_day(ages.days),
        "undated": int(ages.undated),
        "implausible": int(ages.implausible),
        "ends": {service: _by_day(days) for service, days in ages.ends.items()},
        "unknown_customer": int(ages.unknown_customer),
    }


def finding(row: FindingRow) -> Finding:
    """The finding of a row."""
    ages = Ages(
        days={date.fromisoformat(day): count for day, count in row.days.items()},
        undated=row.undated,
        implausible=row.implausible,
        ends={service: _ends(days) for service, days in row.ends.items()},
        unknown_customer=row.unknown_customer,
    )
    return Finding(
        location=_location(row),
        entity=row.entity,
        category=row.category,
        count=row.count,
        confidence=row.confidence,
        possible=row.possible,
        distinct=row.distinct,
        test=row.test,
        examples=tuple(row.examples),
        fingerprints=tuple(row.fingerprints),
        reasons=tuple(row.reasons),
        attributes=row.attributes,
        together=tuple(row.together),
        rows=row.rows,
        ages=ages,
    )


def skipped_row(skipped: Skipped, scan_id: str, unit_id: int | None) -> dict[str, Any]:
    """The row of something that could not be read."""
    return _location_row(skipped.location) | {
        "scan_id": scan_id,
        "unit_id": unit_id,
        "reason": skipped.reason,
        "detail": skipped.detail,
    }


def skipped(row: SkippedRow) -> Skipped:
    """What could not be read, of a row."""
    return Skipped(_location(row), row.reason, row.detail)


def coverage_row(coverage: Coverage, scan_id: str) -> dict[str, Any]:
    """The row of a system's coverage."""
    return dataclasses.asdict(coverage) | {"scan_id": scan_id}


def coverage(row: CoverageRow) -> Coverage:
    """The coverage of a row."""
    return Coverage(**{each.name: getattr(row, each.name) for each in dataclasses.fields(Coverage)})


def narrowed(scope: Mapping[str, Any]) -> dict[str, Any]:
    """What a scan was asked to look for, and where: the fields of a `ScanResult`."""

    def globs(side: str) -> dict[str, tuple[str, ...]]:
        return {system: tuple(each) for system, each in scope.get(side, {}).items()}

    entities = scope.get("entities")
    return {
        "entities": None if entities is None else frozenset(entities),
        "include": globs("include"),
        "exclude": globs("exclude"),
    }


def discrepancy_row(discrepancy: Discrepancy, reconciliation_id: int) -> dict[str, Any]:
    """The row of a discrepancy."""
    content = {each.name: getattr(discrepancy, each.name) for each in dataclasses.fields(Discrepancy)}
    content["location"] = discrepancy.location and list(_location_row(discrepancy.location).values())
    return {"reconciliation_id": reconciliation_id, "stable_id": discrepancy.id, "content": content}


def discrepancy(row: DiscrepancyRow) -> Discrepancy:
    """The discrepancy of a row."""
    content = dict(row.content)
    content["location"] = content["location"] and Location(*content["location"])
    content |= {
        "kind": Kind(content["kind"]),
        "severity": Severity(content["severity"]),
        "state": State(content["state"]),
    }
    return Discrepancy(**content)


def in_order(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Findings by place and entity, whichever came first."""
    return tuple(sorted(findings, key=lambda each: (*_place(each.location), each.entity)))


def skipped_in_order(skips: Iterable[Skipped]) -> tuple[Skipped, ...]:
    """What could not be read by place and reason, whichever came first."""
    return tuple(sorted(skips, key=lambda each: (*_place(each.location), each.reason, each.detail)))


def _place(location: Location) -> tuple[str, str, str, str]:
    return (location.system, location.unit, location.item or "", location.field or "")


def _location_row(location: Location) -> dict[str, Any]:
    return {each: getattr(location, each) for each in ("system", "unit", "item", "field")}


def _location(row: FindingRow | SkippedRow) -> Location:
    return Location(row.system, row.unit, row.item, row.field)


def _by_day(counts: Mapping[Any, int]) -> dict[str, int]:
    return dict(sorted((day.isoformat() if day else _GOES_ON, int(count)) for day, count in counts.items()))


def _ends(counts: Mapping[str, int]) -> dict[date | None, int]:
    return {date.fromisoformat(day) if day != _GOES_ON else None: count for day, count in counts.items()}
