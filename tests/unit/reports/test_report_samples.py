"""What a sample proves: bounds that hold as often as they say, and the words for them in every report."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from dataclasses import replace
from types import ModuleType

import pytest

from pdscan.model import Finding, Location, Sample
from pdscan.protocols import ReportView
from pdscan_reports.samples import estimates, sentences, within
from pdscan_reports.wording import Words

SAMPLE = Sample(Location("crm", "public.klanten"), 10_000, 4_000_000)
FOUND = Finding(
    location=Location("crm", "public.klanten", None, "bsn"), entity="bsn", category="bsn", count=12, confidence=0.9
)


@pytest.mark.parametrize(
    ("found", "rows", "bounds"),
    [
        (0, 10_000, (0.0, 0.0003)),
        (0, 100, (0.0, 0.03)),
        (0, 1, (0.0, 0.95)),
        (0, 0, (0.0, 1.0)),
        (1, 1, (0.05, 1.0)),
        (5, 100, (0.016, 0.12)),
        (50, 100, (0.39, 0.61)),
        (2_000_000, 4_000_000, (0.49, 0.51)),
        (200, 100, (0.97, 1.0)),
    ],
)
def test_bounds(found: int, rows: int, bounds: tuple[float, float]) -> None:
    assert within(found, rows) == bounds


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.3])
def test_bounds_hold_as_often_as_they_say(share: float) -> None:
    """By the distribution itself: all that may be found in a thousand rows, as often as it is."""
    rows, wrong = 1_000, 0.0
    for found in range(rows + 1):
        likely = math.comb(rows, found) * share**found * (1 - share) ** (rows - found)
        if likely > 1e-9:
            least, most = within(found, rows)
            wrong += 0 if least <= share <= most else likely
    assert wrong <= 0.05


def test_bounds_grow_with_what_is_found() -> None:
    chance = random.Random(3)
    for _ in range(50):
        rows = chance.randrange(2, 100_000)
        found = sorted(chance.sample(range(rows), 2))
        first, second = (within(each, rows) for each in found)
        assert first[0] <= second[0]
        assert first[1] <= second[1]
        assert first[0] <= found[0] / rows <= first[1]


def test_files_in_a_table_are_not_its_rows() -> None:
    in_file = replace(FOUND, location=replace(FOUND.location, item="photo/7"))
    elsewhere = replace(FOUND, location=replace(FOUND.location, unit="public.klanten2"))
    assert [each.finding for each in estimates(SAMPLE, [FOUND, in_file, elsewhere])] == [FOUND]


def test_sentences() -> None:
    assert list(sentences(SAMPLE, [FOUND], Words.of("en"))) == [
        "public.klanten: 10,000 of 4,000,000 rows were read.",
        "BSN in bsn (found 12 times): in 0.062% to 0.21% of the rows.",
        "Whatever was not found there stands in at most 0.03% of the rows (95 % confidence).",
    ]
    assert list(sentences(SAMPLE, [], Words.of("nl")))[-1] == (
        "Wat daar niet gevonden is, staat in ten hoogste 0,03% van de rijen (95 % zekerheid)."
    )


@pytest.mark.parametrize("kind", ["text", "html", "json", "ndjson"])
def test_every_report_says_it(kind: str, views: ModuleType, written: Callable[[str, ReportView], str]) -> None:
    view = views.report_view()
    silent = written(kind, view)
    told = written(kind, replace(view, scan=replace(view.scan, samples=(SAMPLE,))))
    sign = '"absent_at_most":0.0003' if "json" in kind else "0.03%"
    assert sign in told.replace(": ", ":")
    assert sign not in silent.replace(": ", ":")
