"""The categories, what covers what, and the words for them."""

from __future__ import annotations

import re
from importlib.metadata import entry_points
from pathlib import Path
from typing import Any

import pytest
import yaml

from pdscan.model import Severity
from pdscan.vocabulary import CATEGORIES, GROUNDS, broader_of, category_of, covers, entity_title, ground_title, title
from pdscan.vocabulary.data import read_data
from pdscan.vocabulary.lexicon import compact
from pdscan.vocabulary.phrases import collective, data_lexicon

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "register" / "coverage.yaml").read_text(encoding="utf-8")
)["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['entity']} {case.get('attributes', '')}")
def test_a_find_is_covered_by(case: dict[str, Any]) -> None:
    category = category_of(case["entity"], case.get("attributes", {}))
    assert [name for name in case["covered_by"] if not covers([name], category)] == []
    assert [name for name in case["not_by"] if covers([name], category)] == []
    assert covers([*case["not_by"], case["covered_by"][0]], category)
    assert not covers([], category)


@pytest.mark.parametrize("category", CATEGORIES.values(), ids=lambda category: category.id)
def test_every_category_is_complete(category: Any) -> None:
    assert set(category.titles) == {"nl", "en"}
    assert all(category.titles.values())
    assert isinstance(category.sensitivity, Severity)
    assert re.fullmatch(r"https://w3id\.org/dpv/pd#[A-Z][A-Za-z]+", category.dpv)
    assert category.definition.endswith(".")
    assert set(category.requires_ground) <= set(GROUNDS)
    assert {*category.broader, *category.includes, *category.may_be} <= set(CATEGORIES)
    assert category.id not in broader_of(category.id) - {category.id}
    assert all(category.id in broader_of(kind) for kind in category.may_be) or category.id in ("dns_data", "postcode")


def test_categories_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CATEGORIES["bsn"] = CATEGORIES["email"]  # type: ignore[index]


def test_only_the_bsn_asks_for_a_ground() -> None:
    asking = {category.id: category.requires_ground for category in CATEGORIES.values() if category.requires_ground}
    assert asking == {"bsn": ("legal_obligation",)}


def test_every_detector_has_a_category_and_titles() -> None:
    for entity in (point.name for point in entry_points(group="pdscan.detectors")):
        category = category_of(entity)
        assert category in CATEGORIES
        assert entity_title(entity, "nl") != entity or entity in ("postcode",)
        assert entity_title(entity, "en")


def test_titles_are_in_the_language_asked_for() -> None:
    assert (title("vat_number", "nl"), title("vat_number", "en")) == ("btw-nummer", "VAT number")
    assert (entity_title("mrz", "nl"), entity_title("mrz", "en")) == (
        "machineleesbare zone (MRZ)",
        "machine-readable zone (MRZ)",
    )
    assert (ground_title("public_task", "nl"), ground_title("public_task", "en")) == (
        "taak van algemeen belang",
        "public task",
    )
    assert title("eigen_ding", "nl") == entity_title("eigen_ding", "nl") == "eigen_ding"


def test_odd_attributes_do_no_harm() -> None:
    assert category_of("id_document_number", {"kind": ["passport"]}) == "id_document_number"
    assert category_of("phone", {"kind": None}) == "phone"


def test_every_category_has_its_phrases_in_both_languages() -> None:
    phrases = read_data("phrases.yaml")
    assert set(phrases) == set(CATEGORIES)
    for facts in phrases.values():
        assert facts["nl"]
        assert facts["en"]
    assert collective() < set(CATEGORIES)


def test_every_title_means_its_own_category() -> None:
    strange = {}
    for category in CATEGORIES.values():
        for language, name in category.titles.items():
            meant = {hit.meaning for hit in data_lexicon().find(re.sub(r" \(.*\)", "", name))}
            if category.id not in meant:
                strange[category.id, language] = name
    assert strange == {}


def test_no_phrase_means_two_things_by_accident() -> None:
    meanings: dict[str, set[str]] = {}
    for category, facts in read_data("phrases.yaml").items():
        for phrase in (*facts["nl"], *facts["en"]):
            meanings.setdefault(compact(phrase), set()).add(category)
    double = {phrase: sorted(found) for phrase, found in meanings.items() if len(found) > 1}
    assert double == {
        "naw": ["address", "person_name"],
        "nawgegevens": ["address", "person_name"],
        "nawtegegevens": ["address", "email", "person_name", "phone"],
    }
