"""Statements quite unlike Webcircuit's: see `tests/statements/README.md`."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdscan.register import Register, dump, import_statement
from pdscan.register.reading import parse

STATEMENTS = Path(__file__).parents[2] / "statements"


def rows(register: Register) -> list[tuple[object, ...]]:
    return [
        (
            entry.id,
            " ".join(entry.categories),
            entry.retention.kind,
            entry.retention.length,
            entry.responsible.role,
            entry.ground.kind,
            entry.ground.reason,
        )
        for entry in register.entries
    ]


@pytest.mark.parametrize("name", ["millbrook.html", "millbrook.pdf"])
def test_an_english_bakery(name: str) -> None:
    register = import_statement(STATEMENTS / name)
    assert register.statement.dated == date(2025, 3, 14)
    assert register.statement.organisation == "Millbrook Bakeries"
    assert rows(register) == [
        (
            "web-shop-1",
            "person_name email service_address address",
            "end_of_service",
            "P7Y",
            "controller",
            "contract",
            "",
        ),
        (
            "web-shop-2",
            "invoice_data bank_account vat_number",
            "length",
            "P7Y",
            "controller",
            "legal_obligation",
            "tax law",
        ),
        ("web-shop-3", "preferences health_data", "undetermined", None, "controller", "consent", ""),
        (
            "loyalty-card-1",
            "customer_number date_of_birth order_data",
            "length",
            "P18M",
            "controller",
            "legitimate_interest",
            "to know what sells",
        ),
        ("shops-1", "camera_images", "length", "P2W", "controller", "legitimate_interest", ""),
        ("shops-2", "", "undetermined", None, None, "legal_obligation", ""),
        ("catering-1", "person_name health_data phone", "end_of_service", None, "processor", "contract", ""),
        (
            "staff-1",
            "personnel_number salary_data passport_copy id_document_copy",
            "end_of_service",
            "P6M",
            "controller",
            "contract",
            "",
        ),
    ]
    assert [(item.text, item.why) for item in register.unclear] == [
        ("Until you withdraw your consent", "an event that no data shows"),
        ("Accident book", "no category fits"),
        ("As long as necessary", "no length and no event"),
        ("The landlord", "an unknown party"),
    ]
    assert [(cookie.name, cookie.placed_by, cookie.source.cells["expiry"]) for cookie in register.cookies] == [
        ("basket", "Millbrook Bakeries", "1 day"),
        ("_ga", "Google", "2 years"),
    ]
    assert [asked.category for asked in register.asked] == ["passport_copy"]
    assert register.entries[0].source.cells["purpose"] == "To send what you ordered"


def test_lines_are_those_of_the_page_source() -> None:
    register = import_statement(STATEMENTS / "millbrook.html")
    lines = (STATEMENTS / "millbrook.html").read_text(encoding="utf-8").splitlines()
    places = {entry.id: entry.source.line or 0 for entry in register.entries}
    assert "Seven years after the contract ends" in lines[places["web-shop-1"] - 1]
    assert "Six months after" in lines[places["staff-1"] - 1]


def test_a_dutch_landlord_with_a_table_under_each_heading() -> None:
    register = import_statement(STATEMENTS / "waterkant.md")
    claim = "Woonstichting Waterkant is verantwoordelijk voor alle gegevens hieronder."
    assert register.statement.dated == date(2023, 9, 1)
    assert register.services == ("Huurders", "Woningzoekenden")
    assert {(entry.responsible.role, entry.responsible.text) for entry in register.entries} == {("controller", claim)}
    assert [row[:4] + row[5:] for row in rows(register)] == [
        ("huurders-1", "person_name address phone email", "end_of_service", "P2Y", "contract", ""),
        (
            "huurders-2",
            "income_data household_data",
            "undetermined",
            None,
            "legal_obligation",
            "toewijzing naar inkomen",
        ),
        ("huurders-3", "bank_account payment_data", "length", "P7Y", "contract", ""),
        ("huurders-4", "id_document_copy", "length", "P1Y6M", "legitimate_interest", "voorkomen van fraude"),
        ("woningzoekenden-1", "person_name date_of_birth bsn", "undetermined", None, "legal_obligation", ""),
        ("woningzoekenden-2", "marital_status", "undetermined", None, None, ""),
    ]
    assert [(item.line, item.text, item.why) for item in register.unclear] == [
        (12, "Minimaal vijf jaar", "a least length, and no most"),
        (13, "huurachterstand", "no category fits"),
        (14, "Anderhalf jaar, tenzij er een rechtszaak loopt", "a condition beside the length"),
        (20, "Zolang de inschrijving loopt", "no length and no event"),
        (21, "Burgelijke staat", "read as a misspelling"),
        (21, "geen medische gegevens", "says what is not kept"),
        (21, "6 maanden of 1 jaar", "more than one length"),
        (21, "Toestemming of overeenkomst", "more than one legal ground"),
    ]


@pytest.mark.parametrize("name", ["millbrook.html", "millbrook.pdf", "waterkant.md"])
def test_each_survives_being_written_and_read(name: str) -> None:
    register = import_statement(STATEMENTS / name)
    assert parse(dump(register).encode()) == register
