"""What was found, with what the register and the bindings say of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
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
    the entries that declare the category for any service.
    """

    finding: Finding
    assigned: Assigned
    services: tuple[str, ...]
    declaring: tuple[Entry, ...]

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


def locate(findings: Iterable[Finding], declared: Declared, assignment: Assignment) -> tuple[Found, ...]:
    """Every finding, its parts joined, with what the register and the bindings say of it, in the places' order."""
    return tuple(_at_place(finding, declared, assignment) for finding in merge_findings(findings))


def _at_place(finding: Finding, declared: Declared, assignment: Assignment) -> Found:
    assigned = assignment.at(finding.location)
    services = [service for name in assigned.services if (service := declared.service(name)) is not None]
    return Found(finding, assigned, tuple(services), declared.declaring(finding.category))
