"""The HTML report in a real browser: accessible, offline, at every width, in both themes and on paper.

Needs Chromium (Debian: `apt-get install chromium`) and, for the paper, poppler-utils: `make test` installs both.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import ModuleType
from typing import Any

import axe_core_python.sync_playwright as axe_module
import playwright.sync_api as sync_api
import pytest

from pdscan_reports.html import REPORT

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

DESK, PHONE, ZOOMED = (1280, 900), (390, 844), (640, 450)
"""The last is a desk at 200 %, as the browser lays it out."""

STATES = [
    pytest.param(name, language, scheme, size, id=f"{name}-{language}-{scheme}-{size[0]}")
    for name, language, scheme, size in (
        ("full", "nl", "light", DESK),
        ("full", "en", "light", DESK),
        ("full", "nl", "dark", DESK),
        ("full", "en", "dark", DESK),
        ("full", "nl", "light", PHONE),
        ("full", "en", "dark", PHONE),
        ("full", "nl", "light", ZOOMED),
        ("clean", "nl", "light", DESK),
        ("clean", "en", "dark", PHONE),
        ("bare", "nl", "light", DESK),
    )
]


def _views() -> ModuleType:
    path = Path(__file__).parents[1] / "unit" / "reports" / "report_view.py"
    spec = importlib.util.spec_from_file_location("report_view", path)
    assert spec is not None
    assert spec.loader is not None
    module = sys.modules.setdefault("report_view", importlib.util.module_from_spec(spec))
    spec.loader.exec_module(module)
    return module


def _view(name: str, language: str) -> Any:
    views = _views()
    if name == "clean":
        return views.empty_view(language)
    view = views.report_view(language)
    return replace(view, register=None, discrepancies=(), lint=()) if name == "bare" else view


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    arguments = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
    with sync_api.sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture
def open_page(browser: Any, tmp_path: Path) -> Iterator[Any]:
    """Opens a view in a fresh page, and asserts at the end that it asked for nothing and complained of nothing."""
    pages, requests, complaints = [], [], []

    def open_it(view: Any, scheme: str = "light", size: tuple[int, int] = DESK) -> Any:
        out = io.StringIO()
        REPORT.write(view, out)
        path = tmp_path / "report.html"
        path.write_text(out.getvalue(), encoding="utf-8")
        page = browser.new_page(viewport={"width": size[0], "height": size[1]}, color_scheme=scheme)
        page.on("request", lambda request: requests.append(request.url))
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(path.as_uri())
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.close()
    assert [url for url in requests if not url.startswith(("file:", "data:"))] == []
    assert len([url for url in requests if url.startswith("file:")]) == len(pages)
    assert complaints == []


def _unfold(page: Any) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(each => { each.open = true })")


@pytest.mark.parametrize(("name", "language", "scheme", "size"), STATES)
def test_axe_finds_no_violations(open_page: Any, name: str, language: str, scheme: str, size: tuple[int, int]) -> None:
    page = open_page(_view(name, language), scheme, size)
    for unfold in (False, True):
        if unfold:
            _unfold(page)
        result = axe_module.Axe().run(page)
        found = [(each["id"], [node["target"] for node in each["nodes"]][:3]) for each in result["violations"]]
        assert found == []
        assert len(result["passes"]) > 20


@pytest.mark.parametrize("size", [DESK, PHONE, ZOOMED, (320, 600)], ids=lambda size: str(size[0]))
def test_the_page_itself_never_scrolls_sideways(open_page: Any, size: tuple[int, int]) -> None:
    page = open_page(_view("full", "nl"), "light", size)
    _unfold(page)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_long_names_do_not_break_the_page(open_page: Any) -> None:
    view = _views().many_discrepancies(40)
    location = replace(view.discrepancies[0].location, unit="x" * 5000, field="y" * 5000)
    first = replace(view.discrepancies[0], location=location, service="z" * 300)
    page = open_page(replace(view, discrepancies=(first, *view.discrepancies[1:])), "light", PHONE)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_the_keyboard_reaches_the_content_and_opens_lists(open_page: Any) -> None:
    page = open_page(_view("full", "en"))
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    assert page.locator(".skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    summary = page.locator("details.system summary").first
    summary.focus()
    page.keyboard.press("Enter")
    assert page.locator("details.system").first.evaluate("each => each.open")


def test_dark_and_light_differ_and_the_charts_follow(open_page: Any) -> None:
    colour = "getComputedStyle(document.querySelector('.fill-heat5')).fill"
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = open_page(_view("full", "en"), "light")
    seen = [light.evaluate(colour), light.evaluate(ground)]
    dark = open_page(_view("full", "en"), "dark")
    assert seen == ["rgb(13, 63, 74)", "rgb(246, 244, 239)"]
    assert [dark.evaluate(colour), dark.evaluate(ground)] == ["rgb(191, 230, 234)", "rgb(18, 23, 28)"]


def test_a_script_in_a_name_does_not_run(open_page: Any) -> None:
    view = _view("full", "en")
    finding = view.findings[0]
    name = "<img src=x onerror=\"document.title='owned'\"><script>document.title='owned'</script>"
    location = replace(finding.location, unit=name)
    scan = replace(view.scan, findings=(replace(finding, location=location),))
    page = open_page(replace(view, scan=scan))
    _unfold(page)
    assert page.title() == "Webcircuit Internet Solutions: What we say we keep, and what we keep"
    assert page.locator("bdi", has_text="<script>").count() == 1


def test_five_thousand_discrepancies_open_at_once(open_page: Any) -> None:
    page = open_page(_views().many_discrepancies(5_000))
    assert page.locator("article.card").count() < 60
    assert page.locator("article.card table tbody tr").count() == 5_000


def test_paper(open_page: Any, tmp_path: Path) -> None:
    page = open_page(_view("full", "en"), "dark")
    target = tmp_path / "report.pdf"
    page.pdf(path=str(target), prefer_css_page_size=True)
    information = subprocess.run(["pdfinfo", str(target)], capture_output=True, text=True, check=True).stdout
    assert "(A4)" in information
    text = subprocess.run(["pdftotext", "-layout", str(target), "-"], capture_output=True, text=True, check=True).stdout
    assert "What we say we keep," in text
    assert "1 / " in text
    assert "The same numbers as a table" not in text
    assert "See what was read" not in text
