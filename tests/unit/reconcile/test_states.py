"""New, unchanged, changed, gone: how a discrepancy compares with the scan before."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

import pytest

from pdscan.model import Coverage, Discrepancy, Finding, Kind, Location, Severity, Skipped, State
from pdscan.reconcile import reconcile
from pdscan.reconcile.unread import Unread
from pdscan.register import Register

TODAY = date(2026, 11, 23)
TOMORROW = date(2026, 11, 24)
Run = Callable[..., tuple[Discrepancy, ...]]


@pytest.fixture(scope="session")
def run(make: SimpleNamespace, register: Register) -> Run:
    """Reconcile, and look at what concerns places only."""

    def run(
        *findings: Finding,
        previous: tuple[Discrepancy, ...] = (),
        as_of: date = TODAY,
        bindings: tuple[Any, ...] | None = None,
        **scan: Any,
    ) -> tuple[Discrepancy, ...]:
        if bindings is None:
            bindings = (make.binding("crm:cdr", "VoIP en mobiel", record_date="started"),)
        result = reconcile(make.scan(*findings, **scan), register, bindings, as_of, previous=previous)
        return tuple(each for each in result if each.location is not None)

    return run


@pytest.fixture(scope="session")
def calls(make: SimpleNamespace) -> Callable[..., Finding]:
    def calls(days: dict[date, int], **more: Any) -> Finding:
        count = more.pop("count", sum(days.values()))
        made: Finding = make.finding("crm:cdr", "call_record", category="usage_data", count=count, days=days, **more)
        return made

    return calls


def stored(discrepancies: tuple[Discrepancy, ...]) -> tuple[Discrepancy, ...]:
    """As a store gives them back: the arguments have been JSON."""
    return tuple(replace(each, arguments=json.loads(json.dumps(dict(each.arguments)))) for each in discrepancies)


def test_the_first_time_everything_is_new(run: Run, make: SimpleNamespace) -> None:
    assert [each.state for each in run(make.finding("crm:t::i", "iban"))] == [State.NEW]


def test_the_same_again_is_unchanged_and_keeps_its_decision(run: Run, make: SimpleNamespace) -> None:
    iban = make.finding("crm:t::i", "iban")
    before = tuple(replace(each, decision="accepted") for each in stored(run(iban)))
    (again,) = run(iban, previous=before)
    assert (again.state, again.decision, again.id) == (State.UNCHANGED, "accepted", before[0].id)


def test_a_day_that_passes_changes_nothing(run: Run, calls: Any) -> None:
    old = calls({date(2025, 1, 1): 4, date(2026, 11, 1): 3})
    before = stored(run(old))
    (after,) = run(old, previous=before, as_of=TOMORROW)
    assert (after.state, after.kind) == (State.UNCHANGED, Kind.OVER_RETAINED)
    assert after.limit != before[0].limit
    assert after.overdue != before[0].overdue


def test_a_day_that_passes_makes_more_records_too_old(run: Run, calls: Any) -> None:
    old = calls({date(2025, 1, 1): 4, date(2026, 5, 23): 3})
    before = stored(run(old))
    (after,) = run(old, previous=before, as_of=TOMORROW)
    assert (after.state, before[0].count, after.count) == (State.CHANGED, 4, 7)


def test_getting_worse_by_age_is_a_change(run: Run, make: SimpleNamespace) -> None:
    bindings = (make.binding("crm:t", "Domeinen", customer="c"),)
    bsn = make.finding("crm:t::f", "bsn", count=1, ends={"Domeinen": {TODAY: 1}})
    first = [run(bsn, as_of=date(2026, 12, 23), bindings=bindings)]
    for day in (date(2026, 12, 24), date(2026, 12, 25)):
        first.append(run(bsn, as_of=day, bindings=bindings, previous=stored(first[-1])))
    late = [next(each for each in of_day if each.kind is Kind.OVER_RETAINED) for of_day in first]
    assert [(each.overdue, each.severity, each.state) for each in late] == [
        (30, Severity.MEDIUM, State.NEW),
        (31, Severity.MEDIUM, State.UNCHANGED),
        (32, Severity.HIGH, State.CHANGED),
    ]


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"count": 11}, State.CHANGED),
        ({"confidence": 0.6}, State.UNCHANGED),
        ({"distinct": 9}, State.UNCHANGED),
        ({"possible": 4}, State.UNCHANGED),
        ({"together": ("bsn",)}, State.UNCHANGED),
        ({"examples": ("****42",)}, State.UNCHANGED),
        ({"count": 10, "test": 1}, State.CHANGED),
    ],
    ids=str,
)
def test_what_counts_as_a_change(run: Run, make: SimpleNamespace, change: Any, state: State) -> None:
    before = stored(run(make.finding("crm:t::i", "iban", count=10)))
    (after,) = run(make.finding("crm:t::i", "iban", **{"count": 10, **change}), previous=before)
    assert (after.id, after.state) == (before[0].id, state)


def test_more_records_that_are_young_are_no_change(run: Run, calls: Any) -> None:
    before = stored(run(calls({date(2025, 1, 1): 4})))
    (after,) = run(calls({date(2025, 1, 1): 4, TODAY: 100}), previous=before)
    assert after.state is State.UNCHANGED


def test_what_was_deleted_is_gone_once(run: Run, make: SimpleNamespace) -> None:
    before = tuple(replace(each, decision="delete") for each in stored(run(make.finding("crm:t::i", "iban", count=7))))
    (gone,) = run(previous=before)
    assert (gone.id, gone.state, gone.count, gone.decision) == (before[0].id, State.GONE, 7, "delete")
    assert gone.arguments["text"] == before[0].arguments["text"]
    assert run(previous=(gone,)) == ()


def test_what_comes_back_is_new(run: Run, make: SimpleNamespace) -> None:
    iban = make.finding("crm:t::i", "iban")
    gone = tuple(replace(each, state=State.GONE) for each in run(iban))
    assert [each.state for each in run(iban, previous=gone)] == [State.NEW]


def test_what_a_hold_keeps_is_gone_because_of_it(run: Run, make: SimpleNamespace) -> None:
    fax = make.finding("crm:t::f", "email", count=1, ends={"Domeinen": {date(2020, 1, 1): 1}})
    before = stored(run(fax, bindings=(make.binding("crm:t", "Domeinen", customer="c"),)))
    held = (make.binding("crm:t", "Domeinen", customer="c", legal_hold=TODAY),)
    (gone,) = run(fax, bindings=held, previous=before)
    assert (gone.kind, gone.state) == (Kind.OVER_RETAINED, State.GONE)
    assert gone.arguments["legal_hold"] == "2026-11-23"
    assert gone.arguments["text"]["en"].endswith("up to and including 23 November 2026.")


def test_of_a_system_that_was_not_scanned_nothing_is_gone(run: Run, make: SimpleNamespace) -> None:
    before = stored(run(make.finding("mail:INBOX:1:Van", "iban", count=7)))
    (kept,) = run(previous=before)
    assert (kept.state, kept.count, kept.arguments["not_read"]) == (State.UNCHANGED, 7, True)
    assert kept.arguments["text"]["en"].endswith(
        "This place was not read in the latest scan; this is what an earlier scan found."
    )
    (again,) = run(previous=stored((kept,)))
    assert again == kept
    (read,) = run(previous=(kept,), coverage=(Coverage(system="mail", units=1, read=1),))
    assert read.state is State.GONE
    assert "not_read" not in read.arguments
    assert read.arguments["text"] == before[0].arguments["text"]


def test_found_again_after_it_was_not_read_it_is_unchanged(run: Run, make: SimpleNamespace) -> None:
    iban = make.finding("mail:INBOX:1:Van", "iban", count=7)
    (kept,) = run(previous=run(iban))
    (found,) = run(iban, previous=(kept,))
    assert found.state is State.UNCHANGED
    assert "not_read" not in found.arguments


def test_what_the_register_lacks_no_more_is_gone(run: Run, make: SimpleNamespace, register: Register) -> None:
    scan = make.scan()
    before = reconcile(scan, register, (), TODAY)
    bound = reconcile(scan, register, (make.binding("crm:*", "Domeinen"),), TODAY, previous=stored(before))
    states = {(each.explanation, each.entry): each.state for each in bound}
    assert states[("not_covered.no_binding", "domeinen-2")] is State.GONE
    assert states[("declared_not_found", "domeinen-2")] is State.NEW
    assert states[("not_covered.no_binding", "hosting-1")] is State.UNCHANGED


def test_an_explanation_of_another_version_keeps_its_text(run: Run, make: SimpleNamespace) -> None:
    texts = {"text": {"nl": "Iets.", "en": "Something."}, "advice": {"nl": "Doe iets.", "en": "Do something."}}
    old = replace(run(make.finding("crm:t::i", "iban"))[0], explanation="undeclared.strangely", arguments=texts)
    (gone,) = run(previous=(old,))
    assert gone.arguments == texts


PLACE = Location("share", "archief", "2019/oud.zip!/klanten.csv", "bsn")
SKIPPED = [
    (Location("share", ""), True, "the whole system"),
    (Location("share", "archief"), True, "the whole unit"),
    (Location("share", "archief", "2019/oud.zip!/klanten.csv"), True, "the item itself"),
    (Location("share", "archief", "2019/oud.zip"), True, "the archive that it lies in"),
    (Location("share", "archief", "2019/oud.zip!/klanten.csv", "bsn"), True, "its field"),
    (Location("share", "archief", "2019/oud.zip!/klanten.csv", "naam"), False, "another field"),
    (Location("share", "archief", "2019/oud.zi"), False, "a name that begins alike"),
    (Location("share", "arch"), False, "a unit that begins alike"),
    (Location("share", "klanten", "2019/oud.zip"), False, "another unit"),
    (Location("mail", "archief"), False, "another system"),
]


@pytest.mark.parametrize(("skipped", "unread", "why"), SKIPPED, ids=str)
def test_what_lies_in_something_that_was_skipped_was_not_read(
    make: SimpleNamespace, skipped: Location, unread: bool, why: str
) -> None:
    scan = make.scan(skipped=(Skipped(skipped, "encrypted"),))
    assert Unread(scan).covers(PLACE) is unread, why


def test_below_a_folder_that_was_skipped_nothing_was_read(make: SimpleNamespace) -> None:
    unread = Unread(make.scan(skipped=(Skipped(Location("share", "archief"), "no permission"),)))
    assert unread.covers(Location("share", "archief/2019", "a.txt"))
    assert not unread.covers(Location("share", "archief2019", "a.txt"))


def test_of_a_unit_that_was_read_in_part_nothing_as_a_whole_is_known(make: SimpleNamespace) -> None:
    unread = Unread(make.scan(skipped=(Skipped(Location("share", "archief", "a.zip"), "encrypted"),)))
    assert unread.covers(Location("share", "archief"))
    assert not unread.covers(Location("share", "archief", "b.zip"))


def test_a_scan_that_was_broken_off_proves_nothing(make: SimpleNamespace) -> None:
    assert Unread(make.scan(finished=False)).covers(PLACE)
    assert not Unread(make.scan(finished=False)).covers(None)


@pytest.mark.parametrize(
    ("include", "exclude", "unread", "why"),
    [
        ((), (), False, "everything was asked for"),
        (("archief",), (), False, "the unit that it lies in"),
        (("archief/**/oud.zip",), (), False, "the archive that it lies in"),
        (("klanten/**", "archi*"), (), False, "one of several"),
        (("klanten",), (), True, "another unit"),
        ((), ("archief",), True, "all but its unit"),
        ((), ("*.zip",), True, "all but archives"),
        ((), ("*.iso",), False, "all but something else"),
        (("archief",), ("archief/2019",), True, "its unit, but for its folder"),
    ],
)
def test_what_a_scan_was_told_to_leave_out_was_not_read(
    make: SimpleNamespace, include: tuple[str, ...], exclude: tuple[str, ...], unread: bool, why: str
) -> None:
    globs = {side: {"share": each} for side, each in (("include", include), ("exclude", exclude)) if each}
    assert Unread(make.scan(**globs)).covers(PLACE, ("bsn",)) is unread, why


def test_what_a_scan_did_not_look_for_is_not_gone(run: Run, make: SimpleNamespace) -> None:
    before = stored(run(make.finding("crm:t::i", "iban"), make.finding("crm:u::p", "phone")))
    after = run(previous=before, entities=frozenset({"iban"}))
    states = {(each.location.unit, each.state) for each in after if each.location}
    assert states == {("t", State.GONE), ("u", State.UNCHANGED)}
