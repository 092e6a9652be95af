"""The objects of a view as plain dictionaries, with the keys, and in the order, that `pdscan scan --format ndjson` has.

Every machine-readable report is made of these, so that a key means the same in each of them.  Keys beyond
the promised ones come after them.

>>> from pdscan.model import Location, Skipped
>>> skipped_record(Skipped(Location("share", "archief", "oud.zip"), "encrypted", "password needed"))
... # doctest: +NORMALIZE_WHITESPACE
{'type': 'skipped', 'system': 'share', 'unit': 'archief', 'item': 'oud.zip', 'reason': 'encrypted',
 'detail': 'password needed', 'field': None}
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from pdscan.model import Coverage, Discrepancy, Finding, Location, Sample, Skipped
from pdscan_reports.samples import CONFIDENCE, estimates, within

if TYPE_CHECKING:
    from pdscan.protocols import ReportView
    from pdscan.register import Entry, LintResult, Register, Source

Record = dict[str, Any]


def finding_record(finding: Finding, service: str | None = None) -> Record:
    """One finding.

    :param service: the service that its location serves, where that is known.
    """
    days = finding.ages.days
    where = finding.location
    return {
        "type": "finding",
        "system": where.system,
        "unit": where.unit,
        "item": where.item,
        "field": where.field,
        "entity": finding.entity,
        "category": finding.category,
        "count": finding.count,
        "distinct": finding.distinct,
        "confidence": finding.confidence,
        "examples": list(finding.examples),
        "oldest": _day(min(days, default=None)),
        "newest": _day(max(days, default=None)),
        "service": service,
        "possible": finding.possible,
        "test": finding.test,
        "together": list(finding.together),
        "reasons": list(finding.reasons),
        "attributes": dict(finding.attributes),
        "rows": finding.rows,
        "undated": finding.ages.undated,
        "implausible": finding.ages.implausible,
    }


def skipped_record(skipped: Skipped) -> Record:
    """One place that could not be read, or not wholly."""
    where = skipped.location
    return {
        "type": "skipped",
        "system": where.system,
        "unit": where.unit,
        "item": where.item,
        "reason": skipped.reason,
        "detail": skipped.detail,
        "field": where.field,
    }


def coverage_records(view: ReportView) -> Iterator[Record]:
    """What was read of each system."""
    for each in view.coverage:
        yield _coverage_record(each, view)


def _coverage_record(coverage: Coverage, view: ReportView) -> Record:
    samples = [each for each in view.scan.samples if each.location.system == coverage.system]
    return {
        "type": "coverage",
        "system": coverage.system,
        "units": coverage.units,
        "read": coverage.read,
        "sampled": coverage.sampled,
        "skipped": coverage.skipped,
        "bytes": coverage.bytes,
        "complete": coverage.complete,
        "items": coverage.items,
        "rows": coverage.rows,
        "samples": [_sample_record(each, view.findings) for each in samples],
    }


def _sample_record(sample: Sample, findings: Iterable[Finding]) -> Record:
    """A table of which some rows were read, and which share of its rows holds what was found, or was not."""
    return {
        "unit": sample.location.unit,
        "rows": sample.rows,
        "population": sample.population,
        "confidence": CONFIDENCE,
        "absent_at_most": within(0, sample.rows)[1],
        "found": [
            {
                "field": each.finding.location.field,
                "entity": each.finding.entity,
                "count": each.finding.count,
                "at_least": each.least,
                "at_most": each.most,
            }
            for each in estimates(sample, findings)
        ],
    }


def discrepancy_record(discrepancy: Discrepancy) -> Record:
    """One discrepancy; its sentences and advice by language, where reconciling supplied them."""
    where: Location | None = discrepancy.location
    arguments = discrepancy.arguments
    return {
        "type": "discrepancy",
        "id": discrepancy.id,
        "kind": discrepancy.kind.value,
        "severity": discrepancy.severity.value,
        "system": where.system if where else None,
        "unit": where.unit if where else None,
        "field": where.field if where else None,
        "entity": discrepancy.entity,
        "category": discrepancy.category,
        "service": discrepancy.service,
        "entry": discrepancy.entry,
        "count": discrepancy.count,
        "limit": _day(discrepancy.limit),
        "oldest": _day(discrepancy.oldest),
        "state": discrepancy.state.value,
        "decision": discrepancy.decision,
        "item": where.item if where else None,
        "newest": _day(discrepancy.newest),
        "overdue": discrepancy.overdue,
        "entries": list(discrepancy.entries),
        "explanation": discrepancy.explanation,
        "text": dict(arguments.get("text") or {}),
        "advice": dict(arguments.get("advice") or {}),
    }


def lint_record(result: LintResult) -> Record:
    """One remark on the register itself, with the keys of `pdscan register lint --format json`."""
    return {
        "rule": result.rule,
        "severity": result.severity,
        "entry": result.entry,
        "message": result.message,
        "line": result.line,
    }


def register_record(register: Register) -> Record:
    """The register, with the keys of `pdscan register show --format json`."""
    statement = register.statement
    return {
        "statement": {
            "source": statement.source,
            "dated": _day(statement.dated),
            "organisation": statement.organisation,
        },
        "entries": [_entry_record(entry) for entry in register.entries],
        "cookies": [
            {"name": cookie.name, "placed_by": cookie.placed_by, "purpose": cookie.purpose}
            for cookie in register.cookies
        ],
        "asked": [
            {"text": asked.text, "category": asked.category, "source": _source_record(asked.source)}
            for asked in register.asked
        ],
        "unclear": [
            {"line": unclear.line, "text": unclear.text, "why": unclear.why, "page": unclear.page}
            for unclear in register.unclear
        ],
    }


def scan_record(view: ReportView) -> Record:
    """Which scan this is, and for which day retention was judged."""
    scan = view.scan
    return {
        "id": scan.id,
        "started": scan.started.isoformat(),
        "finished": scan.finished.isoformat() if scan.finished else None,
        "as_of": view.as_of.isoformat(),
        "made": view.made.isoformat(),
        "threshold": view.threshold,
    }


def service_of(view: ReportView, location: Location) -> str | None:
    """The service that a location serves, or None where no binding says so."""
    return view.services.get(str(location))


def _entry_record(entry: Entry) -> Record:
    return {
        "id": entry.id,
        "service": entry.service,
        "data": entry.data,
        "categories": list(entry.categories),
        "retention": dataclasses.asdict(entry.retention),
        "responsible": dataclasses.asdict(entry.responsible),
        "ground": dataclasses.asdict(entry.ground),
        "source": _source_record(entry.source),
        "mapped": [dataclasses.asdict(mapped) for mapped in entry.mapped],
    }


def _source_record(source: Source) -> Record:
    return {"line": source.line, "page": source.page}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
