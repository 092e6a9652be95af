"""Text that scanned systems control comes out harmless in all six formats, in every place where it is shown."""

from __future__ import annotations

import csv
import io
import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from pathlib import Path

import pytest
import yaml

from pdscan.model import Ages, Coverage, Discrepancy, Finding, Kind, Location, Severity, Skipped
from pdscan.register import Entry, Ground, LintResult, Register, Responsible, Retention, Source, Statement, Unclear
from pdscan_reports.visible import visible

ATTACKS = yaml.safe_load(Path(__file__).with_name("attacks.yaml").read_text(encoding="utf-8"))
UNDECODABLE = {"why": "a file name that is no UTF-8", "text": "caf\udce9.csv", "shown": "caf\\xe9.csv"}
CASES = [pytest.param(case["text"], case["shown"], id=case["why"]) for case in [*ATTACKS, UNDECODABLE]]
CONTROLS = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\uffff]")
RICH_STYLE = re.compile(r"\x1b\[(?:\d+(?:;\d+)*)?m")


def attacked(views, text):
    """A view with the text in every field that a scanned system, or a stranger's statement, can fill."""
    place = Location(text, text, text, text)
    day = date(2020, 1, 1)
    ages = Ages(days={day: 3, date(2026, 1, 1): 2})
    entry = Entry(
        "e-1",
        text,
        text,
        ("bsn",),
        Retention("length", "P1Y", text),
        Responsible(None, text),
        Ground(None, text),
        Source(7),
    )
    findings = (
        Finding(
            location=place,
            entity="bsn",
            category="bsn",
            count=5,
            possible=2,
            confidence=0.9,
            examples=(text,),
            reasons=(text,),
            attributes={"kind": text},
            ages=ages,
        ),
        Finding(location=place, entity=text, category=text, count=1, confidence=0.9),
    )
    late = {"limit": date(2025, 11, 2), "oldest": day, "overdue": 2132}
    common = {"severity": Severity.HIGH, "service": text, "entry": "e-1", "count": 3, "explanation": text}
    discrepancies = tuple(
        Discrepancy(id=f"d-{kind.value}", kind=kind, location=where, entity=entity, category=entity, **common, **late)
        for kind in Kind
        for where, entity in [(None, None) if kind is Kind.NOT_COVERED else (place, "bsn")]
    )
    worded = {"text": {"nl": text, "en": text}, "advice": {"nl": text, "en": text}, "entities": [text]}
    discrepancies += (
        Discrepancy(id=text, kind=Kind.UNASSIGNED, location=place, arguments=worded, decision=text, **common),
        Discrepancy(id="d-other", kind=Kind.UNDECLARED, location=place, entity=text, category=text, **common),
    )
    view = views.report_view()
    scan = replace(
        view.scan,
        findings=findings,
        skipped=(Skipped(place, "damaged", text), Skipped(place, text, text)),
        coverage=(Coverage(system=text, units=3, read=2, skipped=1, complete=False),),
    )
    return replace(
        view,
        scan=scan,
        discrepancies=discrepancies,
        register=Register(Statement(text, day, text), (entry,), unclear=(Unclear(1, text, text),)),
        lint=(LintResult(text, "high", text, "e-1", 3),),
        services={str(place): text},
    )


def loaded(written, name, view):
    return json.loads(written(name, view))


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_what_a_person_reads_instead(text, shown):
    assert visible(text) == shown


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("text", "shown"), CASES)
def test_text(views, written, text, shown, language):
    output = written("text", replace(attacked(views, text), width=400, language=language))
    assert not CONTROLS.search(output)
    assert f"  {shown}\n" in output
    output.encode("utf-8")


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_text_in_colour_has_no_escapes_but_its_own_colours(views, written, text, shown):
    output = written("text", replace(attacked(views, text), width=400, color=True))
    assert "\x1b[1;31m" in output
    assert "\x1b[31m" not in output
    assert not CONTROLS.search(RICH_STYLE.sub("", output))
    assert shown in RICH_STYLE.sub("", output)


class Page(HTMLParser):
    """Which elements and attributes a browser would see, and the text between them."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.addresses: list[str] = []
        self.text: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.addresses += [value or "" for name, value in attrs if name in ("href", "src", "action")]

    def handle_data(self, data):
        self.text.append(data)


@pytest.mark.parametrize("language", ["nl", "en"])
@pytest.mark.parametrize(("text", "shown"), CASES)
def test_html(views, written, text, shown, language):
    output = written("html", attacked(replaced_language(views, language), text))
    page = Page()
    page.feed(output)
    assert not page.tags & {"script", "img", "iframe", "object", "embed", "form", "input", "base", "b-"}
    assert not {name for name in page.attributes if name.startswith("on")} | (page.attributes & {"style", "src"})
    assert all(address.startswith(("#", "data:image/svg+xml,")) for address in page.addresses)
    assert not CONTROLS.search(output)
    assert shown in page.text
    assert output.count("</style>") == 1
    assert output.count("<title>") == 1
    output.encode("utf-8")


def replaced_language(views, language):
    """The views module, but with every view in that language."""

    class InLanguage:
        @staticmethod
        def report_view():
            return views.report_view(language)

    return InLanguage


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_csv(views, written, text, shown):
    output = written("csv", attacked(views, text))
    output.encode("utf-8")
    table = list(csv.reader(io.StringIO(output, newline=""), strict=True))
    assert len(table) == 1 + 11 + 2 + 2 + 1
    assert len({len(row) for row in table}) == 1
    cells = [cell for row in table for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))]
    assert not CONTROLS.search(output.replace("\r\n", ""))
    assert shown in cells or f"'{shown}" in cells


@pytest.mark.parametrize("name", ["json", "ndjson"])
@pytest.mark.parametrize(("text", "shown"), CASES)
def test_json_brings_the_name_back_exactly_and_prints_nothing_harmful(views, written, text, shown, name):
    output = written(name, attacked(views, text))
    output.encode("utf-8")
    assert not CONTROLS.search(output)
    objects = [json.loads(line) for line in output.splitlines()] if name == "ndjson" else json.loads(output)["findings"]
    finding = objects[0]
    assert (finding["system"], finding["item"], finding["examples"], finding["service"]) == (text, text, [text], text)


@pytest.mark.parametrize(("text", "shown"), CASES)
def test_sarif(views, written, text, shown):
    output = written("sarif", attacked(views, text))
    output.encode("utf-8")
    assert not CONTROLS.search(output)
    results = json.loads(output)["runs"][0]["results"]
    uris = {each["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for each in results}
    assert all(re.fullmatch(r"[A-Za-z0-9%._~!/-]+", uri) and not uri.startswith("/") for uri in uris)
    message = next(each for each in results if each["ruleId"] == "unassigned" and each["properties"]["text"])["message"]
    assert re.sub(r"\{\{|\}\}", "", message["text"]).count("{") == 0
    assert "](" not in message["text"]


@pytest.mark.parametrize("name", ["text", "html", "csv"])
def test_a_very_long_name_is_shortened_in_the_middle(views, written, name):
    output = written(name, attacked(views, "begin" + "x" * 40_000 + "einde"))
    assert "begin" in output
    assert "einde" in output
    assert max(len(run) for run in re.findall("x+", output)) < 33_000
    assert name == "csv" or len(output) < 200_000
