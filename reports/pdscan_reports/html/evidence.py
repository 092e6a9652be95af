"""The page's sections on what was found and on what was read, system by system."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from pdscan.model import Coverage, Finding, Skipped
from pdscan_reports.places import field_of, path_of, place
from pdscan_reports.records import service_of
from pdscan_reports.samples import sentences
from pdscan_reports.summary import skipped_by_reason
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView

ROWS, EXAMPLES = 1_500, 25
"""The most findings on the page, and the most places listed for one reason of skipping."""


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One finding."""

    path: str
    field: str
    entity: str
    category: str
    service: str
    count: str
    possible: int
    confidence: str
    masks: tuple[str, ...]
    oldest: str
    newest: str
    test: int


@dataclass(frozen=True, slots=True)
class System:
    """The findings of one system; `left_out` of its `number` are not on the page."""

    name: str
    number: int
    matches: str
    rows: tuple[FindingRow, ...]
    left_out: int


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """What was read of one system; `share` is of its units, as a percentage."""

    system: str
    units: str
    read: str
    sampled: int
    skipped: int
    size: str
    rows: str
    complete: bool


@dataclass(frozen=True, slots=True)
class Unread:
    """Places not read for one reason, some of them by name."""

    reason: str
    number: int
    places: tuple[tuple[str, str], ...]
    more: int


@dataclass(frozen=True, slots=True)
class CoverageView:
    """Coverage by system, what was not read by reason, and what the samples prove, in sentences."""

    rows: tuple[CoverageRow, ...]
    unread: tuple[Unread, ...]
    samples: tuple[tuple[str, ...], ...] = ()


def finding_section(view: ReportView, words: Words) -> tuple[System, ...]:
    """The findings by system, those with most matches first; uncertain ones last."""
    room = ROWS
    systems = []
    ordered = sorted(view.findings, key=_by_size)
    for name, members in groupby(ordered, key=lambda finding: finding.location.system):
        findings = tuple(members)
        shown = findings[:room]
        room -= len(shown)
        systems.append(
            System(
                name=visible(name, 60),
                number=len(findings),
                matches=words.count("matches_n", sum(finding.count for finding in findings)),
                rows=tuple(_finding_row(finding, service_of(view, finding.location), words) for finding in shown),
                left_out=len(findings) - len(shown),
            )
        )
    return tuple(systems)


def coverage_section(view: ReportView, words: Words) -> CoverageView:
    """What was read, and what was not and why."""
    rows = tuple(_coverage_row(coverage, words) for coverage in view.coverage)
    unread = tuple(_unread(reason, members, words) for reason, members in skipped_by_reason(view.scan.skipped))
    samples = tuple(tuple(sentences(each, view.findings, words)) for each in view.scan.samples)
    return CoverageView(rows, unread, samples)


def _by_size(finding: Finding) -> tuple[object, ...]:
    return (finding.location.system, -finding.count, -finding.possible, str(finding.location), finding.entity)


def _finding_row(finding: Finding, service: str | None, words: Words) -> FindingRow:
    days = finding.ages.days
    return FindingRow(
        path=path_of(finding.location),
        field=field_of(finding.location),
        entity=words.entity(finding.entity),
        category=words.category(finding.category),
        service=visible(service, 80) if service else "",
        count=words.number(finding.count),
        possible=finding.possible,
        confidence=words.percent(finding.confidence),
        masks=tuple(visible(mask, 60) for mask in finding.examples[:3]),
        oldest=words.short_day(min(days, default=None)),
        newest=words.short_day(max(days, default=None)),
        test=finding.test,
    )


def _coverage_row(coverage: Coverage, words: Words) -> CoverageRow:
    return CoverageRow(
        system=visible(coverage.system, 60),
        units=words.number(coverage.units),
        read=words.number(coverage.read),
        sampled=coverage.sampled,
        skipped=coverage.skipped,
        size=words.size(coverage.bytes),
        rows=words.number(coverage.rows),
        complete=coverage.complete,
    )


def _unread(reason: str, members: list[Skipped], words: Words) -> Unread:
    places = tuple((place(each.location, words), visible(each.detail, 200)) for each in members[:EXAMPLES])
    return Unread(words.either("reason", reason), len(members), places, len(members) - len(places))
