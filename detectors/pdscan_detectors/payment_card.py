"""Payment card number (primary account number) of a debit or credit card.

Issued by a bank under the range of a card network (`data/issuer_ranges.csv`); thirteen to nineteen digits, the last of
which is a Luhn check digit.  One random number in ten passes that test, and Unix times in milliseconds
and order numbers are as long, so bare digits need a label or a column; written in the groups of a card they stand by
themselves.

Sources: ISO/IEC 7812-1; the networks' published ranges; the payment providers' lists of test cards
(`data/payment_card_examples.txt`).

>>> found = validate("4111 1111 1111 1111")
>>> found.value, dict(found.attributes)
('4111111111111111', {'network': 'visa', 'test': True})
>>> validate("4111 1111 1111 1112") is None    # fails the Luhn test
True
>>> validate("9111111111111111") is None       # no network issues such numbers
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import Detector
from pdscan_detectors.checksums import compact, luhn, luhn_many
from pdscan_detectors.data_files import lines, rows
from pdscan_detectors.line_breaks import unwrapped, wrapped
from pdscan_detectors.number_labels import BARE, NAMED, denied, rivals

EXAMPLES = frozenset(lines("payment_card_examples.txt"))

_RANGES = tuple(
    (
        row["network"],
        int(row["first"]),
        int(row["last"]),
        len(row["first"]),
        frozenset(map(int, row["lengths"].split())),
    )
    for row in rows("issuer_ranges.csv")
)


def validate(text: str) -> Verdict | None:
    """Digits of a known network and its length that pass the Luhn test."""
    text = unwrapped(text)
    number = compact(text)
    separators = set(text) - set(number)
    if len(separators) > 1 or not luhn(number):
        return None
    issuer = network(number)
    if issuer is None:
        return None
    attributes: dict[str, object] = {"network": issuer}
    if number in EXAMPLES:
        attributes["test"] = True
    return Verdict(number, 0.85 if separators & {" ", "-"} else 0.35, ("checksum", "issuer"), attributes)


def network(number: str) -> str | None:
    """The network in whose range the number lies, None when there is none of that range and length.

    >>> network("5555555555554444"), network("378282246310005"), network("1234567890123452")
    ('mastercard', 'amex', None)
    """
    for name, first, last, width, lengths in _RANGES:
        if first <= int(number[:width]) <= last and len(number) in lengths:
            return name
    return None


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows of an array of shape (n, width) pass the Luhn test and begin as cards do (2 to 6)."""
    mask: NDArray[np.bool_] = (digits[:, 0] >= 2) & (digits[:, 0] <= 6) & luhn_many(digits)
    return mask


DETECTOR = Detector(
    entity="payment_card",
    validate=validate,
    check_many=check_many,
    candidates=(
        *(f"[2-6][0-9]{{{width}}}" for width in range(12, 19)),
        "[2-6][0-9]{3}[ .-][0-9]{4}[ .-][0-9]{4}[ .-][0-9]{4}",
        "[2-6][0-9]{3}[ .-][0-9]{4}[ .-][0-9]{4}[ .-][0-9]{4}[ .-][0-9]{3}",
        "3[0-9]{3}[ .-][0-9]{6}[ .-][0-9]{4,5}",
        *wrapped("[2-6][0-9]{3}", "[0-9]{4}", "[0-9]{4}", "[0-9]{4}", by="[ -]"),
        *wrapped("3[0-9]{3}", "[0-9]{6}", "[0-9]{4,5}", by="[ -]"),
    ),
    max_length=26,
    chance=0.06,
    not_before=(
        r"[0-9]\.", "[0-9]-", r"\+",
        "[A-Z]{2}[0-9]{2} ", "[A-Z]{2}[0-9]{2} [0-9]{4} ", "[0-9A-F]{4} [0-9A-F]{4} ",
    ),
    not_after=(r"\.[0-9]", "-[0-9]", " [0-9A-F]{4}(?![0-9A-Za-z])"),
    labels={
        "nl": (
            "creditcard", "credit card", "kredietkaart", "betaalkaart", "betaalpas", "bankpas", "pasnummer",
            "kaartnummer", "kaartnr", "debitcard", "vpay", "visa", "mastercard", "maestro", "amex", "american express",
            "pan",
        ),
        "en": (
            "credit card", "creditcard", "debit card", "payment card", "card", "card number", "cc number", "ccnum",
            "cc", "visa", "mastercard", "master card", "maestro", "amex", "american express", "diners", "diners club",
            "discover card", "jcb", "unionpay", "kreditkarte", "carte bancaire", "carte de crédit", "v pay", "pan",
            "primary account number",
        ),
    },
    rivals=rivals(
        NAMED,
        BARE,
        {"nl": ("imei", "imsi", "iccid", "pid"), "en": ("imei", "imsi", "iccid", "msisdn", "pid", "ts")},
        denied("creditcard", "credit card"),
    ),
)  # fmt: skip
