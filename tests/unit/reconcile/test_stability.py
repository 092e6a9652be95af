"""The outcome depends on what was found, not on how the work was cut up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from types import SimpleNamespace
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pdscan.model import Ages, Finding, State
from pdscan.reconcile import by_severity, reconcile
from pdscan.register import Register
from pdscan.vocabulary import category_of

TODAY = date(2026, 11, 23)
DAYS = st.sampled_from(
    [date(2015, 2, 11), date(2024, 2, 29), date(2026, 5, 22), date(2026, 5, 23), date(2026, 11, 22), TODAY]
)
PLACES = [
    "crm:owners::mail",
    "crm:owners::f7",
    "crm:cdr::caller",
    "share:kluis:a.txt",
    "share:kluis:b.txt",
    "mail:INBOX:7",
]
ENTITIES = ["bsn", "email", "phone", "iban", "fax", "call_record"]


@st.composite
def findings(draw: st.DrawFn, make: SimpleNamespace) -> Finding:
    days = draw(st.dictionaries(DAYS, st.integers(1, 9), max_size=3))
    ends = draw(st.dictionaries(st.none() | DAYS, st.integers(1, 9), min_size=1, max_size=3))
    entity = draw(st.sampled_from(ENTITIES))
    made: Finding = make.finding(
        draw(st.sampled_from(PLACES)),
        entity,
        count=draw(st.integers(1, 40)),
        confidence=draw(st.sampled_from([0.2, 0.5, 0.95])),
        category="usage_data" if entity == "call_record" else category_of(entity),
        days=days,
        ends=draw(st.sampled_from([{}, {"Domeinen": ends}, {"Domeinen": ends, "Hosting": {None: 3}}])),
        undated=draw(st.integers(0, 3)),
        implausible=draw(st.integers(0, 2)),
        unknown_customer=draw(st.integers(0, 3)),
        test=draw(st.integers(0, 1)),
    )
    return made


def halves(counts: Mapping[Any, int], cut: int) -> tuple[dict[Any, int], dict[Any, int]]:
    """Counts in two parts that add up; what is nothing is left out."""
    first = {key: number * cut // 4 for key, number in counts.items()}
    second = {key: number - first[key] for key, number in counts.items()}
    return tuple({key: number for key, number in part.items() if number} for part in (first, second))  # type: ignore[return-value]


def cut_up(finding: Finding, cut: int) -> tuple[Finding, Finding]:
    """A finding as two, as if its place had been read in two pieces."""
    ages = finding.ages
    days = halves(ages.days, cut)
    ends = {service: halves(counts, cut) for service, counts in ages.ends.items()}
    numbers = halves(
        {
            "count": finding.count,
            "test": finding.test,
            "undated": ages.undated,
            "implausible": ages.implausible,
            "unknown_customer": ages.unknown_customer,
        },
        cut,
    )
    first, second = (
        replace(
            finding,
            count=part.get("count", 0),
            test=part.get("test", 0),
            ages=Ages(
                days[which],
                part.get("undated", 0),
                part.get("implausible", 0),
                {service: both[which] for service, both in ends.items()},
                part.get("unknown_customer", 0),
            ),
        )
        for which, part in enumerate(numbers)
    )
    return first, replace(second, confidence=min(second.confidence, 0.3))


def all_bindings(make: SimpleNamespace) -> tuple[Any, ...]:
    return (
        make.binding("crm:owners", "Domeinen", customer="customer"),
        make.binding("crm:owners", "Hosting", customer="customer"),
        make.binding("crm:cdr", "VoIP en mobiel", record_date="started"),
        make.binding("mail:*", "Hosting", legal_hold=date(2027, 1, 1)),
    )


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_order_and_pieces_do_not_matter(data: st.DataObject, make: SimpleNamespace, register: Register) -> None:
    found = data.draw(st.lists(findings(make), max_size=6))
    bindings = all_bindings(make)
    whole = reconcile(make.scan(*found), register, bindings, TODAY)
    pieces = [part for finding in found for part in cut_up(finding, data.draw(st.integers(0, 4)))]
    order = data.draw(st.permutations(pieces))
    coverage = make.scan(*found).coverage
    assert reconcile(make.scan(*order, coverage=coverage), register, bindings, TODAY) == whole
    assert by_severity(reversed(whole)) == whole


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_ids_are_unique_and_survive_counts_confidence_and_days(
    data: st.DataObject, make: SimpleNamespace, register: Register
) -> None:
    found = data.draw(st.lists(findings(make), max_size=6))
    bindings = all_bindings(make)
    before = reconcile(make.scan(*found), register, bindings, TODAY)
    assert len({each.id for each in before}) == len(before)
    grown = [
        replace(each, count=each.count + 1000, possible=each.possible + 3, confidence=max(each.confidence, 0.97))
        if each.confidence >= 0.5 and each.count > each.test
        else each
        for each in found
    ]
    after = reconcile(make.scan(*grown), register, bindings, date(2031, 1, 1))
    assert {each.id for each in before} <= {each.id for each in after}


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_a_second_look_finds_nothing_new(data: st.DataObject, make: SimpleNamespace, register: Register) -> None:
    found = data.draw(st.lists(findings(make), max_size=6))
    bindings = all_bindings(make)
    first = reconcile(make.scan(*found), register, bindings, TODAY)
    second = reconcile(make.scan(*found), register, bindings, TODAY, previous=first)
    assert {each.state for each in second} <= {State.UNCHANGED}
    assert tuple(replace(each, state=State.NEW) for each in second) == first
