"""Telephone numbers: Dutch ones in every notation in use, those of other countries with + or 00 and a country code.

Dutch numbers are issued by the ACM after the numbering plan for telephone and ISDN services, all after ITU-T E.164.
A number has no check digit; what speaks for one is that such a number exists (libphonenumber) and how it is written:
with a plus or with separators it needs no label, `0612345678` hardly, and ten other digits do.

>>> validate("(020) 123 45 67").value
'+31201234567'
>>> validate("+31 (0)6-12345678").attributes["kind"], validate("0612345678").confidence
('mobile', 0.55)
>>> validate("06-12-24 10.22") is None   # a date and a time
True
>>> validate("0417-164300") is None   # no such area code
True
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import BY_HEADER, NO_CANDIDATE, REFUSED, Detector, Many
from pdscan_detectors.cells import Cells, number, of_shape
from pdscan_detectors.number_labels import NAMED, rivals
from pdscan_detectors.numbering_plan import Number, dutch_beginnings, lookup

INTERNATIONAL, GROUPED, SERVICE = 0.8, 0.75, 0.65
COMPACT_MOBILE, COMPACT, BARE = 0.55, 0.4, 0.3
INITIALLED = 0.7
DOUBTFUL = 0.4

_FOREIGN_TO_NUMBERS = re.compile(r"[^0-9 +()./-]")
_INITIAL = re.compile(r"[TMPD][.:]? *")
"""Telephone, mobile, phone, direct: what stands before a number in a signature."""
_APART = re.compile("00[ -]")
_PARTS = re.compile(r"\d+|\D+")
_CLOCK = re.compile(r"0[89]00-(?:[01]\d|2[0-4])(?:00|15|30|45)")
_STAMP = re.compile(
    r"06 (?:19|20)\d\d-(?:0[1-9]|1[0-2])-[0-3]\d|06([-./])(?:0[1-9]|1[0-2])\1\d\d\1(?:[01]\d|2[0-3])\1[0-5]\d"
)


def validate(text: str) -> Verdict | None:
    """A verdict on a telephone number as it is written; None when there is no such number.

    >>> validate("+32 475 12 34 56").attributes
    {'kind': 'mobile', 'country': 'BE'}
    """
    initial = _INITIAL.match(text)
    begin = initial.end() if initial else 0
    found = _read(text[begin:])
    if found is None:
        return None
    number, confidence, label_required = found
    if initial:
        confidence, label_required = max(confidence, INITIALLED), False
    attributes = {"kind": number.kind, "country": number.country} | ({"test": True} if number.test else {})
    reasons = ("number", f"country:{number.country}") if number.country else ("number",)
    if number.test:
        reasons = (*reasons, "test-value")
    span = (begin, len(text)) if initial else None
    return Verdict(number.e164, confidence, reasons, attributes, label_required=label_required, span=span)


@lru_cache(maxsize=4096)
def _read(text: str) -> tuple[Number, float, bool] | None:
    """The number, its confidence, and whether it needs a label; remembered, because fax numbers ask again."""
    if _FOREIGN_TO_NUMBERS.search(text):
        return None
    digits = re.sub(r"\D", "", text)
    plain = len(digits) == len(text)
    if "+" in text:
        return _as(_abroad(text, digits), INTERNATIONAL)
    if digits.startswith("00"):
        home = digits.startswith("0031")
        doubtful = (plain and not home) or _APART.match(text)
        return _as(_abroad(text, digits[2:]), COMPACT if doubtful else INTERNATIONAL)
    if digits.startswith("0"):
        return _national(text, digits[1:], plain=plain)
    if len(digits) == 11 and digits.startswith("31"):
        return _as(lookup(digits), BARE)
    return _as(lookup(f"31{digits}"), BARE, label_required=True)


def _as(number: Number | None, confidence: float, *, label_required: bool = False) -> tuple[Number, float, bool] | None:
    return None if number is None else (number, confidence, label_required)


def _abroad(text: str, digits: str) -> Number | None:
    """A number with its country code; the 0 of `+31 (0)6` and `+31 06` is not part of it."""
    trunk = text.find("(0)")
    if trunk >= 0:
        before = len(re.sub(r"\D", "", text[:trunk])) - (2 if text.startswith("00") else 0)
        digits = digits[:before] + digits[before + 1 :]
    elif digits.startswith("310"):
        digits = f"31{digits[3:]}"
    return lookup(digits)


def _national(text: str, national: str, *, plain: bool) -> tuple[Number, float, bool] | None:
    number = lookup(f"31{national}")
    if number is None or national.startswith("140"):
        return None
    if plain:
        mobile = number.kind == "mobile" and len(national) == 9
        return number, COMPACT_MOBILE if mobile else COMPACT, number.kind == "service"
    if not _evenly_written(text):
        return None
    if _STAMP.fullmatch(text) or _CLOCK.fullmatch(text):
        return number, DOUBTFUL, False
    return number, SERVICE if number.kind == "service" else GROUPED, False


def _evenly_written(text: str) -> bool:
    """Whether what stands between the digits is the same throughout; the first time, after the area code, is free."""
    parts = _PARTS.findall(text.lstrip("("))
    return len(set(parts[3::2])) <= 1


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Whether rows of digits can be telephone numbers, by how a Dutch number of nine digits can begin.

    `digits` has shape (n, width); width 9 is a number without its 0, 10 with it, 11 with 31, 13 with 0031.
    """
    width = digits.shape[1]
    if width not in _PREFIX_WIDTHS:
        return np.ones(len(digits), dtype=np.bool_)
    first = digits[:, width - 9 : width - 5].astype(np.int64) @ np.array([1000, 100, 10, 1])
    mask: NDArray[np.bool_] = _beginnings()[first]
    return mask


@cache
def _beginnings() -> NDArray[np.bool_]:
    return np.array(dutch_beginnings())


_PREFIX_WIDTHS = frozenset({9, 10, 11, 13})


_NOTATIONS = {"999999999": "", "0999999999": "0", "06-99999999": "06-", "+31999999999": "+31", "0031999999999": "0031"}
"""Notations of Dutch numbers that are read in bulk, and what stands in them before the nine digits (or the eight of
mobile numbers with a hyphen)."""


def read_many(cells: Cells) -> Many | None:
    """Dutch numbers in one piece, and mobile ones with one hyphen.

    Whether there is such a number, and of what kind, the first four of its nine digits decide; so one stands for all.
    """
    shape = next((shape for shape in _NOTATIONS if of_shape(cells, shape).all()), None)
    if shape is None or not (cells[:, : len(head := _NOTATIONS[shape])] == list(head.encode())).all():
        return None
    digits = cells[:, len(head) :]
    if digits.shape[1] == 8:
        digits = np.insert(digits, 0, ord("6"), axis=1)
    values = np.empty((len(cells), 12), dtype=np.uint8)
    values[:, :3], values[:, 3:] = list(b"+31"), digits
    first = number(digits[:, :4])
    known = _known(head)
    for four in np.unique(first[known.kinds[first] == _UNKNOWN]).tolist():
        known.kinds[four] = _kind_of(f"{four:04d}12345", known)
    return Many(known.kinds[first], tuple(known.verdicts.values()), values)


_UNKNOWN = -100


@dataclass(slots=True)
class _Known:
    """For the first four of nine digits, behind one head, what is known already: the number of a verdict."""

    head: str
    kinds: NDArray[np.int16]
    verdicts: dict[str, Verdict]


@cache
def _known(head: str) -> _Known:
    return _Known(head, np.full(10_000, _UNKNOWN, dtype=np.int16), {})


def _kind_of(digits: str, known: _Known) -> int:
    text = known.head + (digits[1:] if known.head == "06-" else digits)
    verdict = validate(text)
    candidate = _whole().fullmatch(text)
    if verdict is None:
        return REFUSED if candidate else NO_CANDIDATE
    if not candidate:
        return BY_HEADER
    verdict = replace(verdict, value="")
    known.verdicts.setdefault(repr(verdict), verdict)
    return list(known.verdicts).index(repr(verdict))


@cache
def _whole() -> re.Pattern[str]:
    return re.compile("|".join(DETECTOR.candidates))


def _grouped(*shapes: str) -> str:
    """Digits in groups: `4-4` is four digits, a separator, four digits."""
    return "|".join("[ .-]".join(f"[0-9]{{{size}}}" for size in shape.split("-")) for shape in shapes)


def _after_area(area: str, subscriber: int, shapes: str) -> str:
    """An area code, perhaps in parentheses, and the subscriber's number in one piece or in groups."""
    gap = "(?: ?[./-] ?| {1,2})"
    whole = f"[0-9]{{{subscriber}}}"
    return rf"(?:\({area}\)(?:{gap})?|{area}{gap})(?:{whole}|{_grouped(*shapes.split())})"


_HOME = r"(?:\(\+31\)|\(0031\)|\+31|0031)"
_ABROAD = "(?:[124-9]|3[02-9])"
"""How the country codes of other countries begin."""


def _candidates() -> Iterator[str]:
    eight = "4-4 2-2-2-2 3-3-2 3-2-3 2-3-3 2-6 3-5 5-3 2-2-4 4-2-2 6-2"
    yield from ("0[1-9][0-9]{8}", "6[1-58][0-9]{7}", "31[1-9][0-9]{8}", "0031[1-9][0-9]{8}", "0970[0-9]{8}")
    yield _after_area("06", 8, eight)
    yield f"06(?:{_grouped(*eight.split())})"
    yield _after_area("0(?:[1-57-9][0-9]|6[0-9])", 7, "3-4 4-3 3-2-2 2-2-3 2-3-2 1-2-2-2 1-3-3 2-5 5-2")
    yield _after_area("0[1-57][0-9]{2}", 6, "3-3 2-2-2 2-4 4-2 1-5")
    yield _after_area("0970", 8, eight)
    yield rf"0(?:800|90[069])[ -](?:[0-9]{{4}}|[0-9]{{7}}|{_grouped('2-2', '3-4', '3-2-2')})"
    yield "0(?:800|90[069])[0-9]{4}"
    yield "[TMPD](?:[.:] {0,2}| )0[1-9][0-9]{8}"
    yield "14 ?0[0-9]{1,3}"
    yield rf"{_HOME} ?\(0?[1-9][0-9]{{0,2}}\)(?:(?: - |[ .-])?[0-9]){{6,8}}"
    yield rf"{_HOME}(?:[ -]?\(0\)(?: - |[ -])?|[ ./-])?(?:0[ -]?)?[1-9](?:(?: - |[ .-])?[0-9]){{8}}"
    yield rf"00[ -](?:31[ -]{{1,2}}[1-9](?:[ -]?[0-9]){{8}}|{_ABROAD}(?:[ -]?[0-9]){{8,13}})"
    yield r"(?:\+31|0031)[ -]?(?:97[ -]?[0-9](?:[ -]?[0-9]){8}|(?:800|90[069])[ -]?[0-9]{4}|14 ?0[0-9]{1,3})"
    for length in range(7, 15):
        yield rf"(?:\+|00){_ABROAD}(?:[ ./()-]{{0,2}}[0-9]){{{length}}}"
    for length in range(6, 12):
        yield rf"\(\+{_ABROAD}[0-9]{{0,2}}\)(?:[ ./()-]{{0,2}}[0-9]){{{length}}}"


DETECTOR = Detector(
    entity="phone",
    validate=validate,
    candidates=tuple(_candidates()),
    check_many=check_many,
    read_many=read_many,
    max_length=48,
    labels={
        "nl": [
            "tel", "telefoon", "telefonisch", "mobiel", "mobiele", "mobieltje", "gsm", "bel", "bellen", "belt",
            "gebeld", "belde", "terugbellen", "teruggebeld", "bereikbaar", "contactnummer", "vast nummer", "doorkies",
            "doorkiesnummer", "a nummer", "b nummer", "beller", "gebelde", "sms", "whatsapp", "nummerbehoud",
            "noodnummer", "abonnee nummer",
        ],
        "en": [
            "phone", "telephone", "mobile", "cell", "cellphone", "handset", "landline", "call", "called", "calling",
            "caller", "callee", "caller id", "msisdn", "dial", "dialled", "direct line", "contact number", "cli",
            "a number", "b number", "sip", "cdr", "subscriber number",
        ],
    },
    rivals=rivals(
        NAMED,
        {
            "nl": (
                "order", "bestelling", "bestel", "factuur", "artikel", "serie", "kenmerk", "referentie", "polis",
                "transactie", "rekening", "tracking", "zending", "pakket", "volgnummer", "dossier", "versie", "zaak",
                "project", "ref", "rsin", "fiscaal nummer", "loonheffingsnummer",
            ),
            "en": (
                "invoice", "serial", "reference", "transaction", "article", "shipment", "sku", "version", "account",
                "case", "ticket", "seq", "ack",
            ),
        },
    ),
    family="number",
    not_before=(
        r"[0-9A-Za-z]-", r"[0-9]\.", r"[$€#]", "€ ",
        "[A-Z]{2}[0-9]{2} [A-Z]{4} ", "[A-Z]{2}[0-9]{2} [0-9]{4} ", "[0-9]{4} [0-9]{4} ", "89[0-9]{2} ",
        r"\+[0-9]{2} [0-9]{2} ",
    ),
    not_after=(r"-[0-9]", r"\.[0-9]", r":[0-9]{2}"),
    column_confidence=0.75,
    header_only=True,
)  # fmt: skip
