"""Findings that come in parts say the same as whole ones."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

from hypothesis import given
from hypothesis import strategies as st

from pdscan.model import Ages
from pdscan.reconcile import merge_ages, merge_findings

FIRST, SECOND = date(2020, 1, 1), date(2020, 1, 2)

counts = st.integers(1, 9)
days = st.dates(date(2015, 1, 1), date(2026, 11, 23))
all_ages = st.builds(
    Ages,
    st.dictionaries(days, counts, max_size=4),
    st.integers(0, 3),
    st.integers(0, 3),
    st.dictionaries(
        st.sampled_from(["Domeinen", "Hosting"]),
        st.dictionaries(st.none() | days, counts, min_size=1, max_size=4),
    ),
    st.integers(0, 3),
)


def test_ages_are_added_day_by_day_and_service_by_service() -> None:
    merged = merge_ages(
        [
            Ages({FIRST: 1, SECOND: 2}, 3, 4, {"Hosting": {FIRST: 5, None: 6}}, 7),
            Ages({FIRST: 10}, 30, 40, {"Hosting": {None: 60}, "Domeinen": {SECOND: 50}}, 70),
        ]
    )
    assert merged == Ages(
        {FIRST: 11, SECOND: 2}, 33, 44, {"Hosting": {FIRST: 5, None: 66}, "Domeinen": {SECOND: 50}}, 77
    )


def test_no_ages_are_no_ages() -> None:
    assert merge_ages([]) == Ages()


@given(st.lists(all_ages, max_size=4), st.randoms(use_true_random=False), st.integers(0, 4))
def test_the_order_and_grouping_of_ages_do_not_matter(parts: list[Ages], random: object, cut: int) -> None:
    whole = merge_ages(parts)
    shuffled = list(parts)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert merge_ages(shuffled) == whole
    assert merge_ages([merge_ages(parts[:cut]), merge_ages(parts[cut:])]) == whole


def test_findings_of_one_entity_at_one_place_become_one(make: SimpleNamespace) -> None:
    first = make.finding(
        "crm:t::f",
        "bsn",
        count=2,
        confidence=0.6,
        possible=1,
        distinct=2,
        test=1,
        examples=("*1", "*9"),
        fingerprints=("b", "c"),
        reasons=("checksum",),
        attributes={"kind": "a", "land": "NL", "only": 1},
        together=("iban",),
        rows=10,
        days={FIRST: 2},
    )
    second = make.finding(
        "crm:t::f",
        "bsn",
        count=3,
        confidence=0.9,
        possible=2,
        distinct=3,
        test=0,
        examples=("*2", "*3", "*4", "*5"),
        fingerprints=("a", "b"),
        reasons=("header:bsn",),
        attributes={"kind": "b", "land": "NL"},
        together=("email",),
        rows=20,
        undated=3,
    )
    merged = make.finding(
        "crm:t::f",
        "bsn",
        count=5,
        confidence=0.9,
        possible=3,
        distinct=3,
        test=1,
        examples=("*1", "*2", "*3", "*4", "*5"),
        fingerprints=("a", "b", "c"),
        reasons=("checksum", "header:bsn"),
        attributes={"land": "NL"},
        together=("email", "iban"),
        rows=30,
        days={FIRST: 2},
        undated=3,
    )
    assert merge_findings([first, second]) == (merged,)
    assert merge_findings([second, first]) == (merged,)


def test_other_places_entities_and_categories_stay_apart(make: SimpleNamespace) -> None:
    findings = [
        make.finding("crm:t::g", "bsn"),
        make.finding("crm:t::f", "email", category="hostmaster_email"),
        make.finding("crm:t::f", "email"),
        make.finding("crm:t:i:f", "bsn"),
        make.finding("crm:t::f", "bsn"),
        make.finding("crm:t", "bsn"),
    ]
    assert merge_findings(findings) == tuple(findings[place] for place in (5, 4, 2, 1, 0, 3))


def test_rows_that_nobody_counted_stay_unknown(make: SimpleNamespace) -> None:
    (merged,) = merge_findings([make.finding("crm:t::f", "bsn"), make.finding("crm:t::f", "bsn")])
    assert merged.rows is None
