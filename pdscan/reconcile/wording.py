"""Numbers, days, periods and lists as people write them in Dutch and English."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from functools import lru_cache

from babel.dates import format_date
from babel.lists import format_list
from babel.numbers import format_decimal

from pdscan.reconcile.retention import parse_period
from pdscan.register import Retention

LANGUAGES = ("nl", "en")
_LOCALES = {"nl": "nl_NL", "en": "en_GB"}

_COUNTED = {
    "nl": {
        "value": ("gegeven", "gegevens"),
        "day": ("dag", "dagen"),
        "week": ("week", "weken"),
        "month": ("maand", "maanden"),
        "year": ("jaar", "jaar"),
        "entry": ("regel", "regels"),
    },
    "en": {
        "value": ("value", "values"),
        "day": ("day", "days"),
        "week": ("week", "weeks"),
        "month": ("month", "months"),
        "year": ("year", "years"),
        "entry": ("entry", "entries"),
    },
}

_RETENTION = {
    "nl": {
        "end": "tot einde dienstverlening",
        "after": "tot {period} na einde dienstverlening",
        "undetermined": "niet vast te stellen",
    },
    "en": {
        "end": "until the service ends",
        "after": "until {period} after the service ends",
        "undetermined": "not to be determined",
    },
}


@lru_cache(maxsize=8192)
def day(when: date, language: str) -> str:
    """A day in words.

    >>> day(date(2018, 6, 3), "nl"), day(date(2018, 6, 3), "en")
    ('3 juni 2018', '3 June 2018')
    """
    return format_date(when, "d MMMM y", locale=_LOCALES[language])


@lru_cache(maxsize=8192)
def number(amount: int, language: str) -> str:
    """A number with its thousands apart.

    >>> number(1200, "nl"), number(1200, "en")
    ('1.200', '1,200')
    """
    return format_decimal(amount, locale=_LOCALES[language])


def counted(amount: int, thing: str, language: str) -> str:
    """A number of things: values, days, weeks, months, years or entries.

    >>> counted(1, "day", "nl"), counted(1200, "value", "en")
    ('1 dag', '1,200 values')
    """
    return f"{number(amount, language)} {_COUNTED[language][thing][amount != 1]}"


def listed(things: Sequence[str], language: str) -> str:
    """Things in one phrase.

    >>> listed(["Domeinen", "Hosting", "DNS"], "nl"), listed(["crm", "mail"], "en")
    ('Domeinen, Hosting en DNS', 'crm and mail')
    """
    return things[0] if len(things) == 1 else _joined(tuple(things), language)


@lru_cache(maxsize=8192)
def _joined(things: tuple[str, ...], language: str) -> str:
    return format_list(things, locale=_LOCALES[language])


def quoted(text: str) -> str:
    """Somebody's own words, on one line.

    >>> quoted("Contactgegevens  domeineigenaar")
    '“Contactgegevens domeineigenaar”'
    """
    return f"“{' '.join(text.split())}”"


@lru_cache(maxsize=1024)
def period(length: str, language: str) -> str:
    """An ISO 8601 period in words.

    >>> period("P6M", "nl"), period("P1Y6M", "en"), period("P365D", "en")
    ('6 maanden', '1 year and 6 months', '365 days')

    :raises ValueError: when it is no such period.
    """
    parsed = parse_period(length)
    weeks, days = (parsed.days // 7, 0) if length.endswith("W") else (0, parsed.days)
    amounts = {"year": parsed.months // 12, "month": parsed.months % 12, "week": weeks, "day": days}
    parts = [counted(amount, thing, language) for thing, amount in amounts.items() if amount]
    return listed(parts, language) if parts else counted(0, "day", language)


def retention(declared: Retention, language: str) -> str:
    """How long something may be kept, in words.

    >>> retention(Retention("end_of_service", "P7Y"), "nl")
    'tot 7 jaar na einde dienstverlening'
    """
    words = _RETENTION[language]
    if declared.kind == "end_of_service":
        return words["after"].format(period=period(declared.length, language)) if declared.length else words["end"]
    if declared.kind == "length" and declared.length:
        return period(declared.length, language)
    return words["undetermined"]


@lru_cache(maxsize=8192)
def late(days: int, language: str) -> str:
    """How much too long something is kept: in days, and from two years on roughly in years too.

    >>> late(1, "nl"), late(1204, "nl"), late(730, "en")
    ('1 dag', '1.204 dagen (ruim 3 jaar)', '730 days')
    """
    exact = counted(days, "day", language)
    years = int(days / 365.25)
    if years < 2:
        return exact
    about = {"nl": "ruim {years} jaar", "en": "over {years} years"}[language]
    return f"{exact} ({about.format(years=years)})"
