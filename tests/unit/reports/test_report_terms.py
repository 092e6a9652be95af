"""The terms of a row as reports say them, of statements and of registers written by hand."""

from __future__ import annotations

import pytest

from pdscan.register import Entry, Ground, Responsible, Retention
from pdscan_reports import terms
from pdscan_reports.wording import Words

KEPT = [
    (Retention("length", "P6M", "Zes maanden"), "Zes maanden", "Zes maanden"),
    (Retention("length", "P6M", ""), "6 months", "6 maanden"),
    (Retention("length", "P365D", " "), "365 days", "365 dagen"),
    (Retention("end_of_service", None, ""), "until the service ends", "tot einde dienstverlening"),
    (Retention("end_of_service", "P7Y", ""), "7 years after the service ends", "7 jaar na einde dienstverlening"),
    (Retention("undetermined", None, ""), "no period that can be computed", "geen termijn die te berekenen is"),
]


def row(**changes: object) -> Entry:
    filled = {
        "retention": Retention("length", "P1Y", ""),
        "responsible": Responsible("processor", ""),
        "ground": Ground("legal_obligation", ""),
    }
    return Entry("a-1", "A", "Naam", ("person_name",), **(filled | changes))  # type: ignore[arg-type]


@pytest.mark.parametrize(("kept", "english", "dutch"), KEPT)
def test_how_long(kept: Retention, english: str, dutch: str) -> None:
    said = [terms.retention(row(retention=kept), Words.of(language)) for language in ("en", "nl")]
    assert said == [english, dutch]


def test_who_and_why_in_the_words_of_the_row_or_ours() -> None:
    english = Words.of("en")
    assert terms.responsible(row(), english) == "the client answers for it"
    assert terms.ground(row(), english) == "legal obligation"
    said = row(responsible=Responsible("controller", "Wij"), ground=Ground("contract", "Overeenkomst"))
    assert (terms.responsible(said, english), terms.ground(said, english)) == ("Wij", "Overeenkomst")
    none = row(responsible=Responsible(None, ""), ground=Ground(None, ""))
    assert (terms.responsible(none, english), terms.ground(none, english)) == ("", "")
