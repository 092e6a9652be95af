"""The numbers that a reader wants first."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan.model import Kind, Severity, Skipped, State
from pdscan_reports.groups import by_severity, gone, standing

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


UNJUDGED = (Kind.RETENTION_UNKNOWN, Kind.UNASSIGNED, Kind.NOT_COVERED)
"""The kinds of discrepancy that say that no verdict is possible."""


@dataclass(frozen=True, slots=True)
class Summary:
    """Counts over a whole view.

    `overdue` and `undeclared` count matches in over-retained and undeclared places; `matches` and `possible` those of
    all findings.  `unjudged` discrepancies are those on which no verdict is possible.  `read_units` of `units` listed
    were read, wholly or in part.  Likely matches stand in `places`, in `found_in` systems.
    """

    severities: Mapping[Severity, int]
    new: Mapping[Severity, int]
    discrepancies: int
    gone: int
    decided: int
    overdue: int
    undeclared: int
    unjudged: int
    systems: int
    findings: int
    places: int
    found_in: int
    matches: int
    possible: int
    units: int
    read_units: int
    sampled: int
    skipped: int
    bytes: int
    complete: bool


def summary(view: ReportView) -> Summary:
    """The summary of a view."""
    now = standing(view)
    findings, coverage = view.findings, view.coverage
    return Summary(
        severities=by_severity(now),
        new=by_severity(each for each in now if each.state is State.NEW),
        discrepancies=len(now),
        gone=len(gone(view)),
        decided=sum(each.decision is not None for each in now),
        overdue=sum(each.count for each in now if each.kind is Kind.OVER_RETAINED),
        undeclared=sum(each.count for each in now if each.kind in (Kind.UNDECLARED, Kind.UNDECLARED_FOR_SERVICE)),
        unjudged=sum(each.kind in UNJUDGED for each in now),
        systems=len(coverage),
        findings=len(findings),
        places=len({finding.location for finding in findings if finding.count}),
        found_in=len({finding.location.system for finding in findings if finding.count}),
        matches=sum(finding.count for finding in findings),
        possible=sum(finding.possible for finding in findings),
        units=sum(each.units for each in coverage),
        read_units=sum(each.read for each in coverage),
        sampled=sum(each.sampled for each in coverage),
        skipped=len(view.scan.skipped),
        bytes=sum(each.bytes for each in coverage),
        complete=bool(coverage) and all(each.complete for each in coverage) and not view.scan.skipped,
    )


def skipped_by_reason(skipped: tuple[Skipped, ...]) -> list[tuple[str, list[Skipped]]]:
    """What was skipped, by reason: the commonest reason first, the places of each in order."""
    together: dict[str, list[Skipped]] = {}
    for each in skipped:
        together.setdefault(each.reason, []).append(each)
    sizes = Counter({reason: len(members) for reason, members in together.items()})
    return [
        (reason, sorted(together[reason], key=lambda each: str(each.location)))
        for reason in sorted(sizes, key=lambda reason: (-sizes[reason], reason))
    ]
