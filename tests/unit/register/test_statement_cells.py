"""What single cells of a statement say: cases are data, with a reason for each."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

from pdscan.register.statement.data_cell import read_data_cell
from pdscan.register.statement.ground_cell import read_ground
from pdscan.register.statement.parties import Parties
from pdscan.register.statement.retention import parse

CASES = Path(__file__).parents[2] / "cases" / "register"


def cases(name: str) -> list[dict[str, Any]]:
    loaded: list[dict[str, Any]] = yaml.safe_load((CASES / name).read_text(encoding="utf-8"))["cases"]
    return loaded


@pytest.mark.parametrize("case", cases("data_cells.yaml"), ids=lambda case: case["why"])
def test_a_cell_names_these_categories(case: dict[str, Any]) -> None:
    cell = read_data_cell(case["cell"], case.get("service", ""), case.get("language", "nl"))
    assert list(cell.categories) == case.get("categories", [])
    assert [list(item) for item in cell.unclear] == case.get("unclear", [])


def test_no_little_word_is_taken_for_true_or_false() -> None:
    data = yaml.safe_load(files("pdscan.register.statement").joinpath("words.yaml").read_text(encoding="utf-8"))
    assert [word for words in data.values() for word in words if not isinstance(word, str)] == []


@pytest.mark.parametrize("case", cases("retentions.yaml"), ids=lambda case: case["text"])
def test_a_retention_reads_so(case: dict[str, Any]) -> None:
    reading = parse(case["text"])
    assert [reading.kind, *filter(None, [reading.length])] == case["reads"]
    assert reading.why == case.get("unclear")


def test_the_mapping_keeps_the_words_and_tells_how_sure_it_is() -> None:
    text = "Naam, e-mailadres van uw organisatie, gespreksoptnames, noodadres, Telefoonnumer, BSN of soortgelijk nummer"
    assert [(mapped.text, mapped.category, mapped.certainty) for mapped in read_data_cell(text).mapped] == [
        ("Naam", "person_name", 1.0),
        ("e-mailadres van uw organisatie", "email", 0.9),
        ("gespreksoptnames", "call_recordings", 0.9),
        ("noodadres", "address", 0.8),
        ("Telefoonnumer", "phone", 0.7),
        ("BSN of soortgelijk nummer", "bsn", 0.9),
    ]


@pytest.mark.parametrize(
    ("text", "kind", "reason", "why"),
    [
        ("Uitvoering overeenkomst", "contract", "", None),
        ("Gerechtvaardigd belang", "legitimate_interest", "", None),
        (
            "Gerechtigd belang. Training, en bewijs van de overeenkomst.",
            "legitimate_interest",
            "Training, en bewijs van de overeenkomst.",
            None,
        ),
        ("Legitimate interest (fraud prevention)", "legitimate_interest", "fraud prevention", None),
        ("Gerechtvaardigd belang – voorkomen van fraude", "legitimate_interest", "voorkomen van fraude", None),
        ("Wettelijke verplichting: belastingwet", "legal_obligation", "belastingwet", None),
        ("Legal obligation (Art. 6(1)(c) GDPR)", "legal_obligation", "", None),
        ("AVG artikel 6 lid 1 sub a", "consent", "", None),
        ("Art. 6.1.e", "public_task", "", None),
        ("Vital interests", "vital_interest", "", None),
        ("Voor uw gemak: toestemming", "consent", "toestemming", None),
        ("Toestemming of uitvoering overeenkomst", None, "", "more than one legal ground"),
        ("Omdat het kan", None, "", "no known legal ground"),
        ("  ", None, "", None),
    ],
)
def test_a_ground_reads_so(text: str, kind: str | None, reason: str, why: str | None) -> None:
    ground, doubt = read_ground(text)
    assert (ground.kind, ground.text, ground.reason, doubt) == (kind, text, reason, why)


@pytest.mark.parametrize(
    ("text", "role", "why"),
    [
        ("De Linde B.V.", "controller", None),
        ("de linde", "controller", None),
        ("Wij", "controller", None),
        ("Verwerkingsverantwoordelijke", "controller", None),
        ("Opdrachtgevende partij", "processor", None),
        ("Klant", "processor", None),
        ("De Linde in opdracht van de klant", "processor", None),
        ("De Linde en de klant", None, "more than one party"),
        ("De Linde en de klant gezamenlijk", None, "more than one party"),
        ("Stichting Elders", None, "an unknown party"),
        ("", None, None),
    ],
)
def test_who_answers_is_told_by_name_or_by_word(text: str, role: str | None, why: str | None) -> None:
    assert Parties("De Linde BV").role(text) == (role, why)


def test_the_organisation_is_the_one_that_the_prose_speaks_of() -> None:
    named = ["Elders NV", "Elders NV", "De Linde BV", "Klant"]
    assert Parties.of(named, ["De Linde doet dit.", "De Linde doet dat."]).organisation == "De Linde BV"
    assert Parties.of(named, []).organisation == "Elders NV"
    assert Parties.of(["Elders NV", "De Linde BV"], []).organisation is None
    assert Parties.of(["Klant", ""], ["Niets."]).organisation is None


def test_a_sentence_may_say_who_answers_for_everything() -> None:
    claim = "De Linde BV is verantwoordelijk voor uw gegevens."
    parties = Parties.of(["", ""], ["Welkom. " + claim, "Wij zijn verantwoordelijk voor het weer."])
    assert (parties.organisation, parties.claim) == ("De Linde BV", claim)
    assert parties.role("") == ("controller", None)
    assert Parties.of([""], ["De Linde BV is verantwoordelijk voor het weer."]) == Parties(None)
