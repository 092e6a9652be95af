"""Accounts of web analytics: under which name a website's visits are counted.

Google issues them: `UA-` account `-` property (Universal Analytics, until 2023), `G-` and ten letters and digits (a
data stream of Analytics 4), `GTM-` (a container of Tag Manager), `AW-` (Ads).  They lead to the owner of a website, and
tie together the sites that one person keeps.  Source: Google Analytics and Tag Manager help, “Find your … ID”.

>>> validate("UA-40718293-1").attributes, validate("G-4F2KX9T1QZ").attributes
({'kind': 'universal_analytics'}, {'kind': 'analytics_4'})
>>> validate("G-XXXXXXXXXX").attributes["test"]   # the documentation's own
True
>>> validate("G-20") is None, validate("UA-1-1") is None   # a summit; too short
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector

SURE, LIKELY, WORD = 0.9, 0.7, 0.35

_SHAPES = {
    "universal_analytics": re.compile(r"UA-[0-9]{4,10}-[0-9]{1,4}"),
    "analytics_4": re.compile(r"G-[A-Z0-9]{10}"),
    "tag_manager": re.compile(r"GTM-[A-Z0-9]{4,8}"),
    "ads": re.compile(r"AW-[0-9]{9,11}"),
}
_PLACEHOLDER = re.compile(r"(?:G|GTM)-X+|UA-0+-[0-9]+|UA-(?:12345(?:6(?:7(?:89?)?)?)?)-[0-9]|AW-123456789")


def validate(text: str) -> Verdict | None:
    """A verdict on an account; low where it may be a word in capitals (`GTM-FORMULIER`)."""
    kind = next((kind for kind, shape in _SHAPES.items() if shape.fullmatch(text)), None)
    if kind is None:
        return None
    attributes: dict[str, object] = {"kind": kind}
    if _PLACEHOLDER.fullmatch(text):
        return Verdict(text, SURE, ("structure", "test-value"), attributes | {"test": True})
    digits = bool(re.search(r"[0-9]", text))
    letters = bool(re.search(r"-.*[A-Z]", text)) or kind in {"universal_analytics", "ads"}
    sure = SURE if kind != "analytics_4" else LIKELY
    return Verdict(text, sure if digits and letters else WORD, ("structure",), attributes)


DETECTOR = Detector(
    entity="analytics_account",
    validate=validate,
    candidates=(r"UA-[0-9]{4,10}-[0-9]{1,4}", "G-[A-Z0-9]{10}", "GTM-[A-Z0-9]{4,8}", "AW-[0-9]{9,11}"),
    max_length=20,
    labels={
        "nl": ["analytics", "google analytics", "meet id", "metings id", "tracking id", "tag manager"],
        "en": [
            "analytics", "google analytics", "tracking id", "measurement id", "gtag", "config", "gtm", "tag manager",
            "property id", "container id", "ga account", "analytics account", "conversion id", "google ads", "ga",
        ],
    },
    rivals={
        "nl": ["artikel", "onderdeel", "bestelnummer", "serie"],
        "en": ["sku", "part number", "serial", "model", "product"],
    },
    not_before=(r"[0-9A-Za-z]-",),
    not_after=(r"-[0-9A-Za-z]",),
    column_confidence=0.6,
)  # fmt: skip
