"""The CSV report is one well-formed table in which no cell is a formula."""

from __future__ import annotations

import csv
import io

import pytest

from pdscan_reports.csv import COLUMNS, neutral


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline=""), strict=True))


def test_every_row_has_every_column_and_lines_end_as_rfc_4180_says(views, written):
    text = written("csv", views.report_view())
    table = list(csv.reader(io.StringIO(text, newline=""), strict=True))
    assert table[0] == list(COLUMNS)
    assert {len(row) for row in table} == {len(COLUMNS)}
    assert text.count("\r\n") == len(table) == 1 + 16 + 40 + 9 + 3
    assert "\n" not in text.replace("\r\n", "")
    assert not text.startswith("\ufeff")


def test_discrepancy_row(views, written):
    row = rows(written("csv", views.report_view("nl")))[0]
    shown = {key: value for key, value in row.items() if value}
    assert shown.pop("text").startswith("390 gegevens van de soort")
    assert shown.pop("advice").startswith("Laat deze gegevens verwijderen")
    assert shown == {
        "type": "discrepancy",
        "id": "d-01a1",
        "kind": "over_retained",
        "severity": "high",
        "state": "new",
        "system": "crm",
        "unit": "public.domain_owners",
        "field": "field7",
        "entity": "bsn",
        "category": "bsn",
        "service": "Domeinen",
        "entry": "domeinen-2",
        "count": "390",
        "oldest": "2016-02-08",
        "newest": "2025-11-01",
        "limit": "2026-11-02",
        "overdue": "3920",
    }


def test_finding_skipped_and_coverage_rows(views, written):
    table = rows(written("csv", views.report_view()))
    finding = next(row for row in table if row["type"] == "finding")
    assert (finding["examples"], finding["together"]) == ("*******82", "email; phone")
    assert (finding["reasons"], finding["confidence"]) == ("checksum; header", "0.99")
    skipped = next(row for row in table if row["type"] == "skipped")
    assert (skipped["item"], skipped["reason"], skipped["detail"]) == ("oud.zip", "encrypted", "password needed")
    coverage = next(row for row in table if row["type"] == "coverage")
    assert (coverage["units"], coverage["read"], coverage["sampled"], coverage["complete"]) == (
        "41",
        "40",
        "3",
        "false",
    )


def test_sentences_are_there_even_where_reconciling_gave_none(views, written):
    table = [row for row in rows(written("csv", views.report_view())) if row["type"] == "discrepancy"]
    assert all(row["text"] and row["advice"] for row in table)


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"])
def test_a_cell_that_could_be_a_formula_gets_an_apostrophe(start):
    assert str(neutral(f"{start}1+1")).startswith("'")


def test_other_cells_are_left_alone():
    assert [neutral(value) for value in ("a=1", "", 7, 0.5, "é")] == ["a=1", "", 7, 0.5, "é"]


def test_a_cell_is_never_longer_than_a_spreadsheet_takes():
    assert len(str(neutral("x" * 100_000))) == 32_000
