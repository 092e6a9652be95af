"""Postal addresses: street and number, postcode and place, as one span where they adjoin; post office boxes.

A Dutch address is a street with its number and addition, and on the same line or the next the postcode (PostNL: four
digits, two letters) and the place.  Belgian and German ones have a postcode of digits, English ones their number in
front.  A street's ending and a number are an address already; any other name needs a postcode after its number.
The postcode inside an address is reported beside it.

>>> validate("Dorpsstraat 12-a, 1234 AB Utrecht").value, validate("Postbus 90801, 2509 LV Den Haag").confidence
('dorpsstraat 12-a 1234ab utrecht', 0.99)
>>> validate("Dorpsstraat 12").confidence, validate("Baker Street") is None, validate("Kamer 12") is None
(0.65, True, True)
"""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Contained, Verdict
from pdscan.protocols import ColumnRule, Detector
from pdscan_detectors import postcode
from pdscan_detectors.name_lists import nobody, ordinary, place
from pdscan_detectors.streets import CLOSINGS, OPENINGS, TELLING, USUAL, street, telling, trimmed

WHOLE, UNUSUAL, FOREIGN, WITH_PLACE, STREET, WEAK, POSSIBLE = 0.99, 0.97, 0.85, 0.8, 0.65, 0.55, 0.35
"""A postcode alone is never worth more than the address that holds it."""
HOUSED, NAMED, SHAPE = 0.3, 0.25, 0.2
"""What a cell is worth under a header: a street, a place that is known, anything else of the right shape."""

_CAPITAL = r"(?:[A-Z]|[\xc3-\xc9][\x80-\xbf])"
_LETTERS = r"(?:[A-Za-z\x80-\xc9'-]|\xe2\x80\x99)"
_WORD = rf"(?:'[st] ?-?)?{_CAPITAL}{_LETTERS}{{0,30}}\.?"
_LINK = r"(?:van|de|der|den|het|'t|ten|ter|te|in|op|aan|bij|naar|voor|achter|du|la|des|le|zur|zum|am|an der)"
_NAME = rf"(?:[1-4]e )?{_WORD}(?: (?:{_LINK} ){{0,3}}{_WORD}){{0,5}}"
_NUMBER = (
    r"[0-9]{1,5}(?:[ -]{0,3}(?:bis|hs|huis|boven|beneden|zw|rd|I{1,3}|[A-Z][0-9])|[A-Za-z]? ?[-/] ?[0-9A-Za-z]{1,4}"
    r"| ?[A-Za-z])?"
    r"(?:,? (?:bus|boite|box|app\.?|apt\.?|unit) [0-9A-Za-z]{1,4})?"
)
_BREAK = r"(?:[ \t]{0,3}[,;|/-]?[ \t]{0,3}\r?\n[ \t>]{0,12}|[ \t]{0,3}[,;|/-][ \t]{0,3}|[ \t]{1,3})"
_CODE = r"(?P<code>(?:NL-? ?)?[1-9][0-9]{3} ?[A-Za-z]{2}|(?:(?:B|D|BE|DE)-)?[1-9][0-9]{3,4})"
_TOWN = rf"(?:'[st] ?-?)?{_CAPITAL}{_LETTERS}{{1,30}}"
_PLACE = rf"{_TOWN}(?:(?: (?:(?:aan|op|bij|de|den|der|in|a/d|am|an|upon|sur|la|le) ){{1,2}}|[ -]){_TOWN}){{0,3}}"
_UNIT = (
    r"(?P<unit> ?%| (?:km|m2|uur|euro|jaar|minuten|dagen|januari|februari|maart|april|mei|juni|juli|augustus|september"
    r"|oktober|november|december|hours|years|minutes|days))?"
)
_BOX = r"(?P<box>[Pp]ostbus|POSTBUS|P\.? ?O\.? ?[Bb]ox|Postfach)"
_DUTCH = (
    rf"(?:{_BOX}(?: nr\.?)? [0-9]{{1,6}}|(?P<street>{_NAME}),? (?P<number>{_NUMBER}))"
    rf"(?:{_BREAK}{_CODE}(?:[ \t]{{0,3}}[,|]?[ \t]{{1,3}}(?:te )?(?P<place>{_PLACE}))?"
    rf"|,? (?:te |in )?(?P<town>{_PLACE}))?{_UNIT}"
)
_ENGLISH = (
    rf"[0-9]{{1,5}}[A-Za-z]?,? (?P<road>(?:{_WORD} ){{1,3}}(?:{'|'.join(CLOSINGS)}))\.?(?: [NESW]{{1,2}}\b)?"
    rf"(?P<city>{_BREAK}{_PLACE})?"
    rf"(?P<zip>(?:{_BREAK}|,? [A-Z]{{2}} )(?:[A-Z]{{1,2}}[0-9][0-9A-Z]? [0-9][A-Z]{{2}}|[0-9]{{5}}))?"
)
_DUTCH_ADDRESS, _ENGLISH_ADDRESS = re.compile(_DUTCH.encode()), re.compile(_ENGLISH.encode())


def validate(text: str) -> Verdict | None:
    """The address in lower case, its postcode without a blank; what only stands before or behind it is left out.

    >>> validate("Jan Jansen Dorpsstraat 12, 1234 AB Utrecht Tel").span, validate("10 Downing Street, London").span
    ((11, 42), (0, 25))
    """
    data = text.encode()
    if text[:1].isdigit() and (found := _ENGLISH_ADDRESS.fullmatch(data)):
        return _english(data, found)
    found = _DUTCH_ADDRESS.fullmatch(data)
    return _dutch(data, found) if found else None


def _english(data: bytes, found: re.Match[bytes]) -> Verdict | None:
    city = (found["city"] or b"").decode().strip(" ,\r\n\t-|/;>")
    known = bool(found["zip"]) or place(city)
    if not known and all(ordinary(word) for word in found["road"].decode().split()[:-1]):
        return None
    end = found.end() if known else found.end("road")
    return _verdict(data, 0, end, "", WITH_PLACE if known else STREET)


def _dutch(data: bytes, found: re.Match[bytes]) -> Verdict | None:
    name = (found["street"] or b"").decode()
    before = len(name) - len("postbus") if name.casefold().endswith(" postbus") else trimmed(name)
    begin, name = len(name[:before].encode()), name[before:]
    name = "" if name.casefold() == "postbus" else name
    code = (found["code"] or b"").decode()
    behind = "place" if code else "town"
    town = _town((found[behind] or b"").decode())
    worth = _worth(name, code, town, whole=found["unit"] is None)
    if found["number"] and not code and not town and len(re.match(rb"[0-9]+", found["number"])[0]) > 3:  # type: ignore[index]
        worth = 0.0
    end = found.end("code") if code else max(found.end("number"), found.end("box"))
    if town:
        end = found.start(behind) + len(town.encode())
    elif found["box"] and not code:
        end = len(data) - len(data[found.end("box") :].lstrip(b" nr.0123456789"))
    return _verdict(data, begin, end, code, worth) if worth else None


def _town(name: str) -> str:
    """The place at the beginning of some words: the longest that is known, else the first and what is linked to it.

    >>> _town("Alphen aan den Rijn Tel"), _town("Telefoon"), _town("Xyz aan Zee")
    ('Alphen aan den Rijn', '', 'Xyz aan Zee')
    """
    words = name.split()
    for last in range(len(words), 0, -1):
        if place(" ".join(words[:last])):
            return " ".join(words[:last])
    if not words or nobody(words[0]):
        return ""
    last = 1
    while last < len(words) and words[last].islower():
        last += 2
    return " ".join(words[:last])


def _worth(name: str, code: str, town: str, *, whole: bool) -> float:
    """What a street (none: a box) is worth with its postcode and place; `whole` unless a unit follows the number."""
    dutch = code[-2:].isalpha()
    if dutch:
        genuine = postcode.validate(code[-7:].lstrip("NL- ").upper() + f" {town}")
        if genuine is None or (code[-1].islower() and name and not street(name)):
            return 0.0
        return _with_code(name, town, genuine.confidence)
    if code:
        known = not name or street(name) or place(town)
        return FOREIGN if known and town else _alone(name, whole=whole)
    if place(town) and whole and (not name or telling(name) or name.casefold().endswith(_RELIABLE)):
        return WITH_PLACE
    return _alone(name, whole=whole)


def _with_code(name: str, town: str, confidence: float) -> float:
    if not name or telling(name) or street(name):
        return WHOLE
    if nobody(name.split()[0]) or nobody(name.split()[-1]):
        return 0.0
    return UNUSUAL if place(town) or (town and confidence >= WEAK) else 0.0


_RELIABLE = ("weg", "dijk", "hof", "pad", "park", "markt", "haven", "wal")
"""Of the usual endings those that hardly any other word has before a number; the first three even without a place."""


def _alone(name: str, *, whole: bool) -> float:
    if not name:
        return WEAK
    if not whole or not street(name):
        return 0.0
    if telling(name):
        return STREET
    return WEAK if name.casefold().endswith(_RELIABLE[:3]) else POSSIBLE


def _verdict(data: bytes, begin: int, end: int, code: str, worth: float) -> Verdict:
    shown = data[begin:end].decode()
    first = len(data[:begin].decode())
    facts: tuple[Contained, ...] = ()
    if code[-2:].isalpha():
        at = shown.rindex(code)
        plain = re.sub(r"^NL-? ?", "", code)
        at += len(code) - len(plain)
        verdict = Verdict(plain.replace(" ", "").upper(), min(worth, postcode.AFTER_STREET), ("form", "street"))
        facts = (Contained("postcode", at, at + len(plain), verdict),)
        shown = shown.replace(code, verdict.value)
    value = " ".join(re.sub(r"[,;|>]|(?<=\s)[/-](?=\s)", " ", shown).casefold().split())
    reasons = ("street", "postcode") if code else ("street",)
    return Verdict(value, worth, reasons, contains=facts, span=(first, first + len(data[begin:end].decode())))


def look(data: bytes, starts: NDArray[np.int64], ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Of many cells: those that begin with a letter and are as long as streets are."""
    letters = np.frombuffer(data, dtype=np.uint8)
    width = ends - starts
    begin = letters[np.minimum(starts, max(0, len(letters) - 1))]
    alphabetic = ((begin | 32) >= 97) & ((begin | 32) <= 122) | (begin >= 0xC3) | (begin == 39)
    mask: NDArray[np.bool_] = (width >= 5) & (width <= 120) & alphabetic
    return mask


_CELL = re.compile(r"['’]?\w[\w'’ ,./()-]{0,79}")
_HOUSE = re.compile(r"\d{1,5} ?[-/]? ?(?:[A-Za-z]{1,4}|\d{1,4})?")


def validate_cell(text: str) -> Verdict | None:
    """A whole cell: an address or a street, which prove something; a house number or a place, which need a header.

    >>> [validate_cell(text).proves for text in ("Dorpsstraat 12", "Dorpsstraat", "12 a", "Utrecht")]
    [True, True, False, False]
    >>> validate_cell("jan@example.org") is None, validate_cell("onbekend") is None
    (True, True)
    """
    found = validate(text) if text else None
    if found is not None:
        return found
    name = " ".join(text.split())
    value = name.casefold()
    if _HOUSE.fullmatch(name):
        return Verdict(value, SHAPE, ("number",), label_required=True, proves=False)
    if not _CELL.fullmatch(name) or nobody(name) or not re.search(r"[^\W\d_]{2}", name):
        return None
    worth = HOUSED if street(name) else NAMED if place(name) else SHAPE
    return Verdict(value, worth, ("name",), label_required=True, proves=telling(name))


_ENDINGS = f"(?:{'|'.join(TELLING + USUAL)})"

DETECTOR = Detector(
    entity="address",
    validate=validate,
    candidates=(rf"(?:{_ENGLISH}|{_DUTCH})",),
    anchors=(
        "[1-9][0-9]{3} ?[A-Z]{2}",
        rf"[0-9],? (?:[BD]E?-)?[1-9][0-9]{{3,4}} {_CAPITAL}",
        rf"[a-z\x80-\xbf]{_ENDINGS},? [0-9]",
        rf"(?:{'|'.join(OPENINGS)}) [A-Za-z\x80-\xc9' -]{{2,40}} [0-9]",
        rf"{_BOX.replace('?P<box>', '?:')} ",
        rf"[0-9][A-Za-z]? (?:{_WORD} ){{1,3}}(?:{'|'.join(CLOSINGS)})",
    ),
    anchor_reach=90,
    max_length=260,
    labels={
        "nl": [
            "adres", "straat", "straatnaam", "woonadres", "postadres", "bezoekadres", "factuuradres",
            "afleveradres", "bezorgadres", "vestigingsadres", "huisadres", "adresregel", "straat en huisnummer",
            "straat + huisnummer", "huisnummer", "huis nummer", "huisnr", "huisnummertoevoeging", "toevoeging",
            "woonplaats", "plaatsnaam", "aansluitadres", "installatieadres", "correspondentieadres", "adres 1",
            "thuisadres",
        ],
        "en": [
            "address", "street", "street name", "street address", "postal address", "home address",
            "billing address", "shipping address", "mailing address", "delivery address", "address line",
            "house number", "residence", "place of residence", "house no", "visiting address",
        ],
    },
    chance=0.05,
    header_only=True,
    column=ColumnRule(
        look=look,
        validate=validate_cell,
        rivals={
            "nl": [
                "e-mailadres", "mailadres", "ip adres", "mac adres", "webadres", "internetadres", "netwerkadres",
            ],
            "en": [
                "e-mail address", "email address", "mail address", "ip address", "mac address", "web address", "url",
                "network address", "from address", "to address", "reply address", "memory address", "host address",
            ],
        },
        vague={"nl": ["plaats", "stad", "gemeente", "locatie"], "en": ["city", "town", "location"]},
    ),
    digits_shown=0,
)  # fmt: skip
