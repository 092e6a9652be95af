"""The two pictures: their numbers, and an SVG that is safe, themed and always the same."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from importlib.resources import files
from xml.etree import ElementTree

import pytest

from pdscan.model import Ages, Finding, Location, Severity
from pdscan_reports.html.ages import age_chart, aged_places
from pdscan_reports.html.heatmap import cells, drawn, heatmap
from pdscan_reports.html.svg import PALETTE
from pdscan_reports.wording import Words

EN = Words.of("en")


def test_cells_count_by_category_and_system(views):
    numbers = cells(views.report_view())
    assert numbers.systems == ("crm", "share", "mail")
    assert numbers.categories[:3] == ("usage_data", "bank_account", "email")
    assert numbers.counts["bank_account", "crm"] == 23480 + 97
    assert numbers.counts["bank_account", "share"] == 2011 + 5
    assert ("drivers_licence", "share") not in numbers.counts


def test_a_cell_bears_the_worst_discrepancy_that_stands_there(views):
    numbers = cells(views.report_view())
    assert numbers.worst["bsn", "crm"] is Severity.HIGH
    assert numbers.worst["email", "crm"] is Severity.MEDIUM
    assert numbers.worst["license_plate", "mail"] is Severity.LOW
    assert ("vat_number", "crm") not in numbers.worst


def test_the_map_is_cut_where_there_are_too_many_systems_and_categories(views):
    view = views.report_view()
    findings = tuple(
        Finding(
            location=Location(f"system-{number:02}", "t"),
            entity="bsn",
            category=f"category-{number:02}",
            count=1 + number,
            confidence=0.9,
        )
        for number in range(40)
    )
    numbers = cells(replace(view, scan=replace(view.scan, findings=findings), discrepancies=()))
    assert len(numbers.systems) == 40
    assert drawn(numbers) == (8, 24)
    svg = heatmap(numbers, EN)
    assert "system-39" in svg
    assert "system-31" not in svg


def test_ages_agree_with_the_discrepancies(views):
    view = views.report_view()
    places = aged_places(view)
    assert [(aged.discrepancy.id, aged.late, aged.kept, aged.ongoing, aged.by_end) for aged in places] == [
        ("d-06f6", 123354, 60956, 0, False),
        ("d-07a7", 123160, 60862, 0, False),
        ("d-01a1", 390, 0, 810, True),
        ("d-08b8", 1, 0, 0, False),
    ]
    assert all(aged.late == aged.discrepancy.count for aged in places)


def test_the_last_allowed_day_is_still_allowed(views):
    view = views.report_view()
    discrepancy = view.discrepancies[5]
    days = {date(2026, 5, 1): 2, date(2026, 5, 2): 3, date(1969, 12, 31): 5, date(2030, 1, 1): 7}
    finding = replace(view.findings[16], ages=Ages(days=days))
    (aged,) = aged_places(replace(view, scan=replace(view.scan, findings=(finding,)), discrepancies=(discrepancy,)))
    assert (aged.late, aged.kept) == (2, 10)
    assert "2 of 12 too old" in age_chart((aged,), view.as_of, EN)


def test_a_place_without_ages_is_not_drawn(views):
    view = views.report_view()
    finding = replace(view.findings[16], ages=Ages(undated=4))
    assert aged_places(replace(view, scan=replace(view.scan, findings=(finding,)))) == ()


def pictures(views, language="en"):
    view, words = views.report_view(language), Words.of(language)
    return heatmap(cells(view), words), age_chart(aged_places(view), view.as_of, words)


@pytest.mark.parametrize("which", [0, 1], ids=["heat", "ages"])
def test_a_picture_is_the_same_every_time(views, which):
    assert pictures(views)[which] == pictures(views)[which]


@pytest.mark.parametrize("which", [0, 1], ids=["heat", "ages"])
def test_a_picture_is_named_and_described_and_holds_no_style_or_script(views, which):
    svg = pictures(views)[which]
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    title, description = root[0], root[1]
    assert [title.tag, description.tag] == ["title", "desc"]
    assert root.get("aria-labelledby") == f"{title.get('id')} {description.get('id')}"
    assert title.text
    assert "table below" in (description.text or "")
    tags = {element.tag for element in root.iter()}
    assert not tags & {"style", "script", "metadata", "foreignObject", "image"}
    assert not [element for element in root.iter() if "style" in element.attrib]
    assert not re.search(r"\d{4}-\d\d-\d\dT", svg)


def test_ids_of_the_two_pictures_never_meet(views):
    first, second = (set(re.findall(r'id="([^"]+)"', svg)) for svg in pictures(views))
    assert first
    assert second
    assert not first & second


def test_every_reference_leads_to_an_id(views):
    for svg in pictures(views):
        identities = set(re.findall(r'id="([^"]+)"', svg))
        assert set(re.findall(r"url\(#([^)]+)\)", svg)) | set(re.findall(r'href="#([^"]+)"', svg)) <= identities


def test_every_colour_is_the_themes(views):
    for svg in pictures(views):
        colours = set(re.findall(r"#[0-9a-f]{6}", svg))
        assert colours <= set(PALETTE.values())
    assert len(set(PALETTE.values())) == len(PALETTE)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def themes() -> dict[str, dict[str, str]]:
    """The custom properties of the style sheet that are colours, by theme."""
    sheet = files("pdscan_reports").joinpath("html", "style.css").read_text(encoding="utf-8")
    blocks = re.findall(r":root \{(.*?)\}", sheet, re.DOTALL)
    found = [dict(re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{6})", block)) for block in blocks]
    return {"light": found[0], "dark": found[0] | found[1], "print": found[0] | found[2]}


TEXT_ON_GROUND = [
    *(("ink", ground) for ground in ("ground", "paper", "sunk", "empty", "medium-ground", "good-ground")),
    *(("muted", ground) for ground in ("ground", "paper", "sunk")),
    *(("link", ground) for ground in ("ground", "paper", "medium-ground", "good-ground")),
    *((name, f"{name}-ground") for name in ("high", "medium", "low", "good")),
    *((name, ground) for name in ("high", "medium", "low") for ground in ("ground", "paper")),
    *(("band-ink", "band"), ("band-muted", "band"), ("accent", "paper")),
    *(("onheat12", "heat1"), ("onheat12", "heat2"), ("onheat3", "heat3"), ("onheat45", "heat4"), ("onheat45", "heat5")),
]
SHAPE_ON_GROUND = [("late", "paper"), ("kept", "paper"), ("ink", "paper"), ("accent", "ground")]


@pytest.mark.parametrize("theme", ["light", "dark", "print"])
def test_text_and_shapes_have_enough_contrast(theme):
    colours = themes()[theme]
    faint = {pair: round(contrast(colours[pair[0]], colours[pair[1]]), 2) for pair in TEXT_ON_GROUND}
    assert {pair: value for pair, value in faint.items() if value < 4.5} == {}
    assert [pair for pair in SHAPE_ON_GROUND if contrast(colours[pair[0]], colours[pair[1]]) < 3] == []


@pytest.mark.parametrize("theme", ["light", "print"])
def test_the_style_sheet_and_the_charts_agree_on_their_colours(theme):
    colours = themes()[theme]
    names = ("heat1", "heat2", "heat3", "heat4", "heat5", "empty", "late", "kept", "hatch", "ink", "muted")
    assert {name: colours[name] for name in names} == {name: PALETTE[name] for name in names}


def test_every_colour_of_the_charts_has_its_class_in_the_style_sheet(views):
    sheet = files("pdscan_reports").joinpath("html", "style.css").read_text(encoding="utf-8")
    used = {name for svg in pictures(views) for value in re.findall(r'class="([^"]+)"', svg) for name in value.split()}
    classes = {name for name in used if name.startswith(("fill-", "stroke-"))}
    assert len(classes) > 10
    assert [name for name in classes if f".{name}" not in sheet] == []
