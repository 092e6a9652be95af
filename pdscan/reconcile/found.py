"""What was found, with what the register and the bindings say of it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from pdscan.model import THRESHOLD, Finding, Location, ScanResult
from pdscan.reconcile.assignment import Assigned, Assignment
from pdscan.reconcile.declared import Declared, applicable
from pdscan.reconcile.parts import merge_findings
from pdscan.register import Entry


def is_likely(finding: Finding, threshold: float = THRESHOLD) -> bool:
    """Whether a finding counts: it is sure enough, and not made of documented test values alone."""
    return finding.count > finding.test and finding.confidence >= threshold


def possible(scan: ScanResult, threshold: float = THRESHOLD) -> tuple[Finding, ...]:
    """The findings that are too uncertain to make a discrepancy, for reports to group; test values left out.

    In the order of their places, and a finding that came in parts as one.
    """
    return tuple(
        finding
        for finding in merge_findings(scan.findings)
        if finding.count + finding.possible > finding.test and (not finding.count or finding.confidence < threshold)
    )


@dataclass(frozen=True)
class Found:
    """A finding at its place.

    `services` are the register's services that the place serves, the most specific binding's first; `declaring` are
    the entries that declare the category for any service.  `items` are the files or messages that it was found in.
    """

    finding: Finding
    assigned: Assigned
    services: tuple[str, ...]
    declaring: tuple[Entry, ...]
    items: tuple[str, ...] = ()

    @cached_property
    def applicable(self) -> tuple[Entry, ...]:
        """The entries that declare the category for a service of the place."""
        return applicable(self.declaring, self.services, self.finding.category)

    @property
    def location(self) -> Location:
        """Where it was found."""
        return self.finding.location

    @property
    def volume(self) -> int:
        """How many values were found, documented test values left out."""
        return self.finding.count - self.finding.test


def locate(
    findings: Iterable[Finding], declared: Declared, assignment: Assignment, threshold: float = THRESHOLD
) -> tuple[Found, ...]:
    """What was found, by unit and field, with what the register and the bindings say of it, in the places' order.

    The files of a directory, and the messages of a mail folder, that serve the same services are one place: nobody
    decides about them one by one.  Likely findings are joined apart from the others.
    """
    places: defaultdict[tuple[Assigned, bool], list[Finding]] = defaultdict(list)
    items: defaultdict[tuple[object, ...], set[str | None]] = defaultdict(set)
    for finding in merge_findings(findings):
        assigned, likely = assignment.at(finding.location), is_likely(finding, threshold)
        joined = replace(finding, location=replace(finding.location, item=None))
        places[assigned, likely].append(joined)
        items[(assigned, likely, *_key(joined))].add(finding.location.item)
    found = [
        _at_place(finding, assigned, declared, items[(assigned, likely, *_key(finding))])
        for (assigned, likely), parts in places.items()
        for finding in merge_findings(parts)
    ]
    return tuple(sorted(found, key=lambda each: _key(each.finding)))


def _key(finding: Finding) -> tuple[str, ...]:
    place = finding.location
    return place.system, place.unit, place.field or "", finding.entity, finding.category


def _at_place(finding: Finding, assigned: Assigned, declared: Declared, items: Collection[str | None]) -> Found:
    services = [service for name in assigned.services if (service := declared.service(name)) is not None]
    named = sorted(item for item in items if item is not None)
    if len(named) == 1:
        finding = replace(finding, location=replace(finding.location, item=named[0]))
    return Found(finding, assigned, tuple(services), declared.declaring(finding.category), tuple(named))
