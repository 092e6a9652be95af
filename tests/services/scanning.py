"""Scans a server through the engine, and tells in plain values what came out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from pdscan import plugins
from pdscan.engine.pool import results
from pdscan.engine.run import plan
from pdscan.engine.work import Setup, UnitResult
from pdscan.model import Finding
from pdscan.protocols import TargetOptions

ENTITIES = ("bsn", "email", "iban", "ip")
TODAY = date(2026, 11, 24)


def setup(url: str, **options: Any) -> Setup:
    """How the system `s` is scanned for some entities whose check leaves no doubt."""
    detectors = [plugins.load("detectors", entity) for entity in ENTITIES]
    return Setup(
        systems={"s": (url, TargetOptions(system="s", **options))}, detectors=detectors, today=TODAY, key=bytes(32)
    )


def scan(url: str, workers: int = 1, **options: Any) -> dict[str, UnitResult]:
    """The result of every unit; what could not be listed stands under ""."""
    made = setup(url, **options)
    (planned,) = plan(made)
    found = {each.unit: each for each in results(made, [("s", unit, None) for unit in planned.units], workers)}
    nowhere = UnitResult(system="s", unit="", findings=(), skipped=planned.skipped, items=0, rows=0, bytes=0)
    return {"": nowhere, **found} if planned.skipped else found


def told(found: Mapping[str, UnitResult]) -> dict[str, Any]:
    """As the answer key is written."""
    return {name: each for name, result in sorted(found.items()) if name and (each := _of_unit(result))}


def skipped(found: Iterable[UnitResult]) -> dict[str, str]:
    """The reason of what was not read, by place."""
    return {_place(skip.location): skip.reason for result in found for skip in result.skipped}


def _of_unit(result: UnitResult) -> dict[str, Any]:
    places: dict[str, dict[str, int]] = defaultdict(dict)
    for finding in result.findings:
        if finding.count:
            places[_within(finding)][finding.entity] = finding.count
    return {"rows": result.rows, "finds": dict(sorted(places.items()))} if places else {}


def _within(finding: Finding) -> str:
    place = finding.location
    return " ".join(part for part in (place.item, f"[{place.field}]" if place.field else "") if part)


def _place(location: Any) -> str:
    return str(location).removeprefix("s: ")
