"""International Mobile Equipment Identity (IMEI), the number of a mobile device.

The maker gives it out of a type allocation code (TAC, eight digits) that it got from a reporting body of the GSMA,
whose identifier is the first two digits (`data/reporting_bodies.csv`).  Six digits of serial number follow, and a Luhn
check digit.  An IMEISV has sixteen digits: two of a software version instead of the check digit.

One random number in ten passes the Luhn test, so fifteen bare digits need a label or a column; written in its groups
(35-209900-176148-1) the number stands by itself.  Unix times (since 2004) and dates written as digits begin with 11 to
20, as no type allocation code does: they are never taken for one.

Sources: 3GPP TS 23.003 section 6; GSMA TS.06.

>>> validate("35-209900-176148-1").value
'352099001761481'
>>> validate("352099001761482") is None    # fails the Luhn test
True
>>> validate("172099001761483") is None    # no reporting body
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import compact, luhn, luhn_many
from pdscan_detectors.data_files import rows
from pdscan_detectors.line_breaks import unwrapped, wrapped
from pdscan_detectors.number_labels import BARE, NAMED, denied, rivals

EXAMPLES = frozenset({"490154203237518", "352099001761481", "358240051111110", "356938035643809"})
"""Printed in encyclopedias and manuals, or given by a telephone emulator."""

BODIES = {row["code"]: row["use"] for row in rows("reporting_bodies.csv")}
"""Reporting body identifier → `current`, `former` or `test`."""

_CANONICAL = {(2, 6, 6, 1), (2, 6, 6, 2), (6, 2, 6, 1), (6, 2, 6, 2), (8, 6, 1), (8, 6, 2)}


def validate(text: str) -> Verdict | None:
    """Fifteen digits with a known reporting body that pass the Luhn test; sixteen (IMEISV) only with a label."""
    text = unwrapped(text)
    number = compact(text)
    separators = set(text) - set(number)
    use = BODIES.get(number[:2])
    if use is None or len(separators) > 1 or number == number[0] * len(number):
        return None
    version = len(number) == 16
    if not version and not luhn(number):
        return None
    groups = tuple(map(len, text.split(separators.pop()))) if separators else ()
    attributes: dict[str, object] = {"kind": "imeisv"} if version else {}
    if use == "test" or number[:15] in EXAMPLES:
        attributes["test"] = True
    return Verdict(
        number,
        0.7 if groups in _CANONICAL and not version else 0.4,
        ("tac",) if version else ("checksum", "tac"),
        attributes,
        label_required=version,
    )


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows of an array of shape (n, 15) may be IMEIs, or of (n, 16) IMEISVs."""
    known = np.zeros(100, dtype=np.bool_)
    known[[int(code) for code in BODIES]] = True
    mask: NDArray[np.bool_] = known[digits[:, 0] * np.uint8(10) + digits[:, 1]]
    return mask & luhn_many(digits) if digits.shape[1] == 15 else mask


DETECTOR = Detector(
    entity="imei",
    validate=validate,
    check_many=check_many,
    candidates=(
        "[0-9]{15}",
        "[0-9]{16}",
        "[0-9]{2}[ ./-][0-9]{6}[ ./-][0-9]{6}[ ./-][0-9]{1,2}",
        "[0-9]{6}[ ./-][0-9]{2}[ ./-][0-9]{6}[ ./-][0-9]{1,2}",
        "[0-9]{8}[ ./-][0-9]{6}[ ./-][0-9]{1,2}",
        "[0-9]{5}[ -][0-9]{5}[ -][0-9]{5}",
        "[0-9]{3}[ -][0-9]{3}[ -][0-9]{3}[ -][0-9]{3}[ -][0-9]{3}",
        "[0-9]{4}[ -][0-9]{4}[ -][0-9]{4}[ -][0-9]{3}",
        *wrapped("[0-9]{2}", "[0-9]{6}", "[0-9]{6}", "[0-9]", by="[ ./-]"),
    ),
    max_length=22,
    chance=len(BODIES) / 100 / 10,
    not_before=(r"[0-9]\.", "[0-9]-", "[0-9]{4} "),
    not_after=(r"\.[0-9]", "-[0-9]"),
    labels={
        "nl": (
            "imei", "imeisv", "imei sim", "imei slot", "imei sim slot", "imei serie", "imei toestel", "imei code",
            "imei telefoon", "imei meid", "toestel", "toestelnummer", "toestel id", "toestelidentificatie",
        ),
        "en": (
            "imei", "imeisv", "imei serial", "imei sn", "imei sim", "imei slot", "imei device", "device imei",
            "handset", "device id", "equipment identity", "international mobile equipment identity",
            "mobile equipment identifier",
        ),
    },
    rivals=rivals(
        NAMED,
        BARE,
        {
            "nl": ("serial", "msisdn", "imsi", "iccid", "creditcard", "rekening"),
            "en": ("serial", "meid", "msisdn", "imsi", "iccid", "eid", "credit card", "amex", "account", "sn", "pid"),
        },
        denied("imei"),
    ),
)  # fmt: skip
