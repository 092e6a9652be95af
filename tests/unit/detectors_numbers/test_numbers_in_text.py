"""The numbers in text: labels wherever they stand, contained facts once."""

import pytest

from pdscan.detection import Scanner
from pdscan_detectors import drivers_licence, iban, kvk, mrz, vat

FILLER = "2024-01-15 12:00:01 gestart\n" * 40


@pytest.fixture(scope="module")
def scanner() -> Scanner:
    return Scanner([drivers_licence.DETECTOR, iban.DETECTOR, kvk.DETECTOR], "re")


@pytest.mark.parametrize(
    ("text", "label", "file_name", "found"),
    [
        ("30123456", "", "", []),
        ("K.v.K. 30123456", "", "", ["30123456"]),
        ("Kàmer van Koophandel: 30123456", "", "", ["30123456"]),
        ("één klant met KvK 30123456", "", "", ["30123456"]),
        ("30123456", "kvk_nummer", "", ["30123456"]),
        ("30123456", "", "export-kvk.txt", ["30123456"]),
        ("30123456", "naam", "export.txt", []),
        ("rijbewijs 30123456", "", "", []),
        ("rijbewijs 3012345678", "", "", ["3012345678"]),
        (f"KvK\n{FILLER}30123456", "", "", []),
        (f"{FILLER}KvK\n30123456", "", "", ["30123456"]),
        (f"30123456\n{FILLER}KvK 30123457", "", "", ["30123457"]),
    ],
)
def test_where_the_label_stands(scanner: Scanner, text: str, label: str, file_name: str, found: list[str]) -> None:
    matches = scanner.text(text.encode(), label, file_name)
    assert [match.text for match in matches if match.confidence >= 0.5] == found


@pytest.mark.parametrize(
    ("text", "entities"),
    [
        (
            "P<NLDJANSEN<<PIETER<JOHANNES<<<<<<<<<<<<<<<<\nNX5R3K7L27NLD8104122M2906117908301662<<<<<52",
            ["mrz", "person_name", "id_document_number", "date_of_birth", "bsn"],
        ),
        ("NL 643900846B01", ["vat", "bsn"]),
    ],
)
def test_a_contained_fact_is_told_once(text: str, entities: list[str]) -> None:
    found = Scanner([mrz.DETECTOR, vat.DETECTOR], "re").text(text.encode())
    assert [match.entity for match in found] == entities
