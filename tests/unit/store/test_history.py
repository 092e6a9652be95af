"""Discrepancies: those of a scan, and those that they are compared with."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from pdscan.model import Discrepancy, Kind, Location, Severity
from pdscan.store import Store

STARTED = datetime(2026, 11, 24, 2, 25, tzinfo=UTC)


def discrepancy(name: str, system: str | None = "crm") -> Discrepancy:
    location = Location(system, "a") if system else None
    return Discrepancy(id=name, kind=Kind.UNDECLARED, severity=Severity.HIGH, location=location)


def scanned(store: Store, day: int, *systems: str, finished: bool = True) -> str:
    started = STARTED + timedelta(days=day)
    scan = store.begin_scan(systems, started=started, scope={})
    if finished:
        store.finish_scan(scan, finished=started, complete=True, coverage=[])
    return scan


def today(day: int) -> date:
    return STARTED.date() + timedelta(days=day)


def ids(found: tuple[Discrepancy, ...]) -> list[str]:
    return [each.id for each in found]


def test_what_was_saved_last_counts(store: Store) -> None:
    scan = scanned(store, 0, "crm")
    assert store.discrepancies() == ()
    store.save_discrepancies(scan, today(0), [discrepancy("b"), discrepancy("a")])
    assert ids(store.discrepancies()) == ["b", "a"]
    store.save_discrepancies(scan, today(400), [discrepancy("c")])
    assert ids(store.discrepancies(scan)) == ["c"]
    store.save_discrepancies(scan, today(0), [discrepancy("d")])
    assert ids(store.discrepancies(scan)) == ["d"]


def test_nothing_came_before_the_first(store: Store) -> None:
    scan = scanned(store, 0, "crm")
    store.save_discrepancies(scan, today(0), [discrepancy("a")])
    assert store.previous_discrepancies(scan, today(0)) == ()


def test_the_scan_before_is_compared_with(store: Store) -> None:
    for day, name in enumerate("abc"):
        store.save_discrepancies(scanned(store, day, "crm"), today(day), [discrepancy(name)])
    last = store.scans()[-1].id
    assert ids(store.previous_discrepancies(last, today(2))) == ["b"]


def test_questions_about_other_days_are_no_history(store: Store) -> None:
    first = scanned(store, 0, "crm")
    store.save_discrepancies(first, today(1), [discrepancy("own")])
    store.save_discrepancies(first, today(400), [discrepancy("far")])
    assert ids(store.previous_discrepancies(scanned(store, 1, "crm"), today(1))) == ["own"]


def test_a_question_about_another_day_is_compared_with_what_was_said_of_that_day(store: Store) -> None:
    first = scanned(store, 0, "crm")
    for day in (-60, 0, 90):
        store.save_discrepancies(first, today(day), [discrepancy(f"for {day}")])
    second = scanned(store, 30, "crm")
    compared = {day: ids(store.previous_discrepancies(second, today(day))) for day in (-60, -31, 29, 30, 31, 90)}
    assert compared == {
        -60: ["for -60"],
        -31: ["for -60"],
        29: ["for 0"],
        30: ["for 0"],
        31: ["for 0"],
        90: ["for 90"],
    }


def test_each_system_has_its_own_last_scan(store: Store) -> None:
    store.save_discrepancies(
        scanned(store, 0, "crm", "share"),
        today(0),
        [discrepancy("old crm"), discrepancy("share", "share"), discrepancy("old register", None)],
    )
    store.save_discrepancies(scanned(store, 1, "crm"), today(1), [discrepancy("crm"), discrepancy("register", None)])
    store.save_discrepancies(scanned(store, 2, "mail"), today(2), [discrepancy("mail", "mail")])
    both = scanned(store, 3, "crm", "share")
    assert ids(store.previous_discrepancies(both, today(3))) == ["crm", "share"]


def test_unfinished_and_unreconciled_scans_are_passed_over(store: Store) -> None:
    store.save_discrepancies(scanned(store, 0, "crm"), today(0), [discrepancy("a"), discrepancy("r", None)])
    store.save_discrepancies(scanned(store, 1, "crm", finished=False), today(1), [discrepancy("half")])
    scanned(store, 2, "crm")
    assert ids(store.previous_discrepancies(scanned(store, 3, "crm"), today(3))) == ["a", "r"]


def test_gone_is_gone(store: Store) -> None:
    store.save_discrepancies(scanned(store, 0, "crm"), today(0), [discrepancy("a")])
    store.save_discrepancies(scanned(store, 1, "crm"), today(1), [])
    assert store.previous_discrepancies(scanned(store, 2, "crm"), today(2)) == ()
