"""How long something may be kept, to the day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import assume, example, given
from hypothesis import strategies as st

from pdscan.model import Ages
from pdscan.reconcile.retention import Overdue, ends_on, oldest_allowed, over_retained, parse_period
from pdscan.register import Retention

CASES = yaml.safe_load(
    (Path(__file__).parents[2] / "cases" / "reconcile" / "retention.yaml").read_text(encoding="utf-8")
)
DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)
SIX_MONTHS = Retention("length", "P6M", "Zes maanden")
END = Retention("end_of_service", None, "Tot einde dienstverlening")

days = st.dates(date(1900, 1, 1), date(2200, 12, 31))
periods = st.builds(
    lambda years, months, weeks, days: f"P{years}Y{months}M{weeks}W{days}D",
    st.integers(0, 30),
    st.integers(0, 40),
    st.integers(0, 60),
    st.integers(0, 800),
)


@pytest.mark.parametrize("case", CASES["periods"], ids=lambda case: case["why"])
def test_the_last_day_of_a_period(case: dict[str, Any]) -> None:
    assert ends_on(case["start"], case["period"]) == case["last"]


@pytest.mark.parametrize("case", CASES["limits"], ids=lambda case: case["why"])
def test_the_oldest_day_that_is_still_allowed(case: dict[str, Any]) -> None:
    assert oldest_allowed(case["as_of"], case["period"]) == case["oldest"]


@pytest.mark.parametrize("case", CASES["wrong"], ids=lambda case: case["why"])
def test_what_is_no_period(case: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="is no ISO 8601 period of years, months, weeks and days"):
        parse_period(case["period"])


@given(start=days, as_of=days, period=periods)
@example(start=date(2024, 8, 31), as_of=date(2025, 2, 28), period="P6M")
@example(start=date(2024, 2, 29), as_of=date(2025, 3, 1), period="P1Y")
def test_oldest_allowed_is_the_inverse_of_ends_on(start: date, as_of: date, period: str) -> None:
    assert (ends_on(start, period) >= as_of) == (start >= oldest_allowed(as_of, period))


@given(as_of=days, period=periods)
def test_the_day_before_the_oldest_allowed_has_just_ended(as_of: date, period: str) -> None:
    limit = oldest_allowed(as_of, period)
    assert ends_on(limit, period) >= as_of
    assert ends_on(limit - DAY, period) < as_of


@given(start=days, period=periods)
def test_a_later_record_never_ends_earlier(start: date, period: str) -> None:
    assert start <= ends_on(start, period) <= ends_on(start + DAY, period)


@given(start=days, months=st.integers(0, 600))
def test_months_keep_the_day_or_take_the_last_of_the_month(start: date, months: int) -> None:
    end = ends_on(start, f"P{months}M")
    assert (end.year * 12 + end.month) - (start.year * 12 + start.month) == months
    assert end.day == start.day or (end.day < start.day and (end + DAY).day == 1)


@given(start=days, number=st.integers(0, 5000))
def test_days_are_days(start: date, number: int) -> None:
    assert ends_on(start, f"P{number}D") - start == timedelta(days=number)
    assert oldest_allowed(start, f"P{number}D") == start - timedelta(days=number)


@given(start=days)
def test_365_days_are_a_year_unless_a_leap_day_lies_between(start: date) -> None:
    year, year_of_days = ends_on(start, "P1Y"), ends_on(start, "P365D")
    leap = [date(y, 2, 29) for y in (start.year, start.year + 1) if y % 4 == 0 and (y % 100 != 0 or y % 400 == 0)]
    between = any(start < day <= year for day in leap)
    assert year - year_of_days == timedelta(days=int(between))


def test_the_last_allowed_day_is_still_allowed() -> None:
    ages = Ages({date(2024, 8, 31): 3})
    assert over_retained(ages, SIX_MONTHS, date(2025, 2, 28), "Mobiel").count == 0
    assert over_retained(ages, SIX_MONTHS, date(2025, 3, 1), "Mobiel") == Overdue(
        count=3, oldest=date(2024, 8, 31), newest=date(2024, 8, 31), limit=date(2024, 9, 1), days=1, judged=3
    )


def test_only_what_is_too_old_is_counted() -> None:
    ages = Ages({date(2020, 1, 1): 2, date(2026, 5, 22): 5, date(2026, 5, 23): 7, date(2026, 11, 23): 1})
    assert over_retained(ages, SIX_MONTHS, TODAY, "Mobiel") == Overdue(
        count=7,
        oldest=date(2020, 1, 1),
        newest=date(2026, 5, 22),
        limit=date(2026, 5, 23),
        days=(TODAY - date(2020, 7, 1)).days,
        judged=15,
    )


def test_a_date_after_the_day_is_not_too_old_and_one_before_1970_is_none() -> None:
    ages = Ages({date(2027, 1, 1): 2, date(1969, 12, 31): 4, date(1970, 1, 1): 1}, undated=3, implausible=5)
    assert over_retained(ages, SIX_MONTHS, TODAY, "Mobiel") == Overdue(
        count=1,
        oldest=date(1970, 1, 1),
        newest=date(1970, 1, 1),
        limit=date(2026, 5, 23),
        days=(TODAY - date(1970, 7, 1)).days,
        judged=3,
        undetermined=12,
        implausible=9,
    )


def test_the_last_day_of_a_service_is_still_a_day_of_service() -> None:
    ages = Ages(ends={"Domeinen": {date(2026, 11, 22): 2, TODAY: 3, date(2027, 1, 1): 4, None: 5}})
    assert over_retained(ages, END, TODAY, "Domeinen") == Overdue(
        count=2, oldest=date(2026, 11, 22), newest=date(2026, 11, 22), limit=TODAY, days=1, judged=14
    )


def test_a_length_after_the_end_of_service_begins_on_the_last_day_of_service() -> None:
    seven_years = Retention("end_of_service", "P7Y", "zeven jaar na einde contract")
    ages = Ages(ends={"Domeinen": {date(2019, 11, 22): 2, date(2019, 11, 23): 3, None: 5}})
    assert over_retained(ages, seven_years, TODAY, "Domeinen") == Overdue(
        count=2, oldest=date(2019, 11, 22), newest=date(2019, 11, 22), limit=date(2019, 11, 23), days=1, judged=10
    )


def test_who_is_no_customer_of_the_service_is_not_judged() -> None:
    ages = Ages(ends={"Hosting": {date(2020, 1, 1): 4}, "Domeinen": {None: 1}}, unknown_customer=2)
    assert over_retained(ages, END, TODAY, "Domeinen", total=7) == Overdue(limit=TODAY, judged=1, undetermined=6)
    assert over_retained(ages, END, TODAY, "Domeinen") == Overdue(limit=TODAY, judged=1, undetermined=2)
    assert over_retained(ages, END, TODAY, "Mobiel", total=7) == Overdue(limit=TODAY, undetermined=7)


def test_a_service_may_be_spelt_otherwise_in_the_list_of_ends() -> None:
    ages = Ages(ends={"voip  en Mobiel": {date(2020, 1, 1): 4}})
    assert over_retained(ages, END, TODAY, "VoIP en mobiel").count == 4


def test_an_end_before_1970_is_a_placeholder() -> None:
    ages = Ages(ends={"Domeinen": {date(1, 1, 1): 4, None: 1}})
    assert over_retained(ages, END, TODAY, "Domeinen", total=6) == Overdue(
        limit=TODAY, judged=1, undetermined=5, implausible=4
    )


@pytest.mark.parametrize(
    "retention", [Retention("undetermined", None, "Afhankelijk van de gebruiker"), Retention("length", None, "")]
)
def test_what_nobody_can_compute(retention: Retention) -> None:
    ages = Ages({date(2000, 1, 1): 4}, undated=1, implausible=2)
    assert over_retained(ages, retention, TODAY, "Mobiel") == Overdue(undetermined=7)
    assert over_retained(ages, retention, TODAY, "Mobiel", total=9) == Overdue(undetermined=9)


@given(
    records=st.dictionaries(st.dates(date(1970, 1, 1), date(2030, 1, 1)), st.integers(1, 9)), as_of=days, period=periods
)
def test_counting_agrees_with_looking_at_every_record(records: dict[date, int], as_of: date, period: str) -> None:
    late = {day: number for day, number in records.items() if ends_on(day, period) < as_of}
    overdue = over_retained(Ages(records), Retention("length", period, ""), as_of, "Mobiel")
    assert overdue.count == sum(late.values())
    assert (overdue.oldest, overdue.newest) == (min(late, default=None), max(late, default=None))
    assert overdue.days == ((as_of - ends_on(min(late), period)).days if late else None)
    assert overdue.judged == sum(records.values())


@given(start=days, first=days, second=days, period=periods)
def test_what_is_too_old_stays_too_old(start: date, first: date, second: date, period: str) -> None:
    assume(first <= second)
    retention, ages = Retention("length", period, ""), Ages({start: 1})
    early = over_retained(ages, retention, first, "Mobiel").count
    assert early <= over_retained(ages, retention, second, "Mobiel").count


def test_all_spellings_of_a_service_count_together() -> None:
    ages = Ages(ends={"DNS": {date(2020, 1, 1): 1}, "dns": {date(2020, 1, 1): 2, None: 4}})
    assert over_retained(ages, END, TODAY, "Dns") == Overdue(
        count=3,
        oldest=date(2020, 1, 1),
        newest=date(2020, 1, 1),
        limit=TODAY,
        days=(TODAY - date(2020, 1, 1)).days,
        judged=7,
    )
