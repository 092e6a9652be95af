"""Integrated Circuit Card Identifier (ICCID), the number of a SIM card.

Operators give it out: 89 stands for telecommunications, an E.164 country code follows (31 is Dutch), then the
issuer's own number, and a Luhn check digit over all of it.  Nineteen or twenty digits; a card stores two digits in a
byte, so that nineteen are often seen with an F behind them, which is no part of the number.

Sources: ITU-T E.118; ISO/IEC 7812-1; ETSI TS 102 221 section 13.2.

>>> found = validate("8931 0440 0000 1234 562F")
>>> found.value, dict(found.attributes)
('8931044000001234562', {'country': 'NL'})
>>> validate("8931044000001234563") is None    # fails the Luhn test
True
>>> validate("893104400000123456") is None     # eighteen digits
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import compact, luhn, luhn_many
from pdscan_detectors.data_files import rows
from pdscan_detectors.line_breaks import unwrapped, wrapped
from pdscan_detectors.number_labels import BARE, NAMED, denied, rivals

EXAMPLES = frozenset({"89014103211118510720"})
"""Given by a telephone emulator."""

_COUNTRIES = {row["code"]: row["country"] for row in rows("country_calling_codes.csv")}


def validate(text: str) -> Verdict | None:
    """Nineteen or twenty digits from 89 on that pass the Luhn test; with an unknown country code only with a label."""
    number = compact(unwrapped(text)).rstrip("Ff")
    if len(number) not in (19, 20) or not number.startswith("89") or not luhn(number):
        return None
    country = _country(number[2:5])
    if country is None:
        return Verdict(number, 0.3, ("checksum",), label_required=True)
    attributes: dict[str, object] = {} if country == "001" else {"country": country}
    if number in EXAMPLES:
        attributes["test"] = True
    return Verdict(number, 0.8, ("checksum", "country"), attributes)


def _country(digits: str) -> str | None:
    """The country of an E.164 code at the beginning of three digits; a code of one digit may have a 0 before it."""
    digits = digits.removeprefix("0")
    return next((_COUNTRIES[digits[:end]] for end in (1, 2, 3) if digits[:end] in _COUNTRIES), None)


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows of an array of shape (n, 19) or (n, 20) begin with 89 and pass the Luhn test."""
    mask: NDArray[np.bool_] = (digits[:, 0] == 8) & (digits[:, 1] == 9) & luhn_many(digits)
    return mask


DETECTOR = Detector(
    entity="iccid",
    validate=validate,
    check_many=check_many,
    candidates=(
        "89[0-9]{17}",
        "89[0-9]{18}",
        "89[0-9]{17}[Ff]",
        "89[0-9]{2}(?:[ -][0-9]{4}){3}[ -][0-9]{3,4}(?: ?[Ff])?",
        "89[ -]?[0-9]{2}(?:[ -]?[0-9]){15,16}(?: ?[Ff])?",
        *wrapped("89[0-9]{2}", "[0-9]{4}", "[0-9]{4}", "[0-9]{4}", "[0-9]{3,4}", by="[ -]"),
    ),
    max_length=42,
    chance=0.1,
    not_before=(
        r"[0-9]\.",
        "[0-9]-",
        r"\+",
        "[A-Z]{2}[0-9]{2} ",
        "[A-Z]{2}[0-9]{2} [0-9]{4} ",
        "[0-9]{4} [0-9]{4} ",
    ),
    not_after=(r"\.[0-9]", "-[0-9]", " [0-9]{4}(?![0-9])"),
    labels={
        "nl": ("iccid", "icc id", "icc", "simkaart", "sim", "sim kaart", "sim serie", "esim", "kaartnummer sim"),
        "en": ("iccid", "icc id", "icc", "sim", "sim card", "sim serial", "usim", "esim", "integrated circuit card"),
    },
    rivals=rivals(NAMED, BARE, {"nl": ("imsi", "imei"), "en": ("imsi", "imei", "eid")}, denied("iccid")),
)
