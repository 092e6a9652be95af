"""Dutch postcodes: four digits and two letters for one side of a street, or a part of it.

PostNL gives them out: 1000–9999 and two letters, never SA, SD or SS.  With a house number a postcode is one address.
A year and two capitals look the same (`2024 EU`), and so do codes of products (`8852AE`): these take a label, a street
and number before them, a place or house number after them, or a column full of them.

>>> validate("2516 EH").value, validate("2516 EH").confidence, validate("2516 EH Den Haag").confidence
('2516EH', 0.5, 0.65)
>>> validate("1234 SS") is None, validate("0123 AB") is None   # letters, digits never given out
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector

AFTER_STREET, BEFORE_PLACE, ALONE, DOUBTFUL, ABBREVIATION = 0.8, 0.65, 0.5, 0.35, 0.2

_CODE = re.compile(r"(?<![0-9A-Za-z])([1-9][0-9]{3}) ?([A-Z]{2}|[a-z]{2})(?![A-Za-z0-9])")
_NEVER = frozenset({"SA", "SD", "SS"})
_UNITS = frozenset({"KG", "PK", "MB", "GB", "TB", "KB", "KM", "CM", "MM", "KW", "MW", "HZ", "PM", "AM"})
_ABBREVIATIONS = _UNITS | frozenset(
    {
        "EU", "BV", "NV", "IT", "HR", "NL", "BE", "DE", "UK", "US", "EX", "AD", "BC", "WK", "ST", "OP", "EN", "IN",
        "EE", "RS", "OF", "TO", "IS", "OK", "ID", "IP", "PC", "TV", "CV", "NB", "PS", "TM", "XL", "CC", "VA", "MA",
        "HD", "DI", "WO", "DO", "VR", "ZA", "ZO", "CE", "CI", "XP", "XT", "GT", "TI", "RR",
    }
)  # fmt: skip
"""Units, countries, words in capitals: what follows a year or an amount."""

_RECORD_TYPES = frozenset(
    {"SOA", "AAAA", "CNAME", "TXT", "SRV", "PTR", "CAA", "TLSA", "DNSKEY", "RRSIG", "NSEC", "NAPTR"}
)
"""What follows a time to live and the class IN in a zone file (`3600 IN TXT`)."""

_YEARS = range(1990, 2040)
_PLACES_OF_YEARS = (
    "aerdenhout", "bentveld", "bloemendaal", "driehuis", "haarlem", "heemstede", "ijmuiden", "overveen", "santpoort",
    "spaarndam", "velsen", "velserbroek", "zandvoort",
)  # fmt: skip
"""Where the postcodes are that look like years of our time."""


def validate(text: str) -> Verdict | None:
    """The postcode without its space; what stands around it in `text` is its context, and not part of the span.

    >>> validate("Rijswijkseweg 60, 2516 EH").span, validate("2024 EU").confidence
    ((18, 25), 0.2)
    """
    found = next((each for each in _CODE.finditer(text) if each.group(2).upper() not in _NEVER), None)
    if found is None:
        return None
    digits, letters = found.groups()
    before, after = text[: found.start()].strip(), text[found.end() :].strip(" ,")
    confidence, reason = _worth(found.group(), before, after)
    lower = letters.islower()
    reasons = ("form", reason) if reason else ("form",)
    return Verdict(f"{digits}{letters.upper()}", confidence, reasons, label_required=lower, span=found.span())


def _worth(code: str, before: str, after: str) -> tuple[float, str | None]:
    if before:
        return AFTER_STREET, "street"
    letters = code[-2:].upper()
    if letters == "IN" and after in _RECORD_TYPES:
        return ABBREVIATION, None
    year = (
        " " in code and int(code[:4]) in _YEARS and not after.lower().removeprefix("te ").startswith(_PLACES_OF_YEARS)
    )
    if letters in _UNITS or (letters in _ABBREVIATIONS and (year or not after)):
        return ABBREVIATION, None
    if year or not (after or " " in code):
        return DOUBTFUL, None
    if not after:
        return ALONE, None
    return (ALONE, "house-number") if after[0].isdigit() else (BEFORE_PLACE, "place")


_STREET = (
    r"[A-Za-z'.\x80-\xc5-]{0,30}(?:straat|laan|weg|plein|gracht|kade|singel|dijk|dreef|hof|pad|steeg|park|markt|haven"
    r"|plantsoen|boulevard|wal|baan|ring|poort|veld|oord|burg|hoek|horst|kamp|akker|weide|erf|oever|werf|donk|rade|str\.)"
    r"|(?:Laan|Plein|Weg|Straat|Kade|Dijk|Hof|Postbus|Park)(?: [A-Za-z'\x80-\xc5]{1,20}){0,4}"
)
_NUMBER = r"[0-9]{1,5}(?: ?[A-Za-z]|[ -]?bis|[ -]?hs|[ -]?I{1,3}|[-/][0-9A-Za-z]{1,4})?"
_FIELD = "(?:postcode|postkode|post ?code|postal code|zip(?: ?code)?)"
_PLACE = r"(?:'[st][- ])?[A-Z][A-Za-z\x80-\xc5]{2,30}"

DETECTOR = Detector(
    entity="postcode",
    validate=validate,
    candidates=(
        rf"(?P<value>(?:(?:{_STREET}) {_NUMBER}[ \t]{{0,2}}[,;|/ \t][ \t]{{0,3}})?[1-9][0-9]{{3}} ?[A-Z]{{2}}"
        rf"(?:,? {{1,2}}(?:te )?{_PLACE}|[ ,;/-] ?(?:nr\.? ?|huisnr\.? ?|huisnummer:? ?)?[1-9][0-9]{{0,2}})?)",
        rf"(?i){_FIELD}[^A-Za-z0-9\n]{{1,6}}(?P<value>[1-9][0-9]{{3}} ?[a-z]{{2}})",
    ),
    anchors=("[1-9][0-9]{3} ?[A-Z]{2}", rf"(?i:{_FIELD}[^A-Za-z0-9\n])"),
    anchor_reach=80,
    value_group="value",
    max_length=160,
    labels={
        "nl": [
            "postcode", "postkode", "pc", "adres", "woonadres", "postadres", "bezoekadres", "vestigingsadres", "straat",
            "factuuradres", "afleveradres", "bezorgadres", "woonachtig", "wonende", "huisnummer",
        ],
        "en": ["postcode", "post code", "postal code", "zip", "zip code", "zipcode", "address", "street"],
    },
    rivals={
        "nl": ["model", "type", "artikel", "bestelnummer", "onderdeel", "jaar", "vermogen", "gewicht", "mac adres",
               "ip adres", "mailadres", "e mailadres"],
        "en": ["model", "type", "article", "part", "sku", "year", "mac address", "ip address", "email address"],
    },
    family="postcode",
    not_before=(r"[0-9A-KM-Za-z][-/.,_]", "[^N]L-", "L[/.,_]", r"[$#]"),
    not_after=(r"[-_][0-9A-Za-z]",),
    column_confidence=0.8,
    header_only=True,
    digits_shown=0,
)  # fmt: skip
