r"""One page or picture, as text → whether it shows an identity document, and what can be told of the copy.

The machine readable zone tells it, with all check digits right; so do the words in print, several of them together.
Two things may have been done to a copy: the holder's BSN may be covered (by a bar, `████` in the text that OCR gives),
and COPY may be written across it, with what it is for.

>>> copy = copy_on('''KONINKRIJK DER NEDERLANDEN
... PASPOORT
... Naam / surname
... De Bruijn
... Voornamen / given names
... Willeke Liselotte
... Geboortedatum / date of birth
... 10 MRT 1965
... Burgerservicenummer / personal no.
... ████
... KOPIE voor Webcircuit 12-05-2024''')
>>> copy.kind, copy.country, copy.zone, copy.bsn_covered, copy.watermark, copy.purpose
('passport', 'NLD', 'none', 'yes', True, True)
>>> copy_on("Geachte heer, wilt u uw paspoort meenemen?  Uw naam, voornamen en geboortedatum staan erop.") is None
True
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from pdscan.model import Verdict
from pdscan_detectors import mrz
from pdscan_detectors.checksums import compact, eleven_test
from pdscan_detectors.data_files import lines
from pdscan_detectors.document_words import Printed, printed

COVER = "████"

FEWEST_FIELDS = 3
"""So many different fields are labelled on a page that shows a document, at least."""

MOST_WORDS = 220
"""A page of print with more is a text about documents."""

KINDS = {"P": "passport", "R": "residence_permit", "I": "identity_card", "A": "identity_card", "C": "identity_card"}

_PART_OF_ZONE = re.compile(
    r"^(?P<kind>[PIACR])[A-Z<](?P<country>[A-Z]{3}|D<<)(?:[A-Z0-9]{9}[0-9<]|[A-Z<]+<<[A-Z])"
    r"|^[A-Z0-9<]{9}[0-9](?P<passport>[A-Z]{3}|D<<)[0-9]{7}[MFX<][0-9]{5}"
    r"|^[0-9]{7}[MFX<][0-9]{7}(?P<card>[A-Z]{3}|D<<)[A-Z0-9<]{11}[0-9]",
    re.MULTILINE,
)
"""The first or second line of a passport or card, as far as the holder's number, which may be covered."""

_COPY = re.compile(r"\b(?:[KC]OPIE|KOPI[ËÉ]|COPY)\b", re.IGNORECASE)
_PURPOSE = re.compile(
    r"(?<!geldig )\bvoor\s+\w{4}|\bt\.?b\.?v\b|\b(?:copy|only)\b.{0,12}\bfor\b"
    r"|\b(?:kopie|copy)\b.{0,40}\b[0-3]?[0-9][-/. ][01]?[0-9][-/. ](?:19|20)?[0-9]{2}\b",
    re.IGNORECASE,
)
_LABEL = re.compile(r"\b(?:burgerservice-?\s?(?:nummer|nr)|bsn|persoonsnummer|personal n[or])\b", re.IGNORECASE)
_NUMBER = re.compile(r"\b[0-9]{3}[ .]?[0-9]{3}[ .]?[0-9]{3}\b|\b[0-9]{4}[ .][0-9]{2}[ .][0-9]{3}\b")


@cache
def _states() -> frozenset[str]:
    return frozenset(code for line in lines("icao_states.txt") for code in line.split())


@dataclass(frozen=True, slots=True)
class Copy:
    """What a page shows of a document.

    `zone` is `valid`, `partial` or `none`; `bsn_covered` is `yes`, `no` or `unknown`; `watermark` is None where so
    little could be read that one may have been missed; `purpose` says whether it tells what the copy is for, or when
    it was made.  `test` is a specimen that a state publishes.
    """

    kind: str
    country: str | None
    zone: str
    bsn_covered: str
    watermark: bool | None
    purpose: bool
    confidence: float
    reasons: tuple[str, ...]
    test: bool = False


def copy_on(text: str) -> Copy | None:
    """The copy of a document that a page is, None where it is none."""
    zone = zone_in(text)
    part = None if zone else part_of_zone(text)
    words = printed(text) if len(text.split()) <= MOST_WORDS else Printed()
    confidence, reasons = _evidence(zone is not None, part is not None, words)
    if not reasons:
        return None
    purpose = _PURPOSE.search(text) is not None
    return Copy(
        kind=_kind(zone, part, words),
        country=_country(zone, part, words),
        zone="valid" if zone else "partial" if part else "none",
        bsn_covered=bsn_covered(text, zone),
        watermark=True if purpose or _COPY.search(text) else False if zone else None,
        purpose=purpose,
        confidence=confidence,
        reasons=reasons,
        test=bool(zone and zone.attributes.get("test")),
    )


def zone_in(text: str) -> Verdict | None:
    """The first machine readable zone in a text, whole and right."""
    for candidate in mrz.DETECTOR.candidates:
        for found in re.finditer(candidate, text):
            if verdict := mrz.validate(found[0]):
                return verdict
    return None


def part_of_zone(text: str) -> re.Match[str] | None:
    """The first line that is the beginning of one of a zone: of a state that there is."""
    found = _PART_OF_ZONE.finditer(text)
    return next((line for line in found if _state(line) in _states()), None)


def _state(line: re.Match[str]) -> str:
    """The issuing state, or that of the holder where the line doesn't give the other."""
    return line["country"] or line["passport"] or line["card"]


def bsn_covered(text: str, zone: Verdict | None) -> str:
    """Whether the holder's BSN can't be read where it would stand: `no` when it can be, anywhere on the page.

    >>> bsn_covered("BSN 111222333", None), bsn_covered("BSN ████", None), bsn_covered("BSN", None)
    ('no', 'yes', 'unknown')
    """
    if zone and any(fact.entity == "bsn" for fact in zone.contains):
        return "no"
    after = [text[label.end() : label.end() + 80] for label in _LABEL.finditer(text)]
    numbers = [compact(found[0]) for piece in after for found in _NUMBER.finditer(piece)]
    if any(eleven_test(number) for number in numbers):
        return "no"
    part = None if zone else part_of_zone(text)
    on_zone = part is not None and COVER in text[part.start() :]
    return "yes" if on_zone or any(COVER in piece for piece in after) else "unknown"


def _evidence(zone: bool, part: bool, words: Printed) -> tuple[float, tuple[str, ...]]:
    """How sure it is that the page shows a document, and by what; nothing where nothing speaks for it."""
    fields = len(words.fields) >= FEWEST_FIELDS
    signs = {
        "title": bool(words.kinds),
        "state": bool(words.countries),
        "labels": fields,
        "translated": words.translated > 1,
    }
    seen = tuple(name for name, is_seen in signs.items() if is_seen)
    if zone:
        return 0.98, ("mrz", *seen)
    if part:
        return (0.9 if seen else 0.7), ("part of mrz", *seen)
    if fields and len(seen) >= 3:
        return 0.9, seen
    return (0.35, seen) if fields and words.kinds else (0.0, ())


def _kind(zone: Verdict | None, part: re.Match[str] | None, words: Printed) -> str:
    if zone and zone.attributes["kind"] != "unknown":
        return str(zone.attributes["kind"])
    if len(words.kinds) == 1:
        return next(iter(words.kinds))
    return KINDS[part["kind"]] if part and part["kind"] else "unknown"


def _country(zone: Verdict | None, part: re.Match[str] | None, words: Printed) -> str | None:
    if zone:
        return str(zone.attributes.get("country", zone.attributes["nationality"]))
    if part:
        return _state(part).rstrip("<")
    return next(iter(words.countries)) if len(words.countries) == 1 else None
