"""The number of a passport, identity card or residence permit.

A state prints it on the document, in its machine readable zone too.  A Dutch one has nine characters: two letters,
six letters or digits, one digit; the letter O is never used (nor, since December 2019, the digit 0).  Whether the last
digit is a check digit is disputed, so that it may only add to the confidence.  Shape alone proves nothing: product
codes look the same.  A label, a header, a column or the machine readable zone must tell; other countries' shapes
count with a label only.

Sources: Paspoortuitvoeringsregeling; RvIG on document numbers; PRADO (Council of the EU) for other countries.

>>> found = validate("SPECI2014")
>>> found.value, dict(found.attributes)
('SPECI2014', {'kind': 'unknown', 'country': 'NL', 'test': True})
>>> validate("AB12O4567") is None                  # the letter O
True
>>> validate("ABCDEFGHI") is None                  # no digit at the end
True
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import seven_three_one
from pdscan_detectors.number_labels import ACCOUNTS, BARE, FAMILY, NAMED, PHONES, denied, rivals

EXAMPLES = frozenset({"XR1001R58", "EM0000000", "C01X00T47", "L01X00T47", "T22000129", "LZ6311T47", "L898902C3"})
"""Specimen documents of the Netherlands, Germany and ICAO; those that begin with SPECI besides."""

_DUTCH = re.compile(r"[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9]")
_FOREIGN = (
    "[A-Z]{1,3}[0-9]{6,8}",
    "[0-9]{2}[A-Z]{2}[0-9]{5}",
    "[A-Z]{2}[0-9]{5}[A-Z]{2}",
    "[CFGHJKLMNPRTVWXYZ][0-9CFGHJKLMNPRTVWXYZ]{8}",
    "[0-9]{3}-[0-9]{7}-[0-9]{2}",
)
"""Most of Europe and the Mediterranean; France; Italy; Germany; Belgium."""
_BARE_DIGITS = "[0-9]{9}"
"""The United Kingdom and the United States: looked at right behind the word passport alone."""
_SHAPES = tuple(map(re.compile, (*_FOREIGN, _BARE_DIGITS)))


def validate(text: str) -> Verdict | None:
    """A Dutch number for what it is worth; another country's shape only with a label."""
    attributes: dict[str, object] = {"kind": "unknown"}
    if _DUTCH.fullmatch(text):
        attributes["country"] = "NL"
        reasons: tuple[str, ...] = ("structure",)
        confidence = 0.15
        if seven_three_one(text[:8]) == int(text[8]):
            reasons, confidence = ("structure", "checksum"), 0.25
        label_required = not any(character.isdigit() for character in text[2:8])
    elif any(shape.fullmatch(text) for shape in _SHAPES) and any(character.isdigit() for character in text):
        reasons, confidence, label_required = ("structure",), 0.1, True
    else:
        return None
    if is_specimen(text):
        attributes["test"] = True
    return Verdict(text, confidence, reasons, attributes, label_required=label_required)


def is_specimen(number: str) -> bool:
    """Whether this is the number of a specimen document, as states publish them."""
    return number in EXAMPLES or number.startswith("SPECI")


_PASSPORT = ("paspoort", "reispaspoort", "paspoort document", "passport", "pass no", "reisepass", "passeport")
_IDENTITY_CARD = (
    "identiteitskaart", "id kaart", "europese identiteitskaart", "nik", "identity card", "id card", "national id card",
)  # fmt: skip
_RESIDENCE_PERMIT = (
    "verblijfsdocument", "verblijfsvergunning", "verblijfstitel", "verblijfskaart", "vreemdelingendocument",
    "residence permit", "residence document", "residence card",
)  # fmt: skip
_ANY = (
    "document nummer", "document nr", "identiteitsbewijs", "identiteitsdocument", "legitimatiebewijs", "legitimatie",
    "id bewijs", "id document", "id nummer", "reisdocument", "legitimatie document",
)  # fmt: skip
_ANY_ENGLISH = (
    "document number", "document no", "identity document", "identification document", "travel document",
    "proof of identity", "id number", "doc number", "doc no", "ausweis", "personalausweis", "carte d identité",
)  # fmt: skip

DETECTOR = Detector(
    entity="id_document_number",
    validate=validate,
    candidates=(
        *(f"(?P<value>{shape})" for shape in ("[A-NP-Z]{2}[A-NP-Z0-9]{6}[0-9]", *_FOREIGN)),
        rf"(?i)pas(?:sport|poort)[^0-9\n]{{0,30}}(?P<value>{_BARE_DIGITS})",
    ),
    value_group="value",
    max_length=48,
    column_confidence=0.6,
    not_before=(r"[0-9]\.", "[0-9A-Z]-", "/"),
    not_after=(r"\.[0-9]", r"\.[a-z]{2,4}(?![A-Za-z])", "-[0-9A-Z]", "/[0-9A-Z]"),
    family=FAMILY,
    labels={"nl": _PASSPORT + _IDENTITY_CARD + _RESIDENCE_PERMIT + _ANY, "en": _ANY_ENGLISH},
    label_attributes={
        word: {"kind": kind}
        for kind, words in (
            ("passport", _PASSPORT),
            ("identity_card", _IDENTITY_CARD),
            ("residence_permit", _RESIDENCE_PERMIT),
        )
        for word in words
    },
    rivals=rivals(
        NAMED, BARE, PHONES, ACCOUNTS,
        {
            "nl": ("kenteken", "postcode", "v nummer", "vreemdelingennummer", "servicetag", "licentie"),
            "en": ("vin", "license plate", "service tag", "license key", "flight", "vlucht", "host", "hostname"),
        },
        denied("paspoort", "passport"),
    ),
)  # fmt: skip
