"""Which column says of when a row is, and of which day each row is.

Dates come as dates, as text in the notations that people and programs use, and as seconds since 1970.  The day is
that of the source: a time with an offset counts on the day it is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pdscan_targets.sql_columns import Column

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

ENOUGH = 0.8
"""The share of a column's values that must be dates before the column counts as one, unless a binding names it."""

_NOTATIONS = (
    re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<year>\d{4})[/.](?P<month>\d{1,2})[/.](?P<day>\d{1,2})(?!\d)"),
    re.compile(r"(?P<year>(?:19|20)\d\d)(?P<month>\d\d)(?P<day>\d\d)(?:T?\d{4,6})?(?!\d)"),
    re.compile(r"(?P<day>\d{1,2})[-/.](?P<month>\d{1,2})[-/.](?P<year>\d{4})(?!\d)"),
    re.compile(r"(?:[A-Za-z]{2,9},? )?(?P<day>\d{1,2})[- ](?P<word>[A-Za-z]{3,9})\.?[- ](?P<year>\d{4})(?!\d)"),
)
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?!\d)")
_MONTHS = {
    name: number % 12 + 1
    for number, name in enumerate(
        re.findall("...", "janfebmrtaprmeijunjulaugsepoktnovdecjanfebmaraprmayjunjulaugsepoctnovdecjanfebmaa")
    )
}
"""The first three letters of the months in Dutch and English."""

_MILLISECONDS = 10**11
_MICROSECONDS = 10**14


def candidates(columns: Sequence[Column]) -> list[str]:
    """The columns that may say of when a row is, the likeliest first.

    >>> candidates([Column("geboortedatum", "date"), Column("Datum", "text"), Column("created_at", "text")])
    ['created_at', 'Datum']
    """
    ranked = []
    for place, column in enumerate(columns):
        rank = _rank(column)
        if rank is not None:
            ranked.append((rank, place, column.name))
    return [name for _, _, name in sorted(ranked)]


def days_of(values: Sequence[object], *, named: bool) -> NDArray[np.datetime64]:
    """The day of each value (datetime64[D]), NaT where there is none.

    :param named: a binding names the column, so that numbers may be seconds or milliseconds since 1970.

    >>> days_of(["2019-11-23T00:10:00+02:00", "23-11-2019", None, "0000-00-00"], named=False).astype(str).tolist()
    ['2019-11-23', '2019-11-23', 'NaT', 'NaT']
    """
    import numpy as np

    if set(map(type, values)) == {str} and all(map(_ISO.match, values)):  # type: ignore[arg-type]
        try:
            return np.array([value[:10] for value in values], dtype="datetime64[D]")  # type: ignore[index]
        except ValueError:  # the thirtieth of February
            pass
    return np.array([day_of(value, named=named) for value in values], dtype="datetime64[D]")


def day_of(value: object, *, named: bool) -> date | None:
    """The day of one value, None when it is none.

    >>> day_of(1574467200, named=True), day_of(1574467200, named=False), day_of("23 november 2019", named=False)
    (datetime.date(2019, 11, 23), None, datetime.date(2019, 11, 23))
    """
    match value:
        case datetime():
            return value.date()
        case date():
            return value
        case str():
            return _of_text(value.strip(), named)
        case int() | float() | Decimal():
            return _of_number(float(value), named)
        case _:
            return None


def are_dates(days: NDArray[np.datetime64], values: Sequence[object]) -> bool | None:
    """Whether the values of a column, as far as they have been seen, are dates; None when all of them are empty."""
    import numpy as np

    filled = sum(value is not None and value != "" for value in values)
    return int(np.count_nonzero(~np.isnat(days))) >= ENOUGH * filled if filled else None


def _of_text(text: str, named: bool) -> date | None:
    if named and re.fullmatch(r"\d{9,}(?:\.\d+)?", text):
        return _of_number(float(text), named)
    for notation in _NOTATIONS:
        if found := notation.match(text):
            return _day(**found.groupdict())
    return None


def _day(year: str, day: str, month: str = "0", word: str = "") -> date | None:
    try:
        return date(int(year), _MONTHS.get(word[:3].lower(), 0) or int(month), int(day))
    except ValueError:
        return None


def _of_number(value: float, named: bool) -> date | None:
    """A number that is written as a date (20191123), or that counts seconds, milliseconds or microseconds."""
    try:
        if 19000101 <= value <= 21001231 and (day := _of_text(str(int(value)), named=False)):
            return day
        if not named:
            return None
        unit = 10**6 if abs(value) >= _MICROSECONDS else 1000 if abs(value) >= _MILLISECONDS else 1
        return datetime.fromtimestamp(value / unit, UTC).date()
    except (ValueError, OverflowError, OSError):
        return None


def _rank(column: Column) -> tuple[int, int, int] | None:
    """How likely a column is the one, least first; None when it can't be."""
    name = re.sub(r"[^a-z]", "", column.name.lower())
    lists = _names()
    if column.kind in ("binary", "number", "other") or any(word in name for word in lists["never"]):
        return None
    for group, words in enumerate((lists["made"], lists["happened"], lists["changed"])):
        for place, word in enumerate(words):
            if name == word:
                return group, 0, place
        if any(name.startswith(word) or name.endswith(word) for word in words):
            return group, 1, 0
    return (3, 0, 0) if column.kind == "date" else None


@cache
def _names() -> dict[str, list[str]]:
    import yaml

    names: dict[str, Any] = yaml.safe_load(files("pdscan_targets").joinpath("date_columns.yaml").read_text("utf-8"))
    return names
