"""International Mobile Subscriber Identity (IMSI), the number by which a mobile network knows a SIM card's holder.

Fifteen digits: a mobile country code (MCC, 204 for the Netherlands), a mobile network code (MNC, two or three digits),
and the subscriber's number with that operator.  There is no check digit: a known pair of MCC and MNC is all that can be
verified, and one random number in forty has one.  So only a label or a whole column makes one sure.

Sources: ITU-T E.212; the operators are those that python-stdnum's `stdnum.imsi` knows.

>>> found = validate("204081234567890")
>>> found.value, found.confidence, dict(found.attributes)
('204081234567890', 0.1, {'country': 'NL', 'network': '204-08'})
>>> validate("204991234567890") is None     # no network has this code
True
>>> validate("000081234567890") is None     # no country has this code
True
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray
from stdnum import numdb

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import compact
from pdscan_detectors.number_labels import BARE, NAMED, denied, rivals

EXAMPLES = frozenset({"310260000000000"})
"""Given by a telephone emulator."""

_TEST_NETWORKS = ("001", "999")
_UNITED_STATES = range(310, 317)


def validate(text: str) -> Verdict | None:
    """Fifteen digits that begin with the codes of a known country and network, which may stand apart."""
    text = compact(text)
    found = network(text[:6])
    if found is None:
        return None
    code, country = found
    attributes: dict[str, object] = {"country": country} if country else {}
    attributes["network"] = code
    if text in EXAMPLES or text.startswith(_TEST_NETWORKS):
        attributes["test"] = True
    return Verdict(text, 0.1, ("network",), attributes)


@cache
def network(prefix: str) -> tuple[str, str] | None:
    """The network that the first six digits belong to, as MCC-MNC, and its country; None when there is none."""
    parts = numdb.get("imsi").info(prefix + "0" * 9)
    if len(parts) < 3 or not parts[1][1]:
        return None
    mcc, mnc = parts[0][0], parts[1][0]
    country = "US" if int(mcc) in _UNITED_STATES else parts[1][1].get("cc", "").upper()
    return f"{mcc}-{mnc}", country


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows of an array of shape (n, 15) begin with a known network."""
    prefixes = digits[:, :6].astype(np.int32) @ np.array([100_000, 10_000, 1_000, 100, 10, 1], dtype=np.int32)
    distinct, place = np.unique(prefixes, return_inverse=True)
    known = np.array([network(f"{prefix:06d}") is not None for prefix in distinct], dtype=np.bool_)
    mask: NDArray[np.bool_] = known[place]
    return mask


DETECTOR = Detector(
    entity="imsi",
    validate=validate,
    check_many=check_many,
    candidates=("[0-9]{15}", "[0-9]{3}[ -][0-9]{2}[ -][0-9]{10}", "[0-9]{3}[ -][0-9]{3}[ -][0-9]{9}"),
    max_length=17,
    chance=0.026,
    not_before=(r"[0-9]\.", "[0-9]-"),
    not_after=(r"\.[0-9]", "-[0-9]"),
    labels={
        "nl": ("imsi", "imsi sim", "sim imsi", "imsi simkaart", "abonnee identiteit"),
        "en": ("imsi", "international mobile subscriber identity", "subscriber identity", "sim imsi", "imsi sim"),
    },
    rivals=rivals(
        NAMED,
        BARE,
        {"nl": ("imei", "msisdn", "serial"), "en": ("imei", "imeisv", "msisdn", "serial", "iccid", "device", "pid")},
        denied("imsi"),
    ),
)
