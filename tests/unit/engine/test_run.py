"""A scan from plan to coverage: stored unit by unit, resumed without reading twice, unchanged units taken over."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from pdscan.engine import continuing
from pdscan.engine.continuing import begin, earlier, scope
from pdscan.engine.ends import EndsOfService
from pdscan.engine.run import Earlier, SystemPlan, plan, run
from pdscan.engine.work import Setup, UnitResult
from pdscan.errors import CredentialError, PluginError, TargetError, UsageError
from pdscan.model import Binding, Coverage, Location, Skipped, Unit
from pdscan.protocols import Limits, Read, TargetOptions
from pdscan.store import Store
from tests.unit.engine.shelf import Contents, Shelf, item, skipped

NOW = datetime(2026, 11, 24, 2, 25, tzinfo=UTC)


class Told:
    """A progress that remembers what it is told."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.planned: tuple[int, int] | None = None
        self.units: list[str] = []
        self._stop_after = stop_after

    def start(self, units: int, size: int) -> None:
        self.planned = units, size

    def done(self, result: UnitResult, size: int) -> None:
        self.units.append(result.unit)
        if len(self.units) == self._stop_after:
            raise KeyboardInterrupt


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(f"sqlite:///{tmp_path}/pdscan.db") as opened:
        yield opened


def contents(names: Sequence[str] = ("a", "b", "c")) -> dict[str, Contents]:
    return {name: [item(f"{name}.txt", b"BSN 286759457")] for name in names}


def scanned(
    store: Store, setup: Setup, scan: str | None = None, *, since: bool = False, told: Told | None = None
) -> tuple[str, tuple[Coverage, ...], Told]:
    told = told or Told()
    covered = scope(setup)
    before = earlier(store, covered) if since else {}
    started = NOW + timedelta(minutes=len(store.scans()))
    scan = scan or store.begin_scan(list(setup.systems), started=started, scope=covered)
    plans = plan(setup)
    coverage = run(setup, store, scan, plans, workers=1, progress=told, now=lambda: NOW, earlier=before)
    return scan, coverage, told


def test_a_scan_is_stored_and_closed(store: Store, setup_of: Callable[..., Setup]) -> None:
    scan, coverage, told = scanned(store, setup_of(Shelf(contents())))
    assert coverage == (Coverage(system="s", units=3, read=3, items=3, bytes=39),)
    assert told.planned == (3, 0)
    assert told.units == ["a", "b", "c"]
    result = store.scan(scan)
    assert result.finished == NOW
    assert [(each.location.unit, each.count) for each in result.findings] == [("a", 1), ("b", 1), ("c", 1)]


def test_the_largest_units_come_first(store: Store, setup_of: Callable[..., Setup]) -> None:
    shelf = Shelf(contents())
    sizes = {"a": 5, "b": 50, "c": None}
    shelf.units = lambda: iter(Unit(name, "shelf", size) for name, size in sizes.items())  # type: ignore[method-assign]
    _, _, told = scanned(store, setup_of(shelf))
    assert told.planned == (3, 55)
    assert told.units == ["b", "a", "c"]


def test_what_cannot_be_listed_makes_the_coverage_incomplete(store: Store, setup_of: Callable[..., Setup]) -> None:
    shelf = Shelf(contents())
    lost = skipped("d", "no permission")
    shelf.units = lambda: iter([Unit("a", "shelf"), lost])  # type: ignore[method-assign]
    setup = setup_of(shelf)
    assert plan(setup) == [SystemPlan("s", (Unit("a", "shelf"),), (lost,))]
    scan, [coverage], _ = scanned(store, setup)
    assert (coverage.units, coverage.read, coverage.skipped, coverage.complete) == (1, 1, 1, False)
    assert store.scan(scan).skipped == (lost,)


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (TargetError("db.example: the connection can't be made"), "unreachable"),
        (CredentialError("the password of crm is to come from CRM, which is not set"), "unreachable"),
        (PluginError("reading oracle databases needs oracledb"), "needs a package"),
    ],
    ids=lambda each: type(each).__name__,
)
def test_a_system_that_cannot_be_reached_is_skipped_with_its_reason(
    store: Store, setup_of: Callable[..., Setup], error: Exception, reason: str
) -> None:
    def refuse() -> Iterator[Unit | Skipped]:
        raise error

    shelf = Shelf({})
    shelf.units = refuse  # type: ignore[method-assign]
    scan, [coverage], _ = scanned(store, setup_of(shelf))
    assert shelf.closed
    assert (coverage.units, coverage.skipped, coverage.complete) == (0, 1, False)
    assert store.scan(scan).skipped == (Skipped(Location("s", ""), reason, str(error)),)


def test_an_interrupted_scan_goes_on_where_it_was(store: Store, setup_of: Callable[..., Setup]) -> None:
    shelf = Shelf(contents())
    setup = setup_of(shelf)
    scan = store.begin_scan(["s"], started=NOW, scope=scope(setup))
    with suppress(KeyboardInterrupt):
        scanned(store, setup, scan, told=Told(stop_after=2))
    assert shelf.closed
    assert store.finished_units(scan, "s") == {"a", "b"}
    assert begin(store, scope(setup), resume=True, started=NOW) == (scan, True)

    shelf.asked.clear()
    _, coverage, told = scanned(store, setup, scan)
    assert told.units == ["c"]
    assert shelf.asked == [("c", None)]
    undisturbed, whole, _ = scanned(store, setup)
    assert coverage == whole
    assert store.scan(scan).findings == store.scan(undisturbed).findings
    assert store.scan(scan).skipped == store.scan(undisturbed).skipped


def test_unchanged_units_are_taken_over_and_the_others_read(store: Store, setup_of: Callable[..., Setup]) -> None:
    shelf = Shelf(contents(), {"a": "a1", "b": "b1"})
    first, _, _ = scanned(store, setup_of(shelf))
    more: dict[str, Contents] = {**contents(), "b": [item("b.txt", b"BSN 111222333, BSN 286759457")]}
    shelf = Shelf(more, {"a": "a1", "b": "b2"})
    second, coverage, _ = scanned(store, setup_of(shelf), since=True)
    assert shelf.asked == [("a", "a1"), ("b", "b1"), ("c", None)]
    whole, expected, _ = scanned(store, setup_of(Shelf(more, {"a": "a1", "b": "b2"})))
    assert coverage == expected
    assert store.scan(second).findings == store.scan(whole).findings
    assert store.scan(second).findings[0] == store.scan(first).findings[0]
    assert store.cursors("s") == {"a": "a1", "b": "b2"}


def test_a_unit_that_is_gone_is_not_taken_over(store: Store, setup_of: Callable[..., Setup]) -> None:
    scanned(store, setup_of(Shelf(contents(), {"a": "a1", "b": "b1"})))
    second, [coverage], _ = scanned(store, setup_of(Shelf(contents(["a"]), {"a": "a1"})), since=True)
    assert [each.location.unit for each in store.scan(second).findings] == ["a"]
    assert coverage.units == 1


def test_unchanged_items_are_taken_over_and_the_others_read(store: Store, setup_of: Callable[..., Setup]) -> None:
    """One stays, one changes, one comes, one goes, and of one a part can't be read."""
    old = [item("a.zip", zipped()), item("b.csv", b"naam,bsn\nA,286759457\n"), item("c.txt", b"x@bedrijf.nl")]
    new = [*old[:1], item("b.csv", b"naam,bsn\nA,111222333\nB,286759457\n"), item("d.txt", b"BSN 286759457")]
    scanned(store, setup_of(Shelf({"u": old}, {"u": "u1"})))
    shelf = Shelf({"u": new}, {"u": "u2"}, {"u1": {"a.zip"}})
    second, coverage, _ = scanned(store, setup_of(shelf), since=True)
    assert shelf.asked == [("u", "u1")]
    whole, expected, _ = scanned(store, setup_of(Shelf({"u": new}, {"u": "u2"})))
    assert coverage == expected
    assert store.scan(second).findings == store.scan(whole).findings
    assert store.scan(second).skipped == store.scan(whole).skipped
    assert {each.location.item for each in store.scan(second).findings} == {"a.zip!/in.txt", "b.csv", "d.txt"}
    assert store.unit(second, "s", "u") == store.unit(whole, "s", "u")
    third, again, _ = scanned(store, setup_of(Shelf({"u": new}, {"u": "u2"})), since=True)
    assert again == expected
    assert store.unit(third, "s", "u") == store.unit(whole, "s", "u")


def zipped() -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("in.txt", "BSN 286759457")
        archive.writestr("broken.zip", b"PK\x03\x04" + bytes(60))
    return made.getvalue()


def test_a_unit_with_skips_is_read_again(store: Store, setup_of: Callable[..., Setup]) -> None:
    lost: list[Read] = [skipped("a", "no permission")]
    scanned(store, setup_of(Shelf({"a": lost}, {"a": "a1"})))
    shelf = Shelf({"a": lost}, {"a": "a1"})
    scan, [coverage], _ = scanned(store, setup_of(shelf), since=True)
    assert shelf.asked == [("a", None)]
    assert not coverage.complete
    assert len(store.scan(scan).skipped) == 1


def test_without_an_earlier_scan_everything_is_read(store: Store, setup_of: Callable[..., Setup]) -> None:
    setup = setup_of(Shelf(contents()))
    assert earlier(store, scope(setup)) == {}
    interrupted = store.begin_scan(["s"], started=NOW, scope=scope(setup))
    store.record_units(interrupted, "s", [("a", 1)])
    assert earlier(store, scope(setup)) == {}


def test_the_last_finished_scan_is_the_one_to_build_on(store: Store, setup_of: Callable[..., Setup]) -> None:
    setup = setup_of(Shelf(contents(["a"]), {"a": "a1"}))
    first, _, _ = scanned(store, setup)
    assert earlier(store, scope(setup)) == {"s": Earlier(first, {"a": "a1"})}
    others = replace(setup, detectors=setup.detectors[:3])
    scanned(store, others)
    assert earlier(store, scope(setup)) == {}, "the last one looked for less"
    again, _, _ = scanned(store, setup)
    assert earlier(store, scope(setup)) == {"s": Earlier(again, {"a": "a1"})}


def options(**more: object) -> dict[str, object]:
    return {"systems": {"s": ("shelf:", TargetOptions(system="s", **more))}}  # type: ignore[arg-type]


BOUND = options(bindings=(Binding(system="s", location="*", service="DNS", customer="klant"),))
ENDS = EndsOfService.of([("K1", "DNS", date(2025, 1, 31)), ("K1", "Hosting", None)])


@pytest.mark.parametrize(
    "change",
    [
        {"detectors": ()},
        {"systems": {"s": ("elsewhere:", TargetOptions(system="s"))}},
        options(sample=10),
        options(include=("a*",)),
        options(exclude=("a*",)),
        {"limits": Limits(depth=1)},
        {"key": bytes(range(32))},
    ],
    ids=lambda change: next(iter(change)),
)
def test_nothing_is_taken_over_from_a_scan_that_was_made_otherwise(
    store: Store, setup_of: Callable[..., Setup], change: dict[str, object]
) -> None:
    setup = setup_of(Shelf(contents()))
    scanned(store, setup)
    assert set(earlier(store, scope(setup))) == {"s"}
    assert earlier(store, scope(replace(setup, **change))) == {}  # type: ignore[arg-type]
    assert earlier(store, scope(setup, ["SVC-[0-9]{7}"])) == {}


def bound(location: str, **more: object) -> dict[str, object]:
    return options(bindings=(Binding(system="s", location=location, service="DNS", **more),))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "now", "taken_over"),
    [
        (options(), options(), {"a", "b"}),
        (options(), bound("a/*"), {"b"}),
        (bound("A"), options(), {"b"}),
        (options(), bound("*"), set()),
        (bound("a", record_date="name"), bound("a", record_date="modified"), {"b"}),
        (bound("a"), bound("a", legal_hold=date(2027, 1, 1)), {"a", "b"}),
    ],
)
def test_another_binding_touches_the_units_that_it_speaks_of(
    store: Store,
    setup_of: Callable[..., Setup],
    before: dict[str, object],
    now: dict[str, object],
    taken_over: set[str],
) -> None:
    setup = setup_of(Shelf(contents(), {"a": "a1", "b": "b1"}), **before)
    scanned(store, setup)
    assert set(earlier(store, scope(replace(setup, **now)))["s"].cursors) == taken_over  # type: ignore[arg-type]


def test_ends_of_service_matter_where_customers_are_known(store: Store, setup_of: Callable[..., Setup]) -> None:
    unbound, bound = setup_of(Shelf(contents())), setup_of(Shelf(contents()), **BOUND)
    scanned(store, unbound)
    assert set(earlier(store, scope(replace(unbound, ends=ENDS)))) == {"s"}
    scanned(store, bound)
    assert set(earlier(store, scope(bound))) == {"s"}
    assert earlier(store, scope(replace(bound, ends=ENDS))) == {}


def test_another_version_reads_everything(
    store: Store, setup_of: Callable[..., Setup], monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = setup_of(Shelf(contents()))
    scanned(store, setup)
    monkeypatch.setattr(continuing, "versions", lambda: {"pdscan": "99.0"})
    assert earlier(store, scope(setup)) == {}


def test_a_relative_path_is_another_place_in_another_folder(
    setup_of: Callable[..., Setup], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    setup = setup_of(Shelf({}), systems={"share": ("share", TargetOptions(system="share"))})
    here = scope(setup)
    monkeypatch.chdir(tmp_path)
    assert scope(setup)["asked"] != here["asked"]


def test_a_scan_that_was_asked_for_something_else_is_not_resumed(store: Store, setup_of: Callable[..., Setup]) -> None:
    setup = setup_of(Shelf(contents()))
    scan, resumed = begin(store, scope(setup), resume=True, started=NOW)
    assert not resumed
    other = scope(replace(setup, **options(exclude=("a*",))))  # type: ignore[arg-type]
    with pytest.raises(UsageError) as caught:
        begin(store, other, resume=True, started=NOW)
    assert str(caught.value) == (
        f"scan {scan} can't be resumed: it was begun with other targets, entities or options; "
        "give the same ones, or leave out --resume for a new scan"
    )
    fresh, resumed = begin(store, other, resume=False, started=NOW)
    assert (fresh != scan, resumed) == (True, False)


def test_other_ends_of_service_do_not_hinder_going_on(store: Store, setup_of: Callable[..., Setup]) -> None:
    """A night's windows and a day's new contracts lie between the two halves of a long scan."""
    setup = setup_of(Shelf(contents()), **BOUND)
    scan, _ = begin(store, scope(setup), resume=False, started=NOW)
    assert begin(store, scope(replace(setup, ends=ENDS)), resume=True, started=NOW) == (scan, True)


def test_the_scope_holds_plain_values(setup_of: Callable[..., Setup]) -> None:
    kept = scope(setup_of(Shelf({}), **options(sample=5, include=("a*",), exclude=("b*",))))
    assert kept["entities"][:3] == ["address", "analytics_account", "bsn"]
    assert (kept["sample"], kept["include"], kept["exclude"]) == ({"s": 5}, {"s": ["a*"]}, {"s": ["b*"]})
    assert [len(kept[name]["s"]) for name in ("asked", "inputs")] == [16, 16]
