"""KVK-nummer, the number of an entry in the Dutch trade register.

The Chamber of Commerce (Kamer van Koophandel) gives it to every company and legal person: eight digits without a
check digit, the first of which may be 0.  A sole trader's number names a person.  Only a label or header tells it from
any other eight digits; the twelve digits of an establishment (vestigingsnummer) are another number.

Sources: Handelsregisterwet 2007, article 9; https://www.kvk.nl.

>>> validate("12.34.56.78").value
'12345678'
>>> validate("20240115") is None      # a date
True
>>> validate("11111111") is None
True
"""

from __future__ import annotations

import re
from dataclasses import replace

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import REFUSED, UNSURE, Detector, Many
from pdscan_detectors.cells import Cells, alike, number, of_shape, one_of
from pdscan_detectors.checksums import compact
from pdscan_detectors.number_labels import ACCOUNTS, BARE, FAMILY, NAMED, PHONES, denied, rivals

EXAMPLES = frozenset({"12345678", "68750110", "68727720", "69599084", "69599068", "69599076", "90004760", "90001354"})
"""Of the test environment of the trade register's interface, and the usual placeholder."""

_DATE = re.compile(r"(?:199|20[0-3])\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])")


def validate(text: str) -> Verdict | None:
    """Eight digits that are no date; nothing without a label."""
    number = compact(text)
    if number == number[0] * 8 or _DATE.fullmatch(number):
        return None
    return Verdict(number, 0.3, ("structure",), {"test": True} if number in EXAMPLES else {}, label_required=True)


def read_many(cells: Cells) -> Many | None:
    """Cells of eight digits, in one piece or in pairs."""
    if cells.shape[1] == 11:
        return _pairs(cells)
    if not of_shape(cells, "99999999").all():
        return None
    year, month, day = number(cells[:, :4]), number(cells[:, 4:6]), number(cells[:, 6:])
    years = (year >= 1990) & (year <= 2039)
    is_date = years & (month >= 1) & (month <= 12) & (day >= 1) & (day <= 31)
    kind = np.where(alike(cells) | is_date, REFUSED, one_of(cells, EXAMPLES)).astype(np.int16)
    verdicts = tuple(
        Verdict("", 0.3, ("structure",), attributes, label_required=True) for attributes in ({}, {"test": True})
    )
    return Many(kind, verdicts, cells)


def _pairs(cells: Cells) -> Many | None:
    paired = of_shape(cells, "99.99.99.99")
    many = read_many(np.where(paired[:, None], cells, ord("0"))[:, [0, 1, 3, 4, 6, 7, 9, 10]])
    return many and replace(many, kind=np.where(paired, many.kind, np.int16(UNSURE)))


DETECTOR = Detector(
    entity="kvk",
    validate=validate,
    read_many=read_many,
    candidates=(
        "[0-9]{8}",
        "[0-9]{2}[ .][0-9]{2}[ .][0-9]{2}[ .][0-9]{2}",
        "[0-9]{2}[ .][0-9]{3}[ .][0-9]{3}",
        "[0-9]{4}[ .][0-9]{4}",
    ),
    max_length=11,
    not_before=(r"[0-9]\.", "[0-9]-", r"\+", "[0-9]/", "[A-Z]{2}[0-9]{2} [A-Z]{4} "),
    not_after=(r"\.[0-9]", "-[0-9]", "/[0-9]"),
    family=FAMILY,
    labels={
        "nl": (
            "kvk", "kamer van koophandel", "koophandel", "handelsregister", "kvk inschrijving", "kvk inschrijf",
            "kvk dossier", "kvk registratie", "handelsregister inschrijving",
        ),
        "en": (
            "kvk", "chamber of commerce", "coc", "trade register", "commercial register", "business register",
            "chamber of commerce registration", "coc registration",
        ),
    },
    rivals=rivals(
        NAMED, BARE, PHONES, ACCOUNTS,
        {"nl": ("datum", "d d", "dd", "vestigings"), "en": ("date", "dated", "branch number")},
        denied("kvk"),
    ),
)  # fmt: skip
