"""Webcircuit's statement gives the same register from every format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from pdscan.demo.statement import Facts
from pdscan.register import Register, dump, import_statement, load
from pdscan.vocabulary import covers

FORMATS = ("txt", "html", "docx", "pdf", "unruled.pdf", "csv", "xlsx")

IDS = [
    *(f"algemeen-{number}" for number in range(1, 7)),
    "internetverbinding-1",
    "voip-telefonie-1",
    "mobiele-telefonie-1",
    "voip-en-mobiel-1",
    "voip-en-mobiel-2",
    "247-alarm-1",
    "website-en-smartphone-applicaties-1",
    "website-1",
    "dns-1",
    "domeinen-1",
    "domeinen-2",
    "hosting-1",
    "hosting-2",
    "hosting-3",
    "endpoint-security-1",
    "e-mail-security-1",
    "ssl-certificaten-1",
    "offsite-back-up-1",
    "webcircuit-ticket-systeem-1",
]

CATEGORIES = {
    "algemeen-1": ("person_name", "phone", "email"),
    "algemeen-2": ("service_address",),
    "algemeen-3": ("company_name",),
    "algemeen-4": ("traffic_data",),
    "algemeen-5": ("support_information",),
    "algemeen-6": ("call_recordings",),
    "internetverbinding-1": ("connection_id", "ip_address"),
    "voip-telefonie-1": ("ip_address", "mac_address", "person_name", "phone"),
    "mobiele-telefonie-1": ("sim_card_number", "imei", "network_notifications"),
    "voip-en-mobiel-1": ("usage_data",),
    "voip-en-mobiel-2": ("call_recordings",),
    "247-alarm-1": ("contact_details",),
    "website-en-smartphone-applicaties-1": ("visit_statistics", "functional_cookies", "analytical_cookies"),
    "website-1": ("contact_form",),
    "dns-1": ("ip_address", "hostmaster_email"),
    "domeinen-1": ("contact_details",),
    "domeinen-2": (
        "fax",
        "date_of_birth",
        "place_of_birth",
        "bsn",
        "passport_number",
        "identity_card_number",
        "passport_copy",
        "identity_card_copy",
        "vat_number",
    ),
    "hosting-1": ("contact_details",),
    "hosting-2": ("analytics_account",),
    "hosting-3": ("analytics_account",),
    "endpoint-security-1": ("av_metadata",),
    "e-mail-security-1": ("email", "mail_metadata"),
    "ssl-certificaten-1": ("san_domains", "common_name", "contact_details"),
    "offsite-back-up-1": ("ip_address", "backup_location"),
    "webcircuit-ticket-systeem-1": (
        "ticket_contact",
        "person_name",
        "job_title",
        "email",
        "phone",
        "ticket_content",
    ),
}


@pytest.fixture(params=FORMATS)
def register(request: pytest.FixtureRequest, statement_file: Callable[[str], Path]) -> Register:
    return import_statement(statement_file(request.param))


def test_the_rows_have_ids_by_service(register: Register) -> None:
    assert [entry.id for entry in register.entries] == IDS
    assert len(register.services) == 16
    assert register.services[12] == "E-mail security"


def test_every_cell_keeps_its_text(register: Register, webcircuit: Facts) -> None:
    service = ""
    for entry, row in zip(register.entries, webcircuit.rows, strict=True):
        service = row[0] or service
        told = (entry.data, entry.retention.text, entry.responsible.text, entry.ground.text)
        assert told == row[1:]
        assert entry.source.cells["service"] == service
        assert entry.source.line is not None


def test_every_thing_in_every_cell_has_its_category(register: Register) -> None:
    assert {entry.id: entry.categories for entry in register.entries} == CATEGORIES


def test_retention_is_a_length_or_the_end_of_the_service(register: Register) -> None:
    assert Counter(entry.retention.kind for entry in register.entries) == {
        "end_of_service": 19,
        "length": 5,
        "undetermined": 1,
    }
    lengths = {entry.id: entry.retention.length for entry in register.entries if entry.retention.length}
    assert lengths == {
        "algemeen-4": "P6M",
        "algemeen-5": "P3Y",
        "algemeen-6": "P365D",
        "voip-en-mobiel-1": "P6M",
        "website-en-smartphone-applicaties-1": "P1Y",
    }


def test_role_and_ground_are_told_despite_the_spelling(register: Register) -> None:
    assert register.statement.organisation == "Webcircuit Internet Solutions"
    assert Counter(entry.responsible.role for entry in register.entries) == {"controller": 16, "processor": 9}
    assert Counter(entry.ground.kind for entry in register.entries) == {
        "contract": 19,
        "legal_obligation": 3,
        "legitimate_interest": 3,
    }
    reasons = {entry.id: entry.ground.reason for entry in register.entries if entry.ground.reason}
    assert reasons == {
        "algemeen-6": "Training van support en bewijs van wat is afgesproken",
        "website-en-smartphone-applicaties-1": "Betere websites en applicaties, zicht op wat populair is, beveiliging",
        "webcircuit-ticket-systeem-1": "Betere support voor eindgebruikers",
    }


def test_one_thing_alone_is_unclear(register: Register) -> None:
    recordings = next(entry for entry in register.entries if entry.id == "voip-en-mobiel-2")
    assert [(item.text, item.why, item.line, item.page) for item in register.unclear] == [
        ("Afhankelijk van de gebruiker", "no length and no event", recordings.source.line, recordings.source.page)
    ]


def test_what_the_statement_does_not_name_is_covered_by_no_row(register: Register) -> None:
    for category in ("bank_account", "imsi", "payment_card", "drivers_licence", "license_plate", "kvk"):
        assert not any(covers(entry.categories, category) for entry in register.entries)


def test_the_same_file_gives_the_same_bytes(statement_file: Callable[[str], Path], tmp_path: Path) -> None:
    for kind in FORMATS:
        path = statement_file(kind)
        first = dump(import_statement(path))
        assert dump(import_statement(path)) == first
        written = tmp_path / "register.yaml"
        written.write_text(first, encoding="utf-8")
        assert load(written) == import_statement(path)
        assert dump(load(written)) == first


@pytest.mark.parametrize("kind", ["txt", "html", "docx", "pdf", "unruled.pdf"])
def test_a_statement_in_prose_tells_its_day_and_what_it_asks_for(
    kind: str, statement_file: Callable[[str], Path]
) -> None:
    register = import_statement(statement_file(kind))
    assert register.statement.dated == date(2018, 6, 3)
    assert [(asked.category, asked.text[:16]) for asked in register.asked] == [
        ("person_name", "uw volledige naa"),
        ("address", "uw adres"),
        ("id_document_copy", "een kopie van ee"),
    ]


@pytest.mark.parametrize("kind", ["txt", "html", "docx", "pdf", "unruled.pdf", "xlsx"])
def test_the_cookie_tables_are_read(kind: str, statement_file: Callable[[str], Path]) -> None:
    cookies = import_statement(statement_file(kind)).cookies
    assert [(cookie.name, cookie.placed_by, cookie.purpose) for cookie in cookies] == [
        ("Sessie id", "Webcircuit Internet Solutions", "Transactie data verwerken t.b.v. bestellingen"),
        ("Google Analytics", "Webcircuit Internet Solutions", "Effectiviteit en gebruik portal inzichtelijk krijgen"),
    ]


def test_places_count_as_the_format_counts(statement_file: Callable[[str], Path], webcircuit: Facts) -> None:
    text = statement_file("txt")
    lines = text.read_text(encoding="utf-8").splitlines()
    for entry in import_statement(text).entries:
        assert entry.data in lines[(entry.source.line or 0) - 1]
    first = {kind: import_statement(statement_file(kind)).entries[0].source for kind in ("csv", "xlsx", "docx", "pdf")}
    assert (first["csv"].line, first["csv"].page) == (2, None)
    assert (first["xlsx"].line, first["xlsx"].page) == (4, 1)
    assert (first["docx"].line, first["docx"].page) == (4, None)
    assert (first["pdf"].line, first["pdf"].page) == (4, 1)
