"""Dates in databases: how they are written, and which column they are taken from."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from pdscan_targets.sql_columns import Column
from pdscan_targets.sql_dates import are_dates, candidates, day_of, days_of

CASES = yaml.safe_load((Path(__file__).parents[2] / "cases/sql-dates.yaml").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reason"])
def test_case(case: dict[str, Any]) -> None:
    named = case.get("named", False)
    assert day_of(case["value"], named=named) == case["day"]
    together = days_of([case["value"], "2019-11-23"], named=named).tolist()
    assert together == [case["day"], date(2019, 11, 23)]


def test_objects() -> None:
    late = datetime(2019, 11, 23, 23, 30, tzinfo=timezone(timedelta(hours=-5)))
    values = [date(2019, 11, 23), datetime(2019, 11, 23, 23, 30), late, Decimal("1574467200"), late.astimezone(UTC)]
    days = [date(2019, 11, 23)] * 4 + [date(2019, 11, 24)]
    assert days_of(values, named=True).tolist() == days


@given(st.lists(st.dates(min_value=date(1000, 1, 1)), max_size=30))
def test_the_short_way_and_the_long_way_agree(dates: list[date]) -> None:
    texts = [each.isoformat() for each in dates]
    assert days_of(texts, named=False).tolist() == dates
    assert days_of([*texts, None], named=False).tolist() == [*dates, None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["2019-11-23"] * 8 + ["x"] * 2, True),
        (["2019-11-23"] * 7 + ["x"] * 3, False),
        (["2019-11-23", None, "", None], True),
        ([None, ""], None),
        ([], None),
        ([7, 8], False),
    ],
)
def test_a_column_of_dates(values: Sequence[object], expected: bool | None) -> None:
    assert are_dates(days_of(values, named=False), values) is expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ("id:number datum:text created_at:text", ["created_at", "datum"]),
        ("geboortedatum:date date_of_birth:date DOB:date", []),
        ("einddatum:date valid_until:date ended_on:date expires_at:date", []),
        ("updated_at:date begin_tijd:text aangemaakt:text", ["aangemaakt", "begin_tijd", "updated_at"]),
        ("created_at:number created_by:text", ["created_by"]),
        ("eff_dt:date notitie:text", ["eff_dt"]),
        ("besteldatum:any", ["besteldatum"]),
        ("call_start:text StartTime:other start_time:date", ["start_time"]),
        ("datum:binary tijd:text", ["tijd"]),
        ("registered_at:text created_on:text", ["created_on", "registered_at"]),
    ],
)
def test_the_likeliest_columns_by_name(columns: str, expected: list[str]) -> None:
    assert candidates([Column(*each.split(":")) for each in columns.split()]) == expected
