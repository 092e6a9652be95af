"""The life of a scan: planned, read unit by unit, interrupted, resumed, finished, asked for."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from pdscan.errors import StoreError, UsageError
from pdscan.model import Coverage, Finding, Location, Skipped
from pdscan.store import Store

STARTED = datetime(2026, 11, 24, 2, 25, tzinfo=UTC)


def begin(store: Store, *systems: str, hours: int = 0) -> str:
    return store.begin_scan(systems or ("crm",), started=STARTED + timedelta(hours=hours), scope={"hours": hours})


def finish(store: Store, scan: str) -> None:
    store.finish_scan(scan, finished=STARTED + timedelta(days=1), complete=True, coverage=store.coverage(scan))


def finding(unit: str, system: str = "crm") -> Finding:
    return Finding(location=Location(system, unit), entity="bsn", category="bsn", count=1, confidence=0.9)


def record(
    store: Store, scan: str, unit: str, system: str = "crm", *, sampled: bool = False, cursor: str | None = None
) -> None:
    skipped = [Skipped(Location(system, unit, "x"), "damaged", "cut off")] if unit == "broken" else []
    store.record_unit(
        scan, system, unit, findings=[finding(unit, system)], skipped=skipped,
        items=1, rows=10, bytes=100, sampled=sampled, cursor=cursor,
    )  # fmt: skip


def test_ids_sort_by_time(store: Store) -> None:
    ids = [begin(store, hours=hours) for hours in range(3)]
    assert ids == sorted(ids)
    assert ids[0].rpartition("-")[0] == "20261124-022500"
    assert [each.id for each in store.scans()] == ids


def test_two_in_one_second_differ(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter(["aaaa", "aaaa", "aaaa", "bbbb"])
    monkeypatch.setattr("secrets.token_hex", lambda size: next(drawn))
    assert [begin(store), begin(store)] == ["20261124-022500-aaaa", "20261124-022500-bbbb"]


def test_coverage_counts_what_was_read(store: Store) -> None:
    scan = begin(store, "crm", "share")
    store.record_units(scan, "crm", [("a", 5), ("b", None), ("broken", 1)])
    store.record_skipped(scan, [Skipped(Location("share", ""), "unreachable", "no route")])
    record(store, scan, "a", sampled=True)
    assert store.coverage(scan) == (
        Coverage(system="crm", units=3, read=1, sampled=1, items=1, rows=10, bytes=100, complete=False),
        Coverage(system="share", units=0, read=0, skipped=1, complete=False),
    )
    record(store, scan, "b")
    record(store, scan, "broken")
    assert store.coverage(scan)[0] == Coverage(
        system="crm", units=3, read=3, sampled=1, skipped=1, items=3, rows=30, bytes=300, complete=False
    )


def test_a_system_read_wholly_is_complete(store: Store) -> None:
    scan = begin(store)
    record(store, scan, "a")
    assert store.coverage(scan) == (Coverage(system="crm", units=1, read=1, items=1, rows=10, bytes=100),)


def test_finished_units_are_not_read_again(store: Store) -> None:
    scan = begin(store)
    store.record_units(scan, "crm", [("a", 5), ("b", None)])
    assert store.finished_units(scan, "crm") == set()
    record(store, scan, "a")
    assert store.finished_units(scan, "crm") == {"a"}
    assert store.finished_units(scan, "share") == set()
    assert store.unit(scan, "crm", "b") is None


def test_a_new_plan_replaces_the_old_one(store: Store) -> None:
    scan = begin(store)
    store.record_units(scan, "crm", [("a", 5), ("dropped", None), ("broken", 1)])
    store.record_skipped(scan, [Skipped(Location("crm", "z"), "no permission")])
    record(store, scan, "a")
    record(store, scan, "broken")
    store.record_units(scan, "crm", [("a", 5), ("new", None)])
    assert store.finished_units(scan, "crm") == {"a", "broken"}
    assert store.coverage(scan)[0].units == 3
    assert [each.reason for each in store.scan(scan).skipped] == ["damaged"]


def test_a_skip_is_kept_once(store: Store) -> None:
    scan = begin(store)
    skipped = Skipped(Location("crm", "z"), "no permission")
    for _ in range(2):
        store.record_skipped(scan, [skipped, skipped])
    assert store.scan(scan).skipped == (skipped,)


def test_the_last_unfinished_scan_of_the_same_systems_is_resumed(store: Store) -> None:
    assert store.unfinished_scan(["crm"]) is None
    old = begin(store)
    begin(store, "crm", "share", hours=1)
    assert store.unfinished_scan(["crm"]) == old
    assert store.unfinished_scan(["share"]) is None
    newer = begin(store, hours=2)
    finish(store, newer)
    assert store.unfinished_scan(["crm"]) is None
    both = store.unfinished_scan(["share", "crm"])
    assert both is not None
    assert both > old


def test_without_an_id_the_last_finished_scan_is_meant(store: Store) -> None:
    first = begin(store)
    assert store.scan().id == first
    second = begin(store, hours=1)
    assert store.scan().id == second
    finish(store, first)
    assert store.scan().id == first
    assert store.scan(second).id == second


def test_scans_that_are_not_there(store: Store) -> None:
    with pytest.raises(StoreError, match="holds no scan yet; run `pdscan scan` first"):
        store.scan()
    with pytest.raises(UsageError, match="no scan “x”; the last ones are: none"):
        store.scan("x")
    scan = begin(store)
    with pytest.raises(UsageError, match=f"no scan “x”; the last ones are: {scan}"):
        store.discrepancies("x")


def test_summaries(store: Store) -> None:
    first, second = begin(store), begin(store, "share", hours=1)
    record(store, first, "a")
    record(store, first, "b")
    finish(store, first)
    one, other = store.scans()
    assert (one.id, one.findings, one.complete, one.finished) == (first, 2, True, STARTED + timedelta(days=1))
    assert (other.id, other.findings, other.complete, other.finished) == (second, 0, None, None)
    assert (other.systems, other.scope, other.started) == (("share",), {"hours": 1}, STARTED + timedelta(hours=1))


def test_cursors_are_those_of_the_last_finished_scan(store: Store) -> None:
    assert store.cursors("crm") == {}
    first = begin(store)
    store.record_units(first, "crm", [("unread", None)])
    record(store, first, "a", cursor="1")
    record(store, first, "b")
    assert store.cursors("crm") == {}
    finish(store, first)
    later = begin(store, hours=1)
    record(store, later, "a", cursor="2")
    other = begin(store, "share", hours=2)
    finish(store, other)
    assert store.cursors("crm") == {"a": "1"}
    finish(store, later)
    assert store.cursors("crm") == {"a": "2"}


def test_an_unchanged_unit_is_carried_over(store: Store) -> None:
    first, second = begin(store), begin(store, hours=1)
    record(store, first, "broken", sampled=True, cursor="7")
    assert store.carry_over(second, first, "crm", "broken")
    assert store.unit(second, "crm", "broken") == store.unit(first, "crm", "broken")
    assert store.scan(second).findings == store.scan(first).findings == (finding("broken"),)
    assert not store.carry_over(second, first, "crm", "never read")
    assert store.finished_units(second, "crm") == {"broken"}


def test_systems_and_units_of_one_name_are_kept_apart(store: Store) -> None:
    scan = begin(store, "crm", "share")
    record(store, scan, "a", "crm")
    record(store, scan, "a", "share")
    assert [each.location.system for each in store.scan(scan).findings] == ["crm", "share"]
