"""Scans a server as the command does, and tells in plain values what came out."""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from pdscan import plugins
from pdscan.engine.continuing import begin, scope
from pdscan.engine.run import plan, run
from pdscan.engine.work import Setup, UnitResult
from pdscan.model import Finding, Location
from pdscan.protocols import TargetOptions
from pdscan.store import Store
from pdscan.store.store import UnitRecord

ENTITIES = ("bsn", "email", "iban", "ip")
NOW = datetime(2026, 11, 24, tzinfo=UTC)
KEY = bytes(32)


class Quiet:
    """Progress that nobody looks at."""

    def start(self, units: int, size: int) -> None:
        """Say nothing."""

    def done(self, result: UnitResult, size: int) -> None:
        """Say nothing."""


def setup(url: str, **options: Any) -> Setup:
    """How the system `s` is scanned for some entities whose check leaves no doubt."""
    detectors = [plugins.load("detectors", entity) for entity in ENTITIES]
    systems = {"s": (url, TargetOptions(system="s", **options))}
    return Setup(systems=systems, detectors=detectors, today=date(2026, 11, 24), key=KEY)


def scan(url: str, workers: int = 1, store: str | None = None, **options: Any) -> dict[str, UnitRecord]:
    """What the store keeps of every unit; what could not be listed stands under "".

    :param store: goes on with the scan that was interrupted there, if any was.
    """
    made = setup(url, **options)
    with tempfile.TemporaryDirectory() as folder, Store.open(store or f"sqlite:///{folder}/s.db") as opened:
        plans = plan(made)
        scan_id, _ = begin(opened, scope(made), resume=True, started=NOW)
        run(made, opened, scan_id, plans, workers=workers, progress=Quiet(), now=lambda: NOW)
        found = {unit.name: opened.unit(scan_id, "s", unit.name) for unit in plans[0].units}
    nowhere = UnitRecord(
        findings=(), skipped=plans[0].skipped, items=0, rows=0, bytes=0, sampled=0, cursor=None
    )  # fmt: skip
    units = {name: each for name, each in found.items() if each is not None}
    return {"": nowhere, **units} if plans[0].skipped else units


def told(found: Mapping[str, UnitRecord]) -> dict[str, Any]:
    """As the answer key is written."""
    return {name: each for name, record in sorted(found.items()) if name and (each := _of_unit(record))}


def skipped(found: Iterable[UnitRecord]) -> dict[str, str]:
    """The reason of what was not read, by place."""
    return {_place(skip.location): skip.reason for record in found for skip in record.skipped}


def _of_unit(record: UnitRecord) -> dict[str, Any]:
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for finding in record.findings:
        if finding.count:
            places[_within(finding)][finding.entity] = finding.count
    return {"rows": record.rows, "finds": dict(sorted(places.items()))} if places else {}


def _within(finding: Finding) -> str:
    place = finding.location
    return " ".join(part for part in (place.item, f"[{place.field}]" if place.field else "") if part)


def _place(location: Location) -> str:
    return str(location).removeprefix("s: ")
