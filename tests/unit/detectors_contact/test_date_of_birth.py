"""Dates of birth: the whole calendar, in every notation."""

from datetime import date, timedelta

import pytest

from pdscan_detectors import date_of_birth

DUTCH = [
    "januari", "februari", "maart", "april", "mei", "juni",
    "juli", "augustus", "september", "oktober", "november", "december",
]  # fmt: skip
SHORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sept", "okt", "nov", "dec"]


def test_every_day_is_read_in_every_notation() -> None:
    day = date(date.today().year - 99, 1, 1)
    while day < date(date.today().year, 1, 1):
        for text in (
            day.isoformat(),
            f"{day:%d-%m-%Y}",
            f"{day.day}/{day.month}/{day.year}",
            f"{day:%d.%m.%Y}",
            f"{day:%Y%m%d}",
            f"{day:%d%m%Y}",
            f"{day.day} {DUTCH[day.month - 1]} {day.year}",
            f"{day.day} {SHORT[day.month - 1]}. {day.year}",
            f"{day:%B} {day.day}, {day.year}",
            f"{day.day}th of {day:%B} {day.year}",
        ):
            verdict = date_of_birth.validate(text)
            assert verdict is not None, text
            assert verdict.value == day.isoformat(), text
        day += timedelta(days=11)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12-03-'80", "1980-03-12"),
        ("1/2/68", "1968-02-01"),
        ("1-1-05", "2005-01-01"),
        ("12/31/1980", "1980-12-31"),
        ("29-02-2000", "2000-02-29"),
        ("12MAR1980", "1980-03-12"),
        ("12 03 1980", "1980-03-12"),
        ("1980-03-12 00:00:00", "1980-03-12"),
        ("1980-03-12T00:00:00Z", "1980-03-12"),
        ("3 mrt. 1990", "1990-03-03"),
    ],
)
def test_notations(text: str, value: str) -> None:
    verdict = date_of_birth.validate(text)
    assert verdict is not None
    assert (verdict.value, verdict.label_required) == (value, True)


@pytest.mark.parametrize(
    "text",
    [
        "", "12-03", "31-02-1980", "29-02-1999", "1980-13-01", "00-00-1980", "12-03-1875", "12-03-2098", "12 foo 1980",
        "12 maart", "12 maart 19800", "99999999", "maart 1980", "12-03-198", "een",
    ],
)  # fmt: skip
def test_what_is_no_date_of_birth(text: str) -> None:
    assert date_of_birth.validate(text) is None


def test_the_oldest_and_the_youngest() -> None:
    year = date_of_birth.THIS_YEAR
    assert date_of_birth.validate(f"{year - 120}-06-01") is not None
    assert date_of_birth.validate(f"{year - 121}-06-01") is None
    assert date_of_birth.validate(f"{year + 1}-06-01") is None
