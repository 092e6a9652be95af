"""pdscan as the benchmark runs it: a scan of one place into findings, without a store."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from benchmarks.measure import Found
from pdscan import plugins
from pdscan.engine.connect import connect
from pdscan.engine.pool import Task, results
from pdscan.engine.work import Setup, UnitResult
from pdscan.model import Finding, Unit
from pdscan.protocols import Detector, TargetOptions

DAY = date(2026, 11, 24)
SYSTEM = "bench"
NAMES = "person_name"
"""The detector of names in free text, which is measured by itself."""


def detectors(*, names: bool = False) -> list[Detector]:
    """Every detector there is, that of names only when it is asked for."""
    found = plugins.load_all("detectors")
    return [each for entity, each in found.items() if names or entity != NAMES]


def scan(url: str | Path, chosen: Sequence[Detector], workers: int = 1) -> list[Finding]:
    """The findings at a place.

    :raises AssertionError: when something could not be read: then nothing was measured.
    """
    setup = Setup(systems={SYSTEM: (str(url), TargetOptions(system=SYSTEM))}, detectors=chosen, today=DAY)
    findings: list[Finding] = []
    for result in results(setup, tasks(setup), workers):
        assert isinstance(result, UnitResult)
        assert not result.skipped, result.skipped
        findings += result.findings
    return findings


def tasks(setup: Setup) -> list[Task]:
    """One for each unit of the place."""
    target = connect(*setup.systems[SYSTEM])
    try:
        return [(SYSTEM, unit, None, None) for unit in target.units() if isinstance(unit, Unit)]
    finally:
        target.close()


def counts(findings: Iterable[Finding]) -> Found:
    """Likely and possible matches together, by entity: what a pattern and its check find, labels apart."""
    found: Counter[str] = Counter()
    for each in findings:
        found[each.entity] += each.count + each.possible
    return found


def likely(findings: Iterable[Finding]) -> Found:
    """Likely matches by entity."""
    found: Counter[str] = Counter()
    for each in findings:
        found[each.entity] += each.count
    return +found
