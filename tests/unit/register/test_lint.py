"""Lint: what a regulator would ask, rule by rule."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from pdscan.register import (
    Asked,
    Entry,
    Ground,
    Mapped,
    Register,
    Responsible,
    Retention,
    Source,
    Statement,
    Unclear,
    import_statement,
    lint,
)
from pdscan.register.rules import RULES, why_in_words

TODAY = date(2026, 11, 24)
CLEAN = Statement("verklaring.txt", date(2026, 1, 1))


def entry(name: str = "web-1", **changes: Any) -> Entry:
    """A row that nobody would ask about."""
    clean = Entry(
        id=name,
        service="Web",
        data="Naam",
        categories=("person_name",),
        retention=Retention("length", "P1Y", "1 jaar"),
        responsible=Responsible("controller", "Wij"),
        ground=Ground("contract", "Overeenkomst"),
        source=Source(7),
    )
    return replace(clean, **changes)


def found(*entries: Entry, today: date = TODAY, **changes: Any) -> list[tuple[str, str, str | None, int | None]]:
    register = Register(**({"statement": CLEAN, "entries": entries} | changes))
    return [(result.rule, result.severity, result.entry, result.line) for result in lint(register, today)]


def test_a_ground_without_words_goes_by_its_name() -> None:
    bare = entry(categories=("bsn",), ground=Ground("consent", ""))
    (result,) = lint(Register(statement=CLEAN, entries=(bare,)), TODAY)
    assert "on the ground “consent”" in result.message
    (result,) = lint(Register(statement=CLEAN, entries=(bare,)), TODAY, "nl")
    assert "op de grond “toestemming”" in result.message


def test_webcircuit(statement_file: Callable[[str], Path]) -> None:
    results = lint(import_statement(statement_file("txt")), TODAY)
    assert [(result.rule, result.severity, result.entry) for result in results] == [
        ("bsn-without-legal-obligation", "high", "domeinen-2"),
        ("id-copy-kept", "high", "domeinen-2"),
        ("retention-undetermined", "medium", "voip-en-mobiel-2"),
        ("declared-twice", "medium", "hosting-1"),
        ("declared-twice", "medium", "hosting-3"),
        ("statement-outdated", "medium", None),
        ("asked-without-entry", "high", None),
        ("spelling", "low", "algemeen-6"),
        ("spelling", "low", "voip-en-mobiel-2"),
        ("spelling", "low", "website-en-smartphone-applicaties-1"),
    ]


def test_a_clean_register_gives_nothing() -> None:
    assert found(entry()) == []


@pytest.mark.parametrize(
    ("changes", "rule", "severity"),
    [
        ({"categories": ("bsn",)}, "bsn-without-legal-obligation", "high"),
        ({"categories": ("identity_card_copy",), "data": "Kopie ID-kaart"}, "id-copy-kept", "high"),
        ({"retention": Retention("undetermined", None, "lang")}, "retention-undetermined", "medium"),
        ({"retention": Retention("undetermined")}, "retention-undetermined", "medium"),
        ({"ground": Ground(None)}, "missing-ground", "high"),
        ({"ground": Ground(None, "Omdat het kan")}, "missing-ground", "high"),
        ({"responsible": Responsible(None)}, "missing-responsible", "medium"),
        ({"responsible": Responsible(None, "Elders")}, "missing-responsible", "medium"),
        ({"ground": Ground("legitimate_interest", "Belang")}, "interest-without-reason", "medium"),
        ({"categories": ()}, "unmapped-data", "medium"),
        ({"data": "Gespreksoptnames"}, "spelling", "low"),
        ({"ground": Ground("legitimate_interest", "Gerechtigd belang", "Omdat")}, "spelling", "low"),
        ({"mapped": (Mapped("Telefoonnumer", "phone", 0.7),)}, "spelling", "low"),
        ({"categories": ("emial",)}, "spelling", "low"),
    ],
)
def test_each_rule_sees_its_fault(changes: dict[str, Any], rule: str, severity: str) -> None:
    assert found(entry(**changes)) == [(rule, severity, "web-1", 7)]


@pytest.mark.parametrize(
    "changes",
    [
        {"categories": ("bsn",), "ground": Ground("legal_obligation", "Wet")},
        {"categories": ("passport_copy",), "data": "Kopie paspoort, BSN afgedekt"},
        {"ground": Ground("legitimate_interest", "Belang", "Fraude voorkomen")},
        {"categories": ("loyalty_points",)},
        {"mapped": (Mapped("identiteitskaart", "identity_card_copy", 0.9),)},
    ],
)
def test_and_is_content_without_it(changes: dict[str, Any]) -> None:
    assert found(entry(**changes)) == []


@pytest.mark.parametrize(
    ("dated", "today", "results"),
    [
        (date(2024, 11, 24), TODAY, []),
        (date(2024, 11, 23), TODAY, [("statement-outdated", "medium", None, None)]),
        (date(2024, 2, 29), date(2026, 2, 28), []),
        (date(2024, 2, 29), date(2026, 3, 1), [("statement-outdated", "medium", None, None)]),
        (None, TODAY, [("statement-outdated", "low", None, None)]),
    ],
)
def test_a_statement_is_outdated_after_two_years(dated: date | None, today: date, results: list[object]) -> None:
    assert found(entry(), today=today, statement=Statement("verklaring.txt", dated)) == results


@pytest.mark.parametrize(
    ("one", "two", "twice"),
    [
        # The same words that say whose data it is, for another service.
        ({"data": "Contactgegevens domeineigenaar"}, {"data": "Contactgegevens van de domeineigenaar"}, True),
        ({"data": "Naam"}, {"data": "Naam"}, False),
        ({"data": "Contactgegevens domeineigenaar"}, {"data": "Contactgegevens sleutelhouder"}, False),
        # The same thing as one of several.
        (
            {"mapped": (Mapped("naam van de huurder", "person_name", 0.9),)},
            {"data": "x", "mapped": (Mapped("Naam huurder", "person_name", 0.9), Mapped("IBAN", "bank_account"))},
            True,
        ),
    ],
)
def test_the_same_data_for_two_services(one: dict[str, Any], two: dict[str, Any], twice: bool) -> None:
    other = {"service": "Mail", "ground": Ground("consent", "Toestemming")}
    results = found(entry(**one), entry("mail-1", **other, **two))
    assert results == ([("declared-twice", "medium", "mail-1", 7)] if twice else [])


@pytest.mark.parametrize(
    ("changes", "twice"),
    [
        ({"retention": Retention("length", "P2Y", "2 jaar")}, True),
        ({"retention": Retention("length", "P1Y", "één jaar")}, False),
        ({"responsible": Responsible("processor", "Klant")}, True),
        ({"ground": Ground("consent", "Toestemming")}, True),
        ({"ground": Ground("consent", "Toestemming"), "categories": ("email",)}, False),
        ({"ground": Ground("consent", "Toestemming"), "service": "Mail"}, False),
    ],
)
def test_the_same_category_twice_for_one_service(changes: dict[str, Any], twice: bool) -> None:
    results = found(entry(), entry("web-2", **changes))
    assert results == ([("declared-twice", "medium", "web-2", 7)] if twice else [])


def test_what_differs_is_named_in_both_languages() -> None:
    other = entry(
        "web-2",
        retention=Retention("end_of_service"),
        responsible=Responsible("processor", "Klant"),
        ground=Ground("consent", "Ja"),
        mapped=(Mapped("Naam", "person_name"),),
    )
    register = Register(CLEAN, (entry(), other))
    english, dutch = (lint(register, TODAY, language)[0].message for language in ("en", "nl"))
    assert english.startswith("“Naam” stands in web-1 too, with another retention, responsible party and ground.")
    assert dutch.startswith("“Naam” staat ook in web-1, met een andere bewaartermijn, verantwoordelijke en grond.")


def test_what_is_asked_for_must_stand_in_a_row() -> None:
    asked = (
        Asked("uw naam", "person_name", Source(3)),
        Asked("uw IBAN", "bank_account", Source(4)),
        Asked("kopie paspoort", "passport_copy", Source(5)),
    )
    kept = entry("web-2", categories=("passport_copy",), data="Kopie paspoort, BSN afgedekt")
    assert found(entry(), kept, asked=asked) == [
        ("asked-without-entry", "medium", None, 4),
        ("asked-without-entry", "high", None, 5),
    ]
    requests = replace(kept, service="Inzageverzoeken")
    assert found(entry(), requests, asked=asked[2:]) == []


def test_what_was_not_mapped_is_told_with_its_row() -> None:
    unclear = (
        Unclear(7, "schoenmaat", "no category fits"),
        Unclear(9, "boekmaat", "no category fits"),
        Unclear(7, "altijd", "no length and no event"),
    )
    assert found(entry(categories=()), unclear=unclear) == [
        ("unmapped-data", "medium", "web-1", 7),
        ("unmapped-data", "medium", None, 9),
    ]


def test_every_rule_has_its_message_in_both_languages(statement_file: Callable[[str], Path]) -> None:
    register = import_statement(statement_file("txt"))
    for language in ("nl", "en"):
        for result in lint(register, TODAY, language):
            assert result.rule in RULES
            assert "{" not in result.message
    assert lint(register, TODAY, "nl")[2].message.startswith("De bewaartermijn “Afhankelijk van de gebruiker”")
    assert len(RULES) == 11


def test_every_doubt_of_an_import_has_its_dutch_words() -> None:
    from pdscan.register.statement import data_cell, ground_cell, importer, parties, retention, tables

    modules = (data_cell, ground_cell, importer, parties, retention, tables)
    doubts = {
        value for module in modules for name, value in vars(module).items() if name.isupper() and isinstance(value, str)
    }
    assert len(doubts) == 22
    assert [doubt for doubt in sorted(doubts) if why_in_words(doubt, "nl") == doubt] == []
