"""Days as tables, contracts and file names write them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

_DATE_IN_NAME = re.compile(r"(?<!\d)((?:19|20)\d\d)([-_.]?)([01]\d)\2([0-3]\d)(?!\d)")
_WRITTEN = ("%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y", "%Y%m%d", "%Y/%m/%d")


@lru_cache(maxsize=4096)
def read_day(text: str) -> date | None:
    """A date as tables write it, the time after it left out.

    >>> read_day("2024-02-29 10:15:00"), read_day("31-12-2025"), read_day("morgen")
    (datetime.date(2024, 2, 29), datetime.date(2025, 12, 31), None)
    """
    day = text.strip().replace("T", " ").partition(" ")[0]
    for written in _WRITTEN:
        try:
            return datetime.strptime(day, written).date()
        except ValueError:
            continue
    return None


@lru_cache(maxsize=4096)
def date_in_name(path: str) -> date | None:
    """The date in a name, the last one where there are several.

    >>> date_in_name("2019/gesprek_20210403-1130.wav")
    datetime.date(2021, 4, 3)
    >>> date_in_name("factuur 2021-13-01.pdf") is None
    True
    """
    for year, _, month, day in reversed(_DATE_IN_NAME.findall(path)):
        try:
            return date(int(year), int(month), int(day))
        except ValueError:
            continue
    return None


_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def logged_day(year: bytes, month: bytes, day: bytes, latest: date) -> date | None:
    """The day of a log's record; where it tells no year, the last such day that is no later than `latest`.

    A day alone is a number of seconds since 1970.

    >>> logged_day(b"2026", b"Jan", b"31", date(2026, 11, 1)), logged_day(b"26", b"02", b"30", date(2026, 11, 1))
    (datetime.date(2026, 1, 31), None)
    >>> logged_day(b"", b"Dec", b" 9", date(2026, 1, 2))
    datetime.date(2025, 12, 9)
    >>> logged_day(b"", b"", b"1769865753", date(2026, 11, 1))
    datetime.date(2026, 1, 31)
    """
    name = month.decode("ascii", "replace").lower()[:3]
    try:
        if not month:
            return datetime.fromtimestamp(int(day), UTC).date()
        number = _MONTHS.index(name) + 1 if name in _MONTHS else int(month)
        if year:
            return date(int(year) + (2000 if len(year) == 2 else 0), number, int(day))
        return _last(number, int(day), latest + timedelta(days=1))
    except (ValueError, OverflowError, OSError):
        return None


def _last(month: int, day: int, latest: date) -> date:
    """A day's last occurrence; one more day is allowed, for a log that is written in another time zone."""
    for year in range(latest.year, latest.year - 9, -1):
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if found <= latest:
            return found
    raise ValueError("no such day")
