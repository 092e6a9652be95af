"""VAT identification number (btw-identificatienummer) of a business in the European Union.

The tax authority of a member state gives it: the country's two letters (EL for Greece, XI for Northern Ireland)
and that country's own number with its own check.  The Dutch one is NL, nine digits, B and two digits.  Until 2020 the
nine digits of a sole trader were the BSN, so that such a number gives the person away; since then sole traders have one
that passes mod 97 and holds nothing.  The nine digits of a legal person are its RSIN, which looks like a BSN.

Sources: Directive 2006/112/EC, articles 214 and 215; the European Commission's table of VIES number formats; the check
of each country as in python-stdnum's `stdnum.eu.vat`.

>>> found = validate("NL 1234.56.782.B02")
>>> found.value, dict(found.attributes), [(fact.entity, fact.start, fact.end) for fact in found.contains]
('NL123456782B02', {'country': 'NL', 'form': 'eleven_test'}, [('bsn', 3, 14)])
>>> validate("NL000099998B57").attributes["form"]
'sole_trader_2020'
>>> validate("NL111222334B01") is None     # neither check
True
>>> validate("DE123456789") is None
True
"""

from __future__ import annotations

import re

from stdnum.eu import vat
from stdnum.exceptions import ValidationError

from pdscan.model import Contained, Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import compact, eleven_test, mod97

EXAMPLES = frozenset({"NL000099998B57", "NL123456782B01", "NL111222333B01", "DE123456788", "BE0123456749"})
"""Printed in the tax authorities' own explanations and in manuals."""

_STATES = {"EL": "GR"}
_WEAK = re.compile(r"RO.*|CZ\d{9,10}|BG\d{10}|XI(?:GD|HA).*")
"""Numbers too short, or with too weak a check, to be told without a label; Czech and Bulgarian persons' numbers."""
_IBAN_LIKE = re.compile(r"[A-Z]{2}\d{2} \d{4}(?: |$)")
_DUTCH = re.compile(r"(?:NL)?(\d{9})B(\d{2})")


def validate(text: str) -> Verdict | None:
    """A number with its country's prefix and check right; a Dutch one without NL counts for less."""
    number = compact(text).upper()
    if found := _DUTCH.fullmatch(number):
        return _dutch(text, number, found.group(1), found.group(2))
    if _IBAN_LIKE.match(text):
        return None
    try:
        number = vat.validate(number)
    except ValidationError:
        return None
    country = number[:2]
    attributes: dict[str, object] = {"country": _STATES.get(country, country)}
    if number in EXAMPLES:
        attributes["test"] = True
    if _WEAK.fullmatch(number):
        return Verdict(number, 0.3, ("checksum", f"country:{country}"), attributes, label_required=True)
    return Verdict(number, 0.85, ("checksum", f"country:{country}"), attributes)


def _dutch(text: str, number: str, digits: str, suffix: str) -> Verdict | None:
    prefixed = number.startswith("NL")
    number = f"NL{digits}B{suffix}"
    if suffix == "00" or digits == "000000000":
        return None
    if mod97(number) == 1:
        form = "sole_trader_2020"
    elif eleven_test(digits):
        form = "eleven_test"
    else:
        return None
    attributes: dict[str, object] = {"country": "NL", "form": form}
    if number in EXAMPLES:
        attributes["test"] = True
    return Verdict(
        number,
        0.9 if prefixed else 0.4,
        ("checksum", "country:NL"),
        attributes,
        contains=(_bsn(text, digits),) if form == "eleven_test" else (),
    )


def _bsn(text: str, digits: str) -> Contained:
    """The nine digits in the text, which of a sole trader are the BSN (and of a legal person the RSIN)."""
    places = [place for place, character in enumerate(text) if character.isdigit()]
    return Contained("bsn", places[0], places[8] + 1, Verdict(digits, 0.2, ("checksum",)))


_S = "[ .-]?"


def _digits(count: int | str) -> str:
    return f"(?:{_S}[0-9]){{{count}}}"


_CANDIDATES = (
    f"[Nn][Ll]{_digits(9)}{_S}[Bb]{_digits(2)}",
    f"[0-9]{{9}}[ .]?B{_S}[0-9]{{2}}",
    f"[0-9]{{4}}[ .][0-9]{{2}}[ .][0-9]{{3}}{_S}B{_S}[0-9]{{2}}",
    f"[0-9]{{3}}[ .][0-9]{{3}}[ .][0-9]{{3}}{_S}B{_S}[0-9]{{2}}",
    f"AT{_S}U{_digits(8)}",
    f"BE{_digits('9,10')}",
    f"BG{_digits('9,10')}",
    f"CY{_digits(8)}{_S}[A-Z]",
    f"CZ{_digits('8,10')}",
    f"D[EK]{_digits(8)}",
    f"DE{_digits(9)}",
    f"E[EL]{_digits(9)}",
    f"ES{_S}[A-Z]{_digits(7)}{_S}[0-9A-Z]",
    f"ES{_digits(8)}{_S}[A-Z]",
    f"FI{_digits(8)}",
    f"FR{_S}[0-9A-Z]{{2}}{_digits(9)}",
    f"(?:HR|IT|LV){_digits(11)}",
    f"(?:HU|LU|MT|SI){_digits(8)}",
    f"IE{_S}[0-9]{_S}[0-9A-Z+*]{_digits(5)}{_S}[A-Z]{{1,2}}",
    f"LT{_digits(9)}",
    f"(?:LT|SE|XI){_digits(12)}",
    f"(?:PL|SK){_digits(10)}",
    f"(?:PT|XI){_digits(9)}",
    "RO[ ]?[0-9]{2,10}",
    "XI[ ]?(?:GD|HA)[0-9]{3}",
)

DETECTOR = Detector(
    entity="vat",
    validate=validate,
    candidates=_CANDIDATES,
    max_length=36,
    chance=0.11,
    labels={
        "nl": (
            "btw", "btw id", "btw identificatie", "btw identificatienummer", "omzetbelasting", "ob nummer",
            "btw plichtige", "omzetbelastingnummer",
        ),
        "en": (
            "vat", "vat id", "vat registration", "vat reg", "vat identification", "tax id", "tax number", "tva",
            "ust id", "ust id nr", "ust idnr", "mwst", "partita iva", "nif", "cui", "vies",
        ),
    },
)  # fmt: skip
