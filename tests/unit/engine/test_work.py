"""The work on one unit: what fails in it costs the unit at most, and how it is cut up changes nothing."""

from __future__ import annotations

import io
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from itertools import pairwise
from typing import Any, BinaryIO

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pdscan import plugins
from pdscan.detection.cases import table
from pdscan.engine import work
from pdscan.engine.ends import EndsOfService
from pdscan.engine.work import Setup, UnitResult, Worker
from pdscan.errors import TargetError
from pdscan.model import Ages, Binding, Finding, Item, Location, TableChunk, Unit
from pdscan.protocols import Read, TargetOptions
from tests.unit.engine.shelf import Shelf, item, skipped

KEY = bytes(range(32))
HEADER = ["klant", "bsn", "veld", "order"]
BSNS = ["286759457", "111222333", "123456782", "286.759.457", "999990019", "100000009", "218095855", "234567806"]


def key_of(found: Finding) -> tuple[str | None, str | None, str]:
    return found.location.item, found.location.field, found.entity


def row(chance: random.Random) -> list[object]:
    return [
        chance.choice(["jan@bedrijf.nl", "piet@bedrijf.nl", None]),
        chance.choice([*BSNS, None, "111222334", "onbekend", "zie 111222333"]),
        chance.choice(BSNS),
        chance.randrange(100_000_000, 999_999_999),
    ]


def in_chunks(rows: list[list[object]], edges: list[int]) -> list[TableChunk]:
    """Rows cut at the edges; the last cell of each is its number, which says its day and its customer."""
    places = sorted({0, len(rows), *(edge % len(rows) for edge in edges)})
    return [_chunk(rows[begin:end]) for begin, end in pairwise(places)]


def _chunk(rows: list[list[object]]) -> TableChunk:
    numbers = [int(str(each[-1])) for each in rows]
    days = [f"2024-{1 + n % 12:02}-{1 + n % 28:02}" for n in numbers]
    return replace(
        table(HEADER, [each[:-1] for each in rows]),
        recorded=np.array(days, dtype="datetime64[D]"),
        customers=tuple(f"K{n % 5}" for n in numbers),
    )


def bound() -> dict[str, tuple[str, TargetOptions]]:
    binding = Binding(system="s", location="*", service="DNS", customer="klant")
    return {"s": ("shelf:", TargetOptions(system="s", bindings=(binding,)))}


@pytest.fixture(scope="module")
def cutting() -> Callable[[list[Read]], UnitResult]:
    """Reads a unit of these contents, with one scanner for all of them."""
    ends = EndsOfService.of([(f"K{n}", "DNS", date(2025, 1, 1 + n)) for n in range(4)])
    setup = Setup(
        systems=bound(),
        detectors=list(plugins.load_all("detectors").values()),
        today=date(2026, 11, 24),
        ends=ends,
        key=KEY,
    )
    worker = Worker(setup)

    def read(contents: list[Read]) -> UnitResult:
        worker._targets["s", False] = Shelf({"u": contents})
        return worker.work("s", Unit("u", "table"))

    return read


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 1 << 30), st.integers(1, 60), st.lists(st.integers(0, 1000), max_size=8))
def test_a_table_in_one_chunk_or_in_many(cutting: Any, seed: int, size: int, edges: list[int]) -> None:
    chance = random.Random(seed)
    rows = [[*row(chance), n] for n in range(size)]
    whole = cutting(in_chunks(rows, []))
    cut = cutting(in_chunks(rows, edges))
    assert cut.findings == whole.findings
    assert cut.rows == whole.rows == size


def test_the_order_of_rows_changes_nothing(cutting: Any) -> None:
    chance = random.Random(3)
    rows = [[*row(chance), n] for n in range(3000)]
    first = cutting(in_chunks(rows, [500, 1700])).findings
    chance.shuffle(rows)
    assert cutting(in_chunks(rows, [700])).findings == first
    bsn = next(each for each in first if key_of(each) == (None, "veld", "bsn"))
    assert bsn.count == 3000
    assert bsn.distinct == len(BSNS) - 1
    assert bsn.rows == 3000
    assert sum(bsn.ages.days.values()) == 3000
    assert bsn.ages.unknown_customer == 600
    assert sum(bsn.ages.ends["DNS"].values()) == 2400
    assert not [each for each in first if each.location.field == "order" and each.count]


def test_the_example_of_a_value_with_several_spellings(cutting: Any) -> None:
    spellings = [["x", each, None, None] for each in ("111222333", "111.222.333", "1112 22 333")]
    found = [cutting([table(HEADER, rows)]).findings for rows in (spellings, spellings[::-1])]
    assert found[0] == found[1]
    [bsn] = [each for each in found[0] if each.entity == "bsn"]
    assert (bsn.count, bsn.distinct, bsn.examples) == (3, 1, ("**** ** *33",))
    assert len(bsn.fingerprints) == 1


def test_a_unit_gives_findings_with_counts_masks_and_ages(worker_of: Callable[..., Worker]) -> None:
    modified = datetime(2020, 2, 3, tzinfo=UTC)
    contents = [item("a.txt", b"BSN 286759457, mail kanarie@zangvogel-bv.nl\n", modified=modified)]
    result = worker_of(Shelf({"u": contents}), key=KEY).work("s", Unit("u", "shelf"))
    assert [key_of(each) for each in result.findings] == [("a.txt", None, "bsn"), ("a.txt", None, "email")]
    bsn = result.findings[0]
    assert bsn.location == Location("s", "u", "a.txt")
    assert (bsn.count, bsn.distinct, bsn.possible, bsn.category) == (1, 1, 0, "bsn")
    assert bsn.examples == ("*******57",)
    assert len(bsn.fingerprints) == 1
    assert bsn.ages == Ages({date(2020, 2, 3): 1}, unknown_customer=1)
    assert (result.items, result.rows, result.bytes) == (1, 0, 44)
    assert result.skipped == ()


def test_without_a_key_there_are_no_fingerprints(worker_of: Callable[..., Worker]) -> None:
    result = worker_of(Shelf({"u": [item("a.txt", b"BSN 286759457")]})).work("s", Unit("u", "shelf"))
    assert [each.fingerprints for each in result.findings] == [()]


def test_members_of_archives_are_places_of_their_own(worker_of: Callable[..., Worker]) -> None:
    import zipfile

    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("b.txt", "BSN 286759457")
        archive.writestr("c.csv", "nummer;bsn\n17;111222333\n")
    result = worker_of(Shelf({"u": [item("a.zip", packed.getvalue())]})).work("s", Unit("u", "shelf"))
    assert [key_of(each) for each in result.findings] == [
        ("a.zip!/b.txt", None, "bsn"),
        ("a.zip!/c.csv", "bsn", "bsn"),
    ]
    assert [each.rows for each in result.findings] == [None, 1]
    assert (result.items, result.rows) == (1, 1)


def test_what_a_target_skips_is_kept(worker_of: Callable[..., Worker]) -> None:
    lost = skipped("u", "encrypted", "password needed", "oud.zip")
    result = worker_of(Shelf({"u": [lost, item("a.txt", b"BSN 286759457")]}, {"u": "c"})).work("s", Unit("u", "shelf"))
    assert result.skipped == (lost,)
    assert [each.entity for each in result.findings] == ["bsn"]
    assert result.cursor is None


def test_a_file_that_cannot_be_decoded_is_skipped(worker_of: Callable[..., Worker]) -> None:
    broken = item("a.zip", b"PK\x03\x04" + bytes(100))
    result = worker_of(Shelf({"u": [broken]})).work("s", Unit("u", "shelf"))
    [problem] = result.skipped
    assert (problem.location, problem.reason) == (Location("s", "u", "a.zip"), "damaged")


def test_a_system_that_goes_away_costs_the_rest_of_the_unit(worker_of: Callable[..., Worker]) -> None:
    def contents() -> Iterator[Read]:
        yield item("a.txt", b"BSN 286759457")
        raise TargetError("db.example: the connection broke")

    result = worker_of(Shelf({"u": contents}, {"u": "c"})).work("s", Unit("u", "shelf"))
    assert [each.entity for each in result.findings] == ["bsn"]
    assert result.skipped == (skipped("u", "unreachable", "db.example: the connection broke"),)
    assert result.cursor is None


def test_a_broken_plugin_costs_one_unit_and_shows_no_value(worker_of: Callable[..., Worker]) -> None:
    def contents() -> Iterator[Read]:
        yield table(HEADER, [["x", "286759457", None, 1]])
        raise ValueError("cannot parse 286759457")

    shelf = Shelf({"bad": contents, "good": [item("a.txt", b"BSN 111222333")]})
    worker = worker_of(shelf)
    result = worker.work("s", Unit("bad", "shelf"))
    assert [each.entity for each in result.findings] == ["bsn"]
    [problem] = result.skipped
    assert problem.reason == "parser failed"
    assert problem.detail.startswith("ValueError in test_work.py, line ")
    assert [each.entity for each in worker.work("s", Unit("good", "shelf")).findings] == ["bsn"]


def test_an_open_that_fails_is_told(worker_of: Callable[..., Worker]) -> None:
    def gone() -> BinaryIO:
        raise FileNotFoundError(2, "BSN 286759457.txt")

    result = worker_of(Shelf({"u": [Item("a.txt", open=gone)]})).work("s", Unit("u", "shelf"))
    assert result.skipped == (skipped("u", "vanished", "FileNotFoundError", "a.txt"),)


def test_a_unit_whose_cursor_holds_is_not_read(worker_of: Callable[..., Worker]) -> None:
    shelf = Shelf({"u": [item("a.txt", b"BSN 286759457")]}, {"u": "c1"})
    worker = worker_of(shelf)
    unit = Unit("u", "shelf")
    assert worker.work("s", unit).cursor == "c1"
    result = worker.work("s", unit, "c1")
    assert result == UnitResult(
        system="s", unit="u", findings=(), skipped=(), items=0, rows=0, bytes=0, cursor="c1", unchanged=True
    )
    assert shelf.asked == [("u", None), ("u", "c1")]


def test_a_unit_with_news_is_read_whole(worker_of: Callable[..., Worker]) -> None:
    shelf = Shelf({"u": [item("a.txt", b"BSN 286759457")]}, {"u": "c2"})
    result = worker_of(shelf).work("s", Unit("u", "shelf"), "c1")
    assert not result.unchanged
    assert [each.count for each in result.findings] == [1]
    assert result.cursor == "c2"
    assert shelf.asked == [("u", "c1"), ("u", None)]


def test_a_unit_from_which_something_is_gone_is_read_whole(worker_of: Callable[..., Worker]) -> None:
    """Nothing is new in it, but the cursor isn't what it was."""
    shelf = Shelf({"u": []}, {"u": "c2"})
    result = worker_of(shelf).work("s", Unit("u", "shelf"), "c1")
    assert not result.unchanged
    assert shelf.asked == [("u", "c1"), ("u", None)]


def test_samples_are_told(worker_of: Callable[..., Worker]) -> None:
    worker = worker_of(Shelf({"sampled": [], "whole": []}))
    assert [worker.work("s", Unit(name, "shelf")).sampled for name in ("sampled", "whole")] == [True, False]


def test_connections_are_kept_from_unit_to_unit(worker_of: Callable[..., Worker], monkeypatch: Any) -> None:
    shelf = Shelf({"u": [], "v": []})
    worker = worker_of(shelf)
    made = []
    monkeypatch.setattr(work, "connect", lambda url, options: made.append(url) or shelf)
    worker.work("s", Unit("u", "shelf"))
    worker.work("s", Unit("v", "shelf"))
    assert made == ["shelf:"]
    worker.close()
    assert shelf.closed
