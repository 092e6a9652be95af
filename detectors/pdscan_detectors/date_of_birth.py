"""Dates of birth: dates that something calls so.

Any date may be one; only a label or a header tells (`geboren`, `geb.`, `geboortedatum`, `DOB`, `born`).  The date must
exist, and lie no further back than people live: 120 years.  Written in figures with the day first, as the Dutch and
the British do, in ISO 8601, or with the month's name in Dutch or English.

The expressions begin at the label, because there is a date in every line of a log and a date of birth in few.

>>> validate("12 maart 1980").value, validate("March 12th, 1980").value, validate("12/3/80").value
('1980-03-12', '1980-03-12', '1980-03-12')
>>> validate("31-02-1980") is None, validate("12-03-1880") is None   # no such day; too long ago
(True, True)
"""

from __future__ import annotations

import re
from datetime import date

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import NO_CANDIDATE, UNSURE, Detector, Many
from pdscan_detectors.cells import Cells, number, of_shape

OLDEST = 120
"""Years that a person lives, at most."""
THIS_YEAR = date.today().year
"""The year in which the program was started: nobody was born later."""
CONFIDENCE, STARRED = 0.3, 0.7

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "januari january jan",
            "februari february feb febr",
            "maart march mrt mar",
            "april apr",
            "mei may",
            "juni june jun",
            "juli july jul",
            "augustus august aug",
            "september sep sept",
            "oktober october okt oct",
            "november nov",
            "december dec",
        ),
        1,
    )
    for name in names.split()
}


def validate(text: str) -> Verdict | None:
    """The date in ISO 8601, if it exists and somebody alive can have been born on it.

    Figures are read with the day first (`03-12-1980` is 3 December), unless only the month can come first
    (`12/31/1980`).

    >>> validate("03-12-1980").value, validate("12/31/1980").value, validate("19800312").value
    ('1980-12-03', '1980-12-31', '1980-03-12')
    >>> validate("12-31-1980") is None
    True
    """
    starred = _STARRED.fullmatch(text)
    parts = re.findall(r"[0-9]+|[a-z]+", starred.group(1).lower() if starred else text.lower())
    born = _compact(parts) or _named(parts) or _figures(parts, american="/" in text)
    if born is None or not THIS_YEAR - OLDEST <= born.year <= THIS_YEAR:
        return None
    if starred:
        return Verdict(born.isoformat(), STARRED, ("date", "asterisk"), span=starred.span(1))
    return Verdict(born.isoformat(), CONFIDENCE, ("date",), label_required=True)


_STARRED = re.compile(r"\(\* *(.*?)(?:[),]| te )", re.IGNORECASE)
"""In front of a date and in brackets, the sign of a birth: `J. Jansen (* 12-03-1980)`."""


def _compact(parts: list[str]) -> date | None:
    if len(parts) != 1 or len(parts[0]) != 8 or not parts[0].isdigit():
        return None
    digits = parts[0]
    return _date(digits[:4], digits[4:6], digits[6:]) or _date(digits[4:], digits[2:4], digits[:2])


def _named(parts: list[str]) -> date | None:
    month = next((_MONTHS[part] for part in parts if part in _MONTHS), None)
    figures = [part for part in parts if part.isdigit()]
    if month is None or len(figures) != 2:
        return None
    day, year = figures if len(figures[0]) <= 2 else reversed(figures)
    return _date(year, str(month), day)


def _figures(parts: list[str], *, american: bool) -> date | None:
    """Year first where the first has four digits, else day, month, year; a time of day that follows is left out.

    The month may come first where there are slashes: nobody but Americans writes so.
    """
    if len(parts) < 3 or not all(part.isdigit() for part in parts[:3]):
        return None
    first, second, third = parts[:3]
    if len(first) == 4:
        return _date(first, second, third)
    return _date(third, second, first) or (_date(third, first, second) if american else None)


def _date(year: str, month: str, day: str) -> date | None:
    number = int(year)
    if len(year) == 2:
        number += 2000 if number <= THIS_YEAR % 100 else 1900
    elif len(year) != 4:
        return None
    try:
        return date(number, int(month), int(day))
    except ValueError:
        return None


def read_many(cells: Cells) -> Many | None:
    """Cells that are a date and nothing else, the year first: only a header can say that somebody was born then."""
    if not of_shape(cells, "9999-99-99").all():
        return None
    year, month, day = number(cells[:, :4]), number(cells[:, 5:7]), number(cells[:, 8:])
    known = (month >= 1) & (month <= 12) & (day >= 1)
    long = np.array([0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])[np.where(known, month, 0)]
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    exists = known & (day <= long + (leap & (month == 2)))
    alive = (year >= THIS_YEAR - OLDEST) & (year <= THIS_YEAR)
    kind = np.where(exists & alive, 0, NO_CANDIDATE).astype(np.int16)
    # The general way may read a year that isn't one as a day.
    kind[~exists] = UNSURE
    return Many(kind, (Verdict("", CONFIDENCE, ("date",), label_required=True),), cells)


_NAMES = "|".join(sorted(_MONTHS, key=len, reverse=True))
_YEAR = "'?(?:(?:19|20)[0-9]{2}|[0-9]{2})"
_FORMS = (
    r"(?:19|20)[0-9]{2}[-/.][0-9]{1,2}[-/.][0-9]{1,2}",
    rf"[0-9]{{1,2}}(?:e|de|ste|st|nd|rd|th)?[ .-]{{0,2}}(?:of )?(?:{_NAMES})[ .,-]{{0,2}}{_YEAR}",
    rf"(?:{_NAMES})[ .]{{1,2}}[0-9]{{1,2}}(?:st|nd|rd|th)?,? ?(?:19|20)[0-9]{{2}}",
    rf"[0-9]{{1,2}} ?[-/.] ?[0-9]{{1,2}} ?[-/.] ?{_YEAR}",
    "[0-9]{1,2} [0-9]{1,2} (?:19|20)[0-9]{2}",
    "(?:19|20)[0-9]{2}[01][0-9][0-3][0-9]",
    "[0-3][0-9][01][0-9](?:19|20)[0-9]{2}",
)
_VALUE = f"(?P<value>{'|'.join(_FORMS)})"
_TIME = "(?:T[0-9:.+Z-]{1,24})?"
_STEM = (
    r"geb(?:oren|oorte[a-z_ -]{0,12}|\.?[ _-]?dat(?:um)?|\.)?|d\.?o\.?b|(?:date[_ -]?of[_ -]?)?birth[a-z_ -]{0,6}"
    r"|bday|born|verjaar(?:dag|t)|jarig"
)
"""The beginnings of what a date of birth is called; `labels` decides in the end."""
_ASTERISK = r"\(\* {0,2}[0-9A-Z]"

DETECTOR = Detector(
    entity="date_of_birth",
    validate=validate,
    read_many=read_many,
    candidates=(
        rf"(?i)(?:{_STEM})[^0-9\n]{{0,44}}(?:[0-9][^0-9\n]{{1,12}}){{0,2}}?(?:\n[^0-9\n]{{0,8}})?{_VALUE}{_TIME}",
        rf"(?i)(?P<value>\(\* {{0,2}}(?:{'|'.join(_FORMS)})(?:[),]| te ))",
        rf"(?i){_VALUE}[ \t]{{0,2}}\((?:{_STEM})[^\n0-9)]{{0,12}}\)",
    ),
    anchors=(r"(?i:geb(?:oren|oort|\.|[ _-]?dat|[ :=])|birth|d\.?o\.?b|born|bday|jarig|verjaar)", _ASTERISK),
    anchor_reach=40,
    value_group="value",
    max_length=150,
    labels={
        "nl": [
            "geboren", "geboren op", "geb", "geboortedatum", "geb datum", "geb dat", "gebdatum", "geboortedag",
            "geboorte", "verjaardag", "jarig", "verjaart",
        ],
        "en": ["date of birth", "dob", "birthdate", "birth date", "birthday", "born", "born on", "bday", "birth"],
    },
    rivals={
        "nl": [
            "factuur", "factuurdatum", "orderdatum", "besteldatum", "leverdatum", "einddatum", "begindatum",
            "startdatum", "ingangsdatum", "vervaldatum", "vervalt", "geldig tot", "datum in dienst", "in dienst",
            "uit dienst", "overleden", "gestorven", "overlijdensdatum", "gehuwd", "getrouwd", "inschrijfdatum",
            "aangemaakt", "gewijzigd", "datum", "betaaldatum", "sinds", "afgegeven", "klant sinds", "ondertekend",
        ],
        "en": [
            "invoice date", "order date", "delivery date", "start date", "end date", "expiry", "expiry date", "expires",
            "valid until", "issued", "issue date", "date of issue", "died", "deceased", "date of death", "hired",
            "hire date", "employed since", "married", "created", "modified", "updated", "date", "since", "signed",
        ],
    },
    family="date",
    header_only=True,
    digits_shown=0,
)  # fmt: skip
