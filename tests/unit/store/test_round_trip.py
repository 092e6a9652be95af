"""What is stored comes back as it was."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdscan.model import Ages, Coverage, Discrepancy, Finding, Kind, Location, Severity, Skipped, State
from pdscan.store import Store
from pdscan.store.values import dump, escaped, load, unescaped
from tests.unit.store.conftest import POSTGRESQL, postgresql_store

STARTED = datetime(2026, 11, 24, 2, 25, tzinfo=UTC)

names = st.text(st.characters(exclude_categories=()), max_size=12)
numbers = st.integers(0, 2**62)
days = st.dates(date(1, 1, 1), date(9999, 12, 31))
plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | names
    | days
    | st.datetimes().map(lambda time: time.replace(tzinfo=UTC, fold=0)),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.lists(inner, max_size=3).map(tuple)
        | st.dictionaries(names | st.integers() | st.just("$day"), inner, max_size=3)
    ),
    max_leaves=6,
)
mappings = st.dictionaries(names, plain, max_size=3)
tuples = st.lists(names, max_size=3).map(tuple)
locations = st.builds(Location, names, names, st.none() | names, st.none() | names)
counts = st.dictionaries(days, numbers, max_size=4)
ages = st.builds(
    Ages,
    days=counts,
    undated=numbers,
    implausible=numbers,
    ends=st.dictionaries(names, st.dictionaries(st.none() | days, numbers, max_size=3), max_size=3),
    unknown_customer=numbers,
)
findings = st.builds(
    Finding,
    location=locations,
    entity=st.sampled_from(["bsn", "iban"]),
    category=st.sampled_from(["bsn", "contact"]),
    count=numbers,
    confidence=st.floats(0, 1),
    possible=numbers,
    distinct=numbers,
    test=numbers,
    examples=tuples,
    fingerprints=tuples,
    reasons=tuples,
    attributes=mappings,
    together=tuples,
    rows=st.none() | numbers,
    ages=ages,
)
skips = st.builds(Skipped, locations, names, names)
discrepancies = st.builds(
    Discrepancy,
    id=names,
    kind=st.sampled_from(Kind),
    severity=st.sampled_from(Severity),
    location=st.none() | locations,
    entity=st.none() | names,
    category=st.none() | names,
    service=st.none() | names,
    entry=st.none() | names,
    entries=tuples,
    count=numbers,
    limit=st.none() | days,
    oldest=st.none() | days,
    newest=st.none() | days,
    overdue=st.none() | st.integers(),
    state=st.sampled_from(State),
    decision=st.none() | names,
    explanation=names,
    arguments=mappings,
)
of_a_function = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(scope="module", params=["sqlite", *(["postgresql"] if POSTGRESQL else [])])
def shared(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """A store for many examples."""
    if request.param == "postgresql":
        yield from postgresql_store()
        return
    with Store.open(f"sqlite:///{tmp_path_factory.mktemp('store')}/pdscan.db") as opened:
        yield opened


@of_a_function
@given(st.lists(findings, max_size=4), st.lists(skips, max_size=3), names, names)
def test_units(shared: Store, found: list[Finding], skipped: list[Skipped], system: str, unit: str) -> None:
    scan = shared.begin_scan([system], started=STARTED, scope={})
    for _ in range(2):
        shared.record_unit(
            scan, system, unit, findings=found, skipped=skipped, items=1, rows=2, bytes=3, sampled=True, cursor=unit
        )
    kept = shared.unit(scan, system, unit)
    assert kept is not None
    assert (kept.findings, kept.skipped) == (tuple(found), tuple(skipped))
    assert (kept.items, kept.rows, kept.bytes, kept.sampled, kept.cursor) == (1, 2, 3, True, unit)
    result = shared.scan(scan)
    assert len(result.findings) == len(found)
    assert all(result.findings.count(each) == found.count(each) for each in found)
    assert sorted(map(repr, result.skipped)) == sorted(map(repr, skipped))


@of_a_function
@given(st.lists(discrepancies, max_size=4))
def test_discrepancies(shared: Store, found: list[Discrepancy]) -> None:
    scan = shared.begin_scan(["crm"], started=STARTED, scope={})
    shared.save_discrepancies(scan, date(2026, 11, 24), found)
    kept = shared.discrepancies(scan)
    assert kept == tuple(found)
    assert all(isinstance(each.kind, Kind) and isinstance(each.state, State) for each in kept)
    assert all(isinstance(each.severity, Severity) for each in kept)


@given(plain)
def test_values(value: object) -> None:
    assert repr(load(dump(value))) == repr(value)


@given(names)
def test_names_become_what_every_database_takes(name: str) -> None:
    text = escaped(name)
    text.encode("utf-8")
    assert "\0" not in text
    assert unescaped(text) == name


def test_numpy_numbers_are_numbers(store: Store) -> None:
    finding = Finding(
        location=Location("crm", "t"), entity="bsn", category="bsn", count=np.int64(3), confidence=np.float64(0.5),
        attributes={"width": np.int32(9), "share": np.float32(0.5)}, ages=Ages(days={date(2020, 2, 29): np.int64(3)}),
    )  # fmt: skip
    scan = store.begin_scan(["crm"], started=STARTED, scope={})
    store.record_unit(
        scan,
        "crm",
        "t",
        findings=[finding],
        skipped=[],
        items=np.int64(0),
        rows=np.int64(3),
        bytes=0,
        sampled=False,
        cursor=None,
    )
    kept = store.scan(scan).findings[0]
    assert kept == finding
    assert [type(each) for each in (kept.count, kept.confidence, kept.attributes["width"])] == [int, float, int]


def test_what_has_no_text_is_refused_and_nothing_is_kept(store: Store) -> None:
    finding = Finding(
        location=Location("crm", "t"), entity="bsn", category="bsn", count=1, confidence=1.0, attributes={"set": {1}}
    )
    scan = store.begin_scan(["crm"], started=STARTED, scope={})
    with pytest.raises(Exception, match="a store keeps no set"):
        store.record_unit(
            scan, "crm", "t", findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
        )
    assert store.finished_units(scan, "crm") == set()


def test_times_keep_their_offset(store: Store) -> None:
    started = datetime(2026, 11, 24, 2, 25, 0, 123456, tzinfo=timezone(timedelta(hours=1)))
    scan = store.begin_scan(["crm"], started=started, scope={"full": True})
    finished = started + timedelta(hours=1)
    covered = Coverage(system="crm", units=1, read=1, sampled=1, skipped=2, items=3, rows=4, bytes=5, complete=False)
    store.finish_scan(scan, finished=finished, complete=False, coverage=[covered])
    result = store.scan(scan)
    assert scan.startswith("20261124-012500-")
    assert (result.started.isoformat(), result.finished) == ("2026-11-24T02:25:00.123456+01:00", finished)
    assert result.coverage == store.coverage(scan) == (covered,)


def test_the_order_of_findings_is_that_of_their_places(store: Store) -> None:
    one = Finding(location=Location("crm", "a", None, "x"), entity="iban", category="c", count=1, confidence=1.0)
    found = [replace(one, location=Location("crm", "a", "i", "x")), one, replace(one, entity="bsn")]
    scan = store.begin_scan(["crm"], started=STARTED, scope={})
    kept = []
    for order in (found, found[::-1]):
        store.record_unit(
            scan, "crm", "a", findings=order, skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
        )
        kept.append([(each.location.item, each.entity) for each in store.scan(scan).findings])
    assert kept == [[(None, "bsn"), (None, "iban"), ("i", "iban")]] * 2


def test_days_are_iso_8601_in_the_file(url: str, tmp_path: Path) -> None:
    finding = Finding(
        location=Location("crm", "a"), entity="bsn", category="bsn", count=3, confidence=1.0,
        ages=Ages(days={date(2020, 2, 29): 2, date(2019, 1, 1): 1}, ends={"Domeinen": {None: 1, date(2021, 1, 1): 2}}),
    )  # fmt: skip
    with Store.open(url) as store:
        scan = store.begin_scan(["crm"], started=STARTED, scope={})
        store.record_unit(
            scan, "crm", "a", findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
        )
    with sqlite3.connect(tmp_path / "pdscan.db") as connection:
        row = connection.execute("SELECT days, ends FROM findings").fetchone()
    assert row == ('{"2019-01-01":1,"2020-02-29":2}', '{"Domeinen":{"":1,"2021-01-01":2}}')
