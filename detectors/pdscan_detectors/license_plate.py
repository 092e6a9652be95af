"""Dutch number plates: six letters and digits in three groups, given to a vehicle by the RDW.

The order of letters and digits is the *sidecode*; fourteen have been fixed since 1951.  The RDW leaves out letters
that read as digits (C, I, O, Q), since sidecode 4 all vowels, so that no words arise (but for special series), and
some combinations that would offend (GVD, NSB, SS …).  A plate leads to the holder of the vehicle.
Source: RDW, “Uitleg over de cijfers en letters op de kentekenplaat”.

Between its hyphens a plate stands by itself; without them only a label tells it from a product code.  One with letters
that the RDW leaves out is just likely enough: people make such plates up (`AB-12-CD`).

>>> validate("12-GBB-3").attributes, validate("12-GBB-3").confidence, validate("12-ABC-3").confidence
({'sidecode': 7}, 0.6, 0.5)
>>> validate("GV-123-Z").value, validate("GV123Z").label_required
('GV123Z', True)
>>> validate("12-NSB-3") is None, validate("12-03-80") is None   # never issued; a date
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.number_labels import NAMED, rivals

HYPHENED, EARLY, ODD, BARE = 0.6, 0.55, 0.5, 0.3

SIDECODES = (
    "XX-99-99", "99-99-XX", "99-XX-99", "XX-99-XX", "XX-XX-99", "99-XX-XX", "99-XXX-9", "9-XXX-99",
    "XX-999-X", "X-999-XX", "XXX-99-X", "X-99-XXX", "9-XX-999", "999-XX-9",
)  # fmt: skip
"""Sidecode 1 to 14; X is a letter, 9 a digit."""

FIRST_WITHOUT_VOWELS = 4
_DATE_LIKE = frozenset({7, 8})
_NOT_ISSUED = frozenset(
    {"GVD", "KKK", "KVT", "LPF", "NSB", "PKK", "PSV", "TBS", "PVV", "SGP", "VVD", "FVD", "BBB", "SS", "SD"}
)
_MONTHS = frozenset(
    {"JAN", "FEB", "MRT", "MAR", "APR", "MEI", "MAY", "JUN", "JUL", "AUG", "SEP", "OKT", "OCT", "NOV", "DEC"}
)
"""The middle of a date (`2-DEC-19`), where letters stand between figures."""
_LETTERS = frozenset("BDFGHJKLMNPRSTVWXYZ")
_EARLY_LETTERS = _LETTERS | frozenset("AEU")
_FIRST_LETTERS = _LETTERS | {"O", ""}
"""O begins the plates of semi-trailers; nothing is left of those of the royal family (AA)."""


def validate(text: str) -> Verdict | None:
    """A verdict on a plate; the value is without hyphens, in capitals.

    >>> validate("gb-12-tk").label_required, validate("FH-12-GB").attributes["sidecode"]
    (True, 4)
    """
    code = re.sub(r"[ -]", "", text).upper()
    sidecode = _SIDECODE.get(re.sub(r"[A-Z]", "X", re.sub(r"[0-9]", "9", code)))
    if sidecode is None:
        return None
    groups = _groups(code, SIDECODES[sidecode - 1])
    if sidecode >= FIRST_WITHOUT_VOWELS and not _NOT_ISSUED.isdisjoint(groups):
        return None
    if sidecode in _DATE_LIKE and groups[1] in _MONTHS:
        return None
    bare = "-" not in text or text != text.upper()
    confidence = BARE if bare else _hyphened(re.sub(r"[0-9]", "", code), sidecode)
    return Verdict(code, confidence, ("sidecode",), {"sidecode": sidecode}, label_required=bare)


_SIDECODE = {shape.replace("-", ""): number for number, shape in enumerate(SIDECODES, 1)}


def _groups(code: str, shape: str) -> list[str]:
    """The three groups of a plate, of the lengths that its sidecode has."""
    first, second, _ = (len(group) for group in shape.split("-"))
    return [code[:first], code[first : first + second], code[first + second :]]


def _hyphened(letters: str, sidecode: int) -> float:
    if sidecode < FIRST_WITHOUT_VOWELS:
        return EARLY if set(letters) <= _EARLY_LETTERS else ODD
    if letters.startswith("AA"):
        letters = letters[2:]
    issued = letters[:1] in _FIRST_LETTERS and set(letters[1:]) <= _LETTERS
    return HYPHENED if issued else ODD


def _expression(shape: str, letter: str, separator: str) -> str:
    groups = []
    for group in shape.split("-"):
        kind = letter if group[0] == "X" else "[0-9]"
        groups.append(kind if len(group) == 1 else f"{kind}{{{len(group)}}}")
    return separator.join(groups)


DETECTOR = Detector(
    entity="license_plate",
    validate=validate,
    candidates=(
        "|".join(_expression(shape, "[A-Za-z]", "-") for shape in SIDECODES),
        "|".join(_expression(shape, "[A-Z]", " ") for shape in SIDECODES),
        "|".join(_expression(shape, "[A-Z]", "") for shape in SIDECODES),
    ),
    max_length=8,
    labels={
        "nl": [
            "kenteken", "kentekens", "kentekenplaat", "nummerplaat", "nummerbord", "auto", "voertuig", "leaseauto",
            "bestelbus", "bedrijfswagen", "parkeren",
        ],
        "en": [
            "license plate", "licence plate", "number plate", "registration", "plate", "vehicle", "car", "lpr", "anpr",
            "reg no",
        ],
    },
    rivals=rivals(
        NAMED,
        {
            "nl": (
                "artikel", "artikelcode", "art", "productcode", "onderdeel", "bestelling", "bestel", "bestelcode",
                "serie", "typenummer", "postcode", "chassis", "referentie", "rek", "vak", "stelling", "zone", "versie",
            ),
            "en": (
                "article", "product", "product code", "sku", "part", "part number", "serial", "model", "order", "ref",
                "batch", "lot", "rack", "version", "build", "bin", "code",
            ),
        },
    ),
    not_before=(r"[0-9A-Za-z][-/.]", r"[_/]"),
    not_after=(r"[-/][0-9A-Za-z]", r"\.[0-9A-Za-z]", r"_"),
    column_confidence=0.6,
    digits_shown=0,
)  # fmt: skip
