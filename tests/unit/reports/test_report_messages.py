"""Dutch and English say the same things, and the template says nothing by itself."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path
from string import Formatter

import pytest
import yaml

import pdscan_reports
from pdscan.model import SKIP_REASONS, Kind, Severity, State
from pdscan.register.rules import RULES
from pdscan_reports.html.page import GLOSSARY
from pdscan_reports.wording import LANGUAGES, Words

PACKAGE = Path(pdscan_reports.__file__).parent
TEMPLATES = sorted(PACKAGE.glob("html/*.j2"))


def places(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_both_catalogues_have_the_same_keys_with_the_same_places():
    nl, en = Words.of("nl").messages, Words.of("en").messages
    assert set(nl) == set(en)
    assert {key: places(nl[key]) for key in nl} == {key: places(en[key]) for key in en}


def test_no_message_is_empty_or_left_in_the_other_language():
    nl, en = Words.of("nl").messages, Words.of("en").messages
    assert all(isinstance(text, str) and text.strip() for text in (*nl.values(), *en.values()))
    long = [key for key in nl if nl[key] == en[key] and len(nl[key].split()) > 3]
    assert [key for key in long if "{" not in nl[key]] == []


def test_a_plural_has_both_forms():
    keys = set(Words.of("nl").messages)
    singular = {key.removesuffix(".one") for key in keys if key.endswith(".one")}
    assert singular == {key.removesuffix(".other") for key in keys if key.endswith(".other")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_known_word_of_the_model_has_a_message(language):
    words = Words.of(language)
    wanted = [f"kind.{kind.value}.{part}" for kind in Kind for part in ("title", "sentence", "group", "rows", "advice")]
    wanted += [f"kind.{kind.value}.silence" for kind in Kind]
    wanted += [f"state.{state.value}" for state in State] + [f"severity.{severity.value}" for severity in Severity]
    wanted += [f"severity.heading.{severity.value}" for severity in Severity]
    wanted += [f"reason.{reason}" for reason in SKIP_REASONS]
    wanted += [f"lint.{rule}" for rule in RULES]
    wanted += [f"glossary.{term}.{part}" for term in GLOSSARY for part in ("term", "meaning")]
    assert [key for key in wanted if not words.has(key)] == []


def test_every_message_is_used():
    source = "\n".join(path.read_text() for path in (*PACKAGE.rglob("*.py"), *TEMPLATES))
    literal = set(re.findall(r"""["']([a-z_]+(?:\.[a-z_]+)*)["']""", source))
    built = (
        "kind.",
        "because.",
        "reason.",
        "lint.",
        "glossary.",
        "state.",
        "severity.",
        "role.",
        "ground.",
        "decision.",
    )
    built += ("picture.heat.sign.",)
    keys = {re.sub(r"\.(one|other)$", "", key) for key in Words.of("en").messages}
    unused = {key for key in keys if key not in literal and not key.startswith(built)}
    assert unused - {"span.years", "span.months", "span.weeks", "span.days"} == set()


def test_catalogues_are_yaml_without_surprises():
    for language in LANGUAGES:
        tree = yaml.safe_load((PACKAGE / "messages" / f"{language}.yaml").read_text())
        assert all(isinstance(key, str) for key in tree)


class Prose(HTMLParser):
    """Collects the text and the readable attributes of a template whose expressions have been taken out."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in ("aria-label", "title", "alt", "placeholder")]


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda path: path.name)
def test_the_template_has_no_prose_of_its_own(template):
    source = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", template.read_text(), flags=re.DOTALL)
    parser = Prose()
    parser.feed(source)
    words = {word for text in parser.found for word in re.findall(r"[^\W\d_]{2,}", text)}
    assert words == {"pdscan"} if template.name == "report.html.j2" else words == set()


def test_a_language_without_a_catalogue_gets_english():
    assert Words.of("fr").language == "en"
    assert Words.of("nl_BE").language == "nl"
    assert Words.of("NL").language == "nl"


def test_numbers_and_dates_follow_the_language():
    from datetime import UTC, date, datetime

    nl, en = Words.of("nl"), Words.of("en")
    assert (nl.number(1_234_567), en.number(1_234_567)) == ("1.234.567", "1,234,567")
    assert (nl.day(date(2018, 6, 3)), en.day(date(2018, 6, 3))) == ("3 juni 2018", "3 June 2018")
    assert (nl.day(None), en.short_day(None)) == ("–", "–")
    moment = datetime(2026, 11, 1, 4, 5, tzinfo=UTC)
    assert (nl.moment(moment), en.moment(moment)) == ("1 november 2026 om 04:05 UTC", "1 November 2026 at 04:05 UTC")
    assert (nl.count("places", 0), en.count("places", 0)) == ("0 vindplaatsen", "0 places")
    assert nl.listed([]) == "–"


def test_a_span_counts_calendar_years_and_months_then_days():
    from datetime import date

    en = Words.of("en")
    assert en.span(date(2024, 2, 29), date(2025, 2, 28)) == "1 year"
    assert en.span(date(2024, 1, 31), date(2024, 2, 29)) == "1 month"
    assert en.span(date(2024, 1, 1), date(2024, 1, 2)) == "1 day"
    assert en.span(date(2024, 1, 2), date(2024, 1, 1)) == "0 days"
