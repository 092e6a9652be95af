"""Days as contacts and calendars write them: `20191111T223000Z`, `2019-11-11`, `20191111`."""

from __future__ import annotations

import re
from datetime import date

_DAY = re.compile(r"\s*(\d{4})-?(\d\d)-?(\d\d)(?!\d)")


def day_in(text: str) -> date | None:
    """The day with which a text begins; None when it doesn't.

    >>> day_in("20191111T223000Z"), day_in("2019-11-11"), day_in("20191311"), day_in("--0415")
    (datetime.date(2019, 11, 11), datetime.date(2019, 11, 11), None, None)
    """
    found = _DAY.match(text)
    try:
        return date(*map(int, found.groups())) if found else None
    except ValueError:
        return None
