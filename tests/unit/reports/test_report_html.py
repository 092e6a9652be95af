"""The page: self-contained, in one language, whole at five thousand discrepancies and at none."""

from __future__ import annotations

import base64
import hashlib
import re
import time
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise

import pytest

from pdscan.model import Location, Skipped


class Outline(HTMLParser):
    """The skeleton of a page: elements, ids, links, headings and text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.headings: list[int] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if re.fullmatch(r"h[1-6]", tag):
            self.headings.append(int(tag[1]))

    def handle_data(self, data):
        self.words.append(data)

    @property
    def text(self) -> str:
        return re.sub(r"\s+", " ", " ".join(self.words))

    def values(self, name: str) -> list[str]:
        return [attributes[name] or "" for _, attributes in self.elements if name in attributes]


VARIANTS = {
    "full": lambda views, language: views.report_view(language),
    "clean": lambda views, language: views.empty_view(language),
    "no statement": lambda views, language: replace(
        views.report_view(language), register=None, discrepancies=(), lint=()
    ),
    "nothing at all": lambda views, language: replace(
        views.report_view(language),
        scan=replace(views.report_view().scan, findings=(), skipped=(), coverage=()),
        register=None,
        discrepancies=(),
        lint=(),
    ),
}


@pytest.fixture(params=[(name, language) for name in VARIANTS for language in ("nl", "en")], ids=" ".join)
def page(request, views, written):
    name, language = request.param
    return written("html", VARIANTS[name](views, language))


def test_policy_allows_the_pages_own_style_and_nothing_else(page):
    (policy,) = re.findall(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
    (style,) = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    assert policy == (
        f"default-src 'none'; style-src 'sha256-{digest}'; img-src data:; base-uri 'none'; form-action 'none'"
    )


def test_nothing_is_loaded_from_elsewhere(page):
    outline = Outline(page)
    tags = {tag for tag, _ in outline.elements}
    assert not tags & {"script", "iframe", "img", "object", "embed", "form", "base"}
    assert not outline.values("src")
    assert not outline.values("style")
    assert all(address.startswith(("#", "data:")) for address in outline.values("href"))
    assert "@import" not in page
    assert "url(http" not in page


def test_ids_are_unique_and_every_link_and_label_leads_to_one(page):
    outline = Outline(page)
    identities = outline.values("id")
    assert len(identities) == len(set(identities))
    links = {address[1:] for address in outline.values("href") if address.startswith("#")}
    labels = {name for value in outline.values("aria-labelledby") for name in value.split()}
    assert (links | labels) <= set(identities)


def test_headings_never_skip_a_level(page):
    headings = Outline(page).headings
    assert headings[0] == 1
    assert headings.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(headings))


def test_every_table_has_a_caption_and_scoped_headers(page):
    assert page.count("<table") == page.count("<caption")
    assert not [attributes for tag, attributes in Outline(page).elements if tag == "th" and "scope" not in attributes]


def test_the_same_view_gives_the_same_page(views, written):
    assert written("html", views.report_view()) == written("html", views.report_view())


def test_title_language_and_dates(views, written):
    text = written("html", views.report_view("nl"))
    assert '<html lang="nl">' in text
    assert "<title>Webcircuit Internet Solutions: Wat wij zeggen te bewaren, en wat wij bewaren</title>" in text
    outline = Outline(text)
    assert "van 3 juni 2018" in outline.text
    assert "1 november 2026 om 04:12" in outline.text
    assert (
        "Er zijn 15 afwijkingen tussen wat wij zeggen en wat wij doen. Ernst: 7 hoog, 4 middel en 4 laag."
        in outline.text
    )


def test_the_statements_own_words_stand_beside_what_was_found(views, written):
    text = written("html", views.report_view())
    card = text[text.index('id="d1"') : text.index('id="d2"')]
    outline = Outline(card).text
    for said in (
        "“Gebruikgegevens: met wie, waar, wanneer en hoeveel is gebeld”",
        *("Zes maanden", "Webcircuit Internet Solutions", "Uitvoering overeenkomst", "line 35"),
        *("public.call_records", "a_number", "06******55", "123,354", "184,310", "11 Feb 2024", "2 May 2026"),
        *("2 years and 2 months", "changed", "Remove the records that are too old"),
    ):
        assert said in outline


def test_what_the_statement_lacks_is_said(views, written):
    outline = Outline(written("html", views.report_view())).text
    assert "Nothing. This category of data stands nowhere in the statement." in outline
    assert "For other services only:" in outline


def test_rows_without_a_place_are_quoted_in_a_table(views, written):
    outline = Outline(written("html", views.report_view())).text
    assert "On 2 rows of the statement no verdict can be given. Their systems were not scanned." in outline
    assert "“SAN domeinen, common name, contactgegevens certificaateigenaar”" in outline


def test_gone_discrepancies_stand_apart(views, written):
    text = written("html", views.report_view())
    assert "klantdossiers/oud/rekeningen.xlsx" in text[text.index('id="gone-title"') :]
    assert "klantdossiers/oud/rekeningen.xlsx" not in text[: text.index('id="gone-title"')]


def test_an_end_of_service_term_is_told_as_such(views, written):
    outline = Outline(written("html", views.report_view())).text
    assert "Earliest end of service" in outline
    assert "Where the retention runs from the end of a service, time is that end." in outline


def test_every_row_of_the_statement_tells_what_was_found(views, written):
    text = written("html", views.report_view())
    table = text[text.index('id="rows-caption"') :]
    rows = re.findall(r'<tr><th scope="row"><b>(.*?)</b>.*?<td class="n">(\d+)</td><td class="n">(\d+)', table)
    assert len(rows) == 25
    assert rows[9] == ("VoIP en mobiel", "2", "2")
    assert rows[16] == ("Domeinen", "4", "3")
    assert rows[20] == ("Endpoint security", "0", "1")


def test_remarks_have_a_title_in_the_pages_language_and_their_place(views, written):
    outline = Outline(written("html", views.report_view("nl"))).text
    assert "BSN zonder wettelijke verplichting Domeinen · regel 44" in outline
    assert "the BSN stands on the ground of a contract" in outline
    assert "“Afhankelijk van de gebruiker” geen lengte en geen gebeurtenis" in outline


def test_a_clean_scan_says_so_and_that_everything_was_read(views, written):
    outline = Outline(written("html", views.empty_view())).text
    assert "What was read agrees with the statement. There are no discrepancies." in outline
    assert "No discrepancies were found between the statement and what was read." in outline
    assert "Everything was read" in outline


def test_what_was_not_read_is_listed_and_cut(views, written):
    view = views.report_view()
    skipped = tuple(Skipped(Location("share", "a", f"{number}.zip"), "encrypted", "") for number in range(60))
    outline = Outline(written("html", replace(view, scan=replace(view.scan, skipped=skipped)))).text
    assert "60 places could not be read." in outline
    assert "and 57 more" in outline
    assert "35 more places do not fit on this page. The CSV report has all of them." in outline


def test_five_thousand_discrepancies_make_a_page_that_can_be_mailed(views, written):
    started = time.perf_counter()
    text = written("html", views.many_discrepancies(5_000))
    assert time.perf_counter() - started < 30
    assert len(text.encode()) < 5_000_000
    assert "do not fit" not in text
    assert all(f"customers_of_the_year_{number:05d}" in text for number in (0, 2_501, 4_999))


def test_beyond_that_the_page_says_how_many_are_left_out(views, written):
    text = written("html", views.many_discrepancies(6_000))
    assert len(text.encode()) < 5_000_000
    missing = re.findall(r"([\d,]+) (?:more places?|further discrepanc(?:y|ies)) do(?:es)? not fit", text)
    assert sum(int(number.replace(",", "")) for number in missing) == 1_000


def test_more_groups_than_the_page_takes_are_counted(views, written):
    view = views.report_view()
    pattern = view.discrepancies[2]
    discrepancies = tuple(
        replace(pattern, id=f"d-{number}", entity=f"entity_{number}", category=f"category_{number}")
        for number in range(260)
    )
    text = written("html", replace(view, discrepancies=discrepancies))
    assert text.count("<article") == 250
    assert "10 further discrepancies do not fit on this page." in text


def test_many_findings_are_cut_and_counted(views, written):
    view = views.report_view()
    findings = tuple(
        replace(view.findings[0], location=Location("crm", f"table_{number}", None, "bsn")) for number in range(1_600)
    )
    outline = Outline(written("html", replace(view, scan=replace(view.scan, findings=findings)))).text
    assert "100 further findings do not fit on this page. The CSV report has all of them." in outline
