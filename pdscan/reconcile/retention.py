"""Retention arithmetic: how long something may be kept, and what is kept longer than that.

A period is an ISO 8601 duration of whole days or more, counted on the calendar: months and years are added first,
and a day that the month doesn't have becomes its last one; then weeks and days are added.  The day on which a period
ends is the last day on which the data may be kept, and is itself still allowed.

>>> ends_on(date(2024, 8, 31), "P6M")
datetime.date(2025, 2, 28)
>>> ends_on(date(2024, 2, 29), "P1Y"), ends_on(date(2024, 2, 29), "P365D")
(datetime.date(2025, 2, 28), datetime.date(2025, 2, 28))
>>> ends_on(date(2023, 3, 1), "P1Y"), ends_on(date(2023, 3, 1), "P365D")
(datetime.date(2024, 3, 1), datetime.date(2024, 2, 29))
>>> ends_on(date(2024, 8, 31), "6 months")
Traceback (most recent call last):
ValueError: “6 months” is no ISO 8601 period of years, months, weeks and days, such as P6M or P1Y
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import TypedDict

from dateutil.relativedelta import relativedelta

from pdscan.model import Ages
from pdscan.reconcile.services import same_service
from pdscan.register import Retention

FIRST_PLAUSIBLE = date(1970, 1, 1)
"""Dates before this day are placeholders or mistakes; they are reported as unknown, and never counted as old."""

_PERIOD = re.compile(r"P(?=\d)(?:(\d+)Y)?(?:(\d+)M)?(?:(\d+)W)?(?:(\d+)D)?", re.ASCII)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """An ISO 8601 period; `months` includes the years, `days` the weeks."""

    months: int
    days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """What `over_retained` says of the records at one place.

    `count` records are kept too long; `oldest` and `newest` are the days (record date or end of service) of those.
    `limit` is the earliest such day that is still allowed, None when the retention can't be computed.
    `days` is by how many days the oldest has passed its own last allowed day.

    `judged` records could be judged, `undetermined` could not: of these `implausible` have a date that can't be
    true, and the others no date, or a customer of whom it isn't known whether the service has ended.
    """

    count: int = 0
    oldest: date | None = None
    newest: date | None = None
    limit: date | None = None
    days: int | None = None
    judged: int = 0
    undetermined: int = 0
    implausible: int = 0


@lru_cache(maxsize=1024)
def parse_period(period: str) -> Period:
    """A period from its ISO 8601 text: PnYnMnWnD, in this order, each part optional but one.

    :raises ValueError: when it is anything else; fractions and times of the day count as anything else.

    >>> parse_period("P1Y6M"), parse_period("P2W1D")
    (Period(months=18, days=0), Period(months=0, days=15))
    """
    found = _PERIOD.fullmatch(period)
    if found is None:
        raise ValueError(f"“{period}” is no ISO 8601 period of years, months, weeks and days, such as P6M or P1Y")
    years, months, weeks, days = (int(part or 0) for part in found.groups())
    return Period(12 * years + months, 7 * weeks + days)


@lru_cache(maxsize=65536)
def ends_on(start: date, period: str) -> date:
    """The last day on which something from `start` may be kept.

    Periods that reach beyond the calendar end on its last day.

    :raises ValueError: when `period` is no ISO 8601 period.
    """
    parsed = parse_period(period)
    try:
        return start + relativedelta(months=parsed.months) + timedelta(days=parsed.days)
    except (ValueError, OverflowError):
        return date.max


@lru_cache(maxsize=65536)
def oldest_allowed(as_of: date, period: str) -> date:
    """The earliest start from which `period` has not ended before `as_of`: the exact inverse of `ends_on`.

    For every day d: `ends_on(d, period) >= as_of` if and only if `d >= oldest_allowed(as_of, period)`.

    :raises ValueError: when `period` is no ISO 8601 period.

    >>> oldest_allowed(date(2025, 3, 1), "P6M")
    datetime.date(2024, 9, 1)
    >>> oldest_allowed(date(2025, 3, 31), "P1M")
    datetime.date(2025, 3, 1)
    """
    parsed = parse_period(period)
    try:
        last_month = as_of - timedelta(days=parsed.days)
        start = last_month - relativedelta(months=parsed.months)
    except (ValueError, OverflowError):
        return date.min
    return start if start + relativedelta(months=parsed.months) >= last_month else start + _DAY


def over_retained(ages: Ages, retention: Retention, as_of: date, service: str, *, total: int | None = None) -> Overdue:
    """What of the records with these ages is kept longer than `retention` allows on the day `as_of`.

    :param service: whose end counts where the retention begins with the end of a service.
    :param total: how many records there are; those missing from `ages` then count as undetermined.
    :raises ValueError: when the retention has a length that is no ISO 8601 period.
    """
    if retention.kind == "length" and retention.length is not None:
        return _by_record_date(ages, retention.length, as_of, total)
    if retention.kind == "end_of_service":
        return _by_end_of_service(ages, retention.length, as_of, service, total)
    known = sum(ages.days.values()) + ages.undated + ages.implausible
    return Overdue(undetermined=known if total is None else total)


def _by_record_date(ages: Ages, length: str, as_of: date, total: int | None) -> Overdue:
    limit = oldest_allowed(as_of, length)
    days = _split(ages.days, limit)
    implausible = ages.implausible + days.implausible
    undetermined = ages.undated + implausible if total is None else max(0, total - days.judged)
    return Overdue(
        **days.overdue(as_of, lambda oldest: ends_on(oldest, length)),
        limit=limit,
        judged=days.judged,
        undetermined=undetermined,
        implausible=min(implausible, undetermined),
    )


def _by_end_of_service(ages: Ages, length: str | None, as_of: date, service: str, total: int | None) -> Overdue:
    ends = _ends_of(ages, service)
    limit = as_of if length is None else oldest_allowed(as_of, length)
    days = _split({day: number for day, number in ends.items() if day is not None}, limit)
    judged = days.judged + ends.get(None, 0)
    unjudged = ages.unknown_customer + days.implausible
    undetermined = unjudged if total is None else max(0, total - judged)
    return Overdue(
        **days.overdue(as_of, lambda end: end if length is None else ends_on(end, length)),
        limit=limit,
        judged=judged,
        undetermined=undetermined,
        implausible=min(days.implausible, undetermined),
    )


class _Late(TypedDict, total=False):
    count: int
    oldest: date
    newest: date
    days: int


@dataclass(frozen=True, slots=True)
class _Days:
    """Records by day, cut in three: those before the limit, how many have a plausible day, how many have none."""

    late: Mapping[date, int]
    judged: int
    implausible: int

    def overdue(self, as_of: date, last_allowed: Callable[[date], date]) -> _Late:
        if not self.late:
            return {}
        oldest = min(self.late)
        return {
            "count": sum(self.late.values()),
            "oldest": oldest,
            "newest": max(self.late),
            "days": (as_of - last_allowed(oldest)).days,
        }


def _split(days: Mapping[date, int], limit: date) -> _Days:
    late: dict[date, int] = {}
    judged = implausible = 0
    for day, number in days.items():
        if day < FIRST_PLAUSIBLE:
            implausible += number
            continue
        judged += number
        if day < limit and number:
            late[day] = number
    return _Days(late, judged, implausible)


def _ends_of(ages: Ages, service: str) -> Mapping[date | None, int]:
    """The ends of one service, whose name may be spelt with other capitals or spaces in the source of the ends."""
    wanted = same_service(service)
    ends: Counter[date | None] = Counter()
    for name, counts in ages.ends.items():
        if same_service(name) == wanted:
            ends.update(counts)
    return ends
