"""The keys of the machine-readable records, and their order, are a promise."""

from __future__ import annotations

from datetime import date

from pdscan.model import Ages, Discrepancy, Finding, Kind, Location, Severity
from pdscan.register.view import as_json
from pdscan_reports import records

PROMISED = {
    "finding": "type system unit item field entity category count distinct confidence examples oldest newest service",
    "skipped": "type system unit item reason detail",
    "coverage": "type system units read sampled skipped bytes complete",
    "discrepancy": "type id kind severity system unit field entity category service entry count limit oldest state "
    "decision",
}


def test_finding_keeps_the_promised_keys_in_their_order(views):
    record = records.finding_record(views.report_view().findings[0], "Domeinen")
    keys = PROMISED["finding"].split()
    assert list(record)[: len(keys)] == keys
    assert {key: record[key] for key in keys} == {
        "type": "finding",
        "system": "crm",
        "unit": "public.domain_owners",
        "item": None,
        "field": "field7",
        "entity": "bsn",
        "category": "bsn",
        "count": 1200,
        "distinct": 1140,
        "confidence": 0.99,
        "examples": ["*******82"],
        "oldest": "2015-04-24",
        "newest": "2026-10-30",
        "service": "Domeinen",
    }
    assert record["together"] == ["email", "phone"]
    assert record["rows"] == 1212


def test_finding_without_dates_or_service_says_null():
    finding = Finding(location=Location("a", "b"), entity="bsn", category="bsn", count=1, confidence=0.9)
    record = records.finding_record(finding)
    assert (record["oldest"], record["newest"], record["service"]) == (None, None, None)


def test_finding_tells_what_has_no_good_date():
    ages = Ages(days={date(2020, 1, 1): 3}, undated=2, implausible=1)
    finding = Finding(location=Location("a", "b"), entity="bsn", category="bsn", count=6, confidence=0.9, ages=ages)
    record = records.finding_record(finding)
    assert (record["undated"], record["implausible"]) == (2, 1)


def test_fingerprints_stay_out_of_reports():
    finding = Finding(
        location=Location("a", "b"), entity="bsn", category="bsn", count=1, confidence=0.9, fingerprints=("abcdef",)
    )
    assert "abcdef" not in str(records.finding_record(finding))


def test_skipped_keeps_the_promised_keys_in_their_order(views):
    record = records.skipped_record(views.SKIPPED[0])
    assert list(record)[:6] == PROMISED["skipped"].split()
    assert list(record.values())[:6] == ["skipped", "share", "archief", "oud.zip", "encrypted", "password needed"]


def test_coverage_keeps_the_promised_keys_in_their_order(views):
    record = next(records.coverage_records(views.report_view()))
    assert list(record)[:8] == PROMISED["coverage"].split()
    assert list(record.values()) == ["coverage", "crm", 41, 40, 3, 1, 183_500_800, False, 0, 1_204_331, []]


def test_discrepancy_keeps_the_promised_keys_in_their_order(views):
    record = records.discrepancy_record(views.DISCREPANCIES[0])
    keys = PROMISED["discrepancy"].split()
    assert list(record)[: len(keys)] == keys
    assert [record[key] for key in keys] == [
        *("discrepancy", "d-01a1", "over_retained", "high", "crm", "public.domain_owners", "field7", "bsn", "bsn"),
        *("Domeinen", "domeinen-2", 390, "2026-11-02", "2016-02-08", "new", None),
    ]
    assert record["overdue"] == 3920
    assert set(record["text"]) == {"nl", "en"}
    assert record["advice"]["en"].startswith("Have these records deleted")


def test_discrepancy_without_a_place_has_no_system():
    bare = Discrepancy(id="d-1", kind=Kind.NOT_COVERED, severity=Severity.LOW)
    record = records.discrepancy_record(bare)
    assert (record["system"], record["unit"], record["item"], record["field"]) == (None, None, None, None)
    assert (record["text"], record["advice"]) == ({}, {})


def test_register_has_the_keys_of_register_show(views):
    record = records.register_record(views.REGISTER)
    assert record["statement"] == {
        "source": "webcircuit-privacyverklaring.txt",
        "dated": "2018-06-03",
        "organisation": "Webcircuit Internet Solutions",
    }
    entry = record["entries"][9]
    assert list(entry)[:8] == ["id", "service", "data", "categories", "retention", "responsible", "ground", "source"]
    assert entry["retention"] == {"kind": "length", "length": "P6M", "text": "Zes maanden"}
    assert entry["responsible"] == {"role": "controller", "text": "Webcircuit Internet Solutions"}
    assert entry["ground"]["kind"] == "contract"
    assert entry["source"]["line"] == 35
    assert record["cookies"] == [
        {"name": "Sessie id", "placed_by": "Webcircuit Internet Solutions", "purpose": "Transactie data verwerken"}
    ]
    assert record["unclear"] == [
        {"line": 36, "text": "Afhankelijk van de gebruiker", "why": "no length and no event", "page": None}
    ]


def test_register_agrees_with_what_register_show_prints(views):
    assert within(as_json(views.REGISTER), records.register_record(views.REGISTER))


def within(part, whole):
    """Whether everything in one JSON value stands in the other too."""
    if isinstance(part, dict):
        return all(key in whole and within(value, whole[key]) for key, value in part.items())
    if isinstance(part, list):
        return len(part) == len(whole) and all(map(within, part, whole))
    return part == whole


def test_lint_has_the_keys_of_register_lint(views):
    assert records.lint_record(views.LINT[0]) == {
        "rule": "bsn-without-legal-obligation",
        "severity": "high",
        "entry": "domeinen-2",
        "message": "the BSN stands on the ground of a contract",
        "line": 44,
    }
