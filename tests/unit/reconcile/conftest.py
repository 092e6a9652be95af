"""A small telecom provider's register, and short ways to say what was found where."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan.model import Ages, Binding, Coverage, Finding, Location, ScanResult, Skipped
from pdscan.register import Entry, Ground, Register, Responsible, Retention, Statement
from pdscan.vocabulary import category_of

END = Retention("end_of_service", None, "Tot einde dienstverlening")


def make_entry(
    name: str,
    service: str,
    categories: tuple[str, ...],
    retention: Retention | str = END,
    *,
    data: str = "",
    role: str | None = "controller",
    ground: str | None = "contract",
) -> Entry:
    if isinstance(retention, str):
        retention = Retention("length", retention, retention)
    return Entry(
        id=name,
        service=service,
        data=data or ", ".join(categories),
        categories=categories,
        retention=retention,
        responsible=Responsible(role, role or ""),
        ground=Ground(ground, ground or ""),
    )


def make_register(*entries: Entry) -> Register:
    return Register(Statement("verklaring.txt", date(2018, 6, 3), "Webcircuit Internet Solutions"), entries)


def make_finding(
    place: str,
    entity: str,
    *,
    count: int = 10,
    confidence: float = 0.95,
    category: str | None = None,
    days: Mapping[date, int] | None = None,
    ends: Mapping[str, Mapping[date | None, int]] | None = None,
    undated: int = 0,
    implausible: int = 0,
    unknown_customer: int = 0,
    **more: Any,
) -> Finding:
    """A finding at `system:unit:item:field`, of which the last parts may be left out."""
    return Finding(
        location=make_location(place),
        entity=entity,
        category=category or category_of(entity),
        count=count,
        confidence=confidence,
        ages=Ages(days or {}, undated, implausible, ends or {}, unknown_customer),
        **more,
    )


def make_location(place: str) -> Location:
    system, unit, item, field = [*place.split(":"), "", "", ""][:4]
    return Location(system, unit, item or None, field or None)


def make_scan(
    *findings: Finding,
    coverage: tuple[Coverage, ...] | None = None,
    skipped: tuple[Skipped, ...] = (),
    finished: bool = True,
    **asked: Any,
) -> ScanResult:
    """A scan that read the systems of its findings, and crm and share, wholly unless `coverage` says otherwise."""
    if coverage is None:
        systems = sorted({finding.location.system for finding in findings} | {"crm", "share"})
        coverage = tuple(Coverage(system=system, units=1, read=1) for system in systems)
    start = datetime(2026, 11, 23, 2, tzinfo=UTC)
    return ScanResult(
        id="s1",
        started=start,
        finished=start if finished else None,
        findings=findings,
        skipped=skipped,
        coverage=coverage,
        **asked,
    )


def make_binding(place: str, service: str, **more: Any) -> Binding:
    system, location = place.split(":", 1)
    return Binding(system=system, location=location, service=service, **more)


@pytest.fixture(scope="session")
def make() -> SimpleNamespace:
    """Short ways to make register entries, findings, scans and bindings."""
    return SimpleNamespace(
        entry=make_entry,
        register=make_register,
        finding=make_finding,
        location=make_location,
        scan=make_scan,
        binding=make_binding,
    )


@pytest.fixture(scope="session")
def register() -> Register:
    """Domains and hosting that disagree, usage data for six months, calls for 365 days, one that nobody can compute."""
    return make_register(
        make_entry("algemeen-1", "Algemeen", ("company_name",), role="processor"),
        make_entry("algemeen-2", "Algemeen", ("call_recordings",), "P365D", ground="legitimate_interest"),
        make_entry("mobiel-1", "VoIP en mobiel", ("usage_data",), "P6M"),
        make_entry(
            "mobiel-2",
            "VoIP en mobiel",
            ("call_recordings",),
            Retention("undetermined", None, "Afhankelijk van de gebruiker"),
            role="processor",
        ),
        make_entry("domeinen-1", "Domeinen", ("contact_details",), ground="legal_obligation"),
        make_entry("domeinen-2", "Domeinen", ("fax", "bsn", "vat_number"), data="BSN-nummer, faxnummer, BTW-nummer"),
        make_entry("hosting-1", "Hosting", ("contact_details",), role="processor"),
    )
