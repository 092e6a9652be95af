"""MAC addresses: the numbers of network interfaces, in computers, telephones, modems.

Six octets (EUI-48, IEEE 802).  The first three name the manufacturer when the address is universally administered; when
the second lowest bit of the first octet is set it is locally administered: made up, often at random to be
less traceable.  Written with colons, hyphens or dots between octets, as Cisco does in three groups of four, or
without anything, which only a label can tell from other hexadecimal numbers.

>>> validate("00-1B-21-3C-4D-5E").value, validate("001b.213c.4d5e").attributes
('00:1b:21:3c:4d:5e', {'administered': 'universal'})
>>> validate("3a:1b:21:3c:4d:5e").attributes["administered"]
'local'
>>> validate("ff:ff:ff:ff:ff:ff") is None, validate("00:00:00:00:00:00") is None   # everybody, nobody
(True, True)
"""

from __future__ import annotations

import re

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.number_labels import NAMED, rivals

SURE, UNLIKELY, BARE = 0.85, 0.4, 0.3

_DATE_AND_TIME = re.compile(
    r"(?:\d\d(?P<s>[:.-])(?:0[1-9]|1[0-2])(?P=s)(?:[0-2]\d|3[01])|(?:[0-2]\d|3[01])(?P<t>[:.-])(?:0[1-9]|1[0-2])(?P=t)\d\d)"
    r"[:.-](?:[01]\d|2[0-3])[:.-][0-5]\d[:.-][0-5]\d"
)


def validate(text: str) -> Verdict | None:
    """A verdict on an address; low for digits alone that are a date and time or stand in fours, and for multicast.

    >>> validate("24-01-15-10-22-33").confidence, validate("12:34:56:78:90:12").confidence
    (0.4, 0.4)
    """
    digits = re.sub(r"[:.-]", "", text).lower()
    if len(digits) != 12 or len(set(digits)) == 1:
        return None
    first = int(digits[:2], 16)
    local = bool(first & 2)
    value = ":".join(digits[place : place + 2] for place in range(0, 12, 2))
    attributes: dict[str, object] = {"administered": "local" if local else "universal"}
    if first & 1:
        attributes["multicast"] = True
    bare = len(text) == 12
    decimal = digits.isdigit() and (local or len(text) == 14 or _DATE_AND_TIME.fullmatch(text) is not None)
    confidence = BARE if bare else UNLIKELY if decimal or first & 1 else SURE
    return Verdict(value, confidence, ("octets",), attributes, label_required=bare)


_PAIR, _FOUR = "[0-9A-Fa-f]{2}", "[0-9A-Fa-f]{4}"

DETECTOR = Detector(
    entity="mac",
    validate=validate,
    candidates=(
        *(f"(?:{_PAIR}{separator}){{5}}{_PAIR}" for separator in (":", "-", r"\.")),
        rf"{_FOUR}\.{_FOUR}\.{_FOUR}",
        f"{_FOUR}-{_FOUR}-{_FOUR}",
        "[0-9A-Fa-f]{12}",
    ),
    max_length=17,
    labels={
        "nl": ["mac", "mac adres", "macadres", "hardware adres", "hardwareadres", "netwerkkaart"],
        "en": [
            "mac", "mac address", "macaddr", "hwaddr", "hardware address", "hardware ethernet", "ethernet", "ether",
            "lladdr", "bssid", "bluetooth", "wlan", "chaddr", "calling station id", "client hardware address", "eui48",
            "station", "physical address",
        ],
    },
    rivals=rivals(NAMED),
    not_before=(
        *(rf"{edge}[0-9A-Fa-f]{{{size}}}[:.-]" for edge in ("[^0-9A-Za-z]", r"\A") for size in (1, 2, 3, 4)),
        r"::",
        r"\[[.*]",
    ),
    not_after=(r"[:.-][0-9A-Fa-f]", r"::"),
    column_confidence=0.6,
)  # fmt: skip
