"""Burgerservicenummer (BSN), the number by which Dutch authorities know a person.

Municipalities issue it from the Personal Records Database; until 2007 it was called sofinummer.  Nine digits, the
first of which may be 0 (and then gets lost where a number is stored as an integer).  Private organisations may only use
it where a law says so (UAVG, article 46).

The number must pass the *elfproef*: nine digits weighted 9 8 7 6 5 4 3 2 −1 have a sum divisible by 11.  One random
number in eleven does, and the RSIN of legal persons has the same shape and test, so a label or a column must tell.

Sources: Wet algemene bepalingen burgerservicenummer; Logisch ontwerp BSN (RvIG);
https://nl.wikipedia.org/wiki/Burgerservicenummer.

>>> validate("1112.22.333").value
'111222333'
>>> validate("111222334") is None        # fails the eleven test
True
>>> validate("1112.22-333") is None      # separators that do not match
True
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from pdscan.model import Verdict
from pdscan.protocols import REFUSED, Detector, Many
from pdscan_detectors.cells import Cells, alike, of_shape, one_of
from pdscan_detectors.checksums import compact, eleven_test, eleven_test_many
from pdscan_detectors.line_breaks import unwrapped, wrapped
from pdscan_detectors.number_labels import ACCOUNTS, BARE, FAMILY, NAMED, PHONES, denied, rivals

EXAMPLES = frozenset({"111222333", "123456782", "555555021"})
"""Printed in forms, tutorials and documentation; those of the test register begin with 99999."""

_CONFIDENCE = {(9,): 0.3, (4, 2, 3): 0.4, (3, 3, 3): 0.2}


def validate(text: str) -> Verdict | None:
    """Nine digits, plain or as 1234.56.789 or 123.456.789; eight digits (the 0 was lost) only with a label."""
    text = unwrapped(text)
    number = compact(text)
    separators = text.translate(_NO_DIGITS)
    if separators and (len(set(separators)) > 1 or len(number) != 9):
        return None
    number = number.rjust(9, "0")
    if number == number[0] * 9 or not eleven_test(number):
        return None
    groups = tuple(map(len, text.split(separators[0]))) if separators else (9,)
    test = number in EXAMPLES or number.startswith("99999")
    return Verdict(
        number,
        _CONFIDENCE[groups],
        ("checksum",),
        {"test": True} if test else {},
        label_required=len(text) == 8,
    )


def check_many(digits: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which rows of an array of shape (n, 9), or of (n, 8) without the leading 0, pass the eleven test."""
    if digits.shape[1] == 8:
        digits = np.pad(digits, ((0, 0), (1, 0)))
    mask: NDArray[np.bool_] = eleven_test_many(digits) & (digits != digits[:, :1]).any(axis=1)
    return mask


def read_many(cells: Cells) -> Many | None:
    """Cells of eight or nine digits."""
    width = cells.shape[1]
    if width not in (8, 9) or not of_shape(cells, "9" * width).all():
        return None
    whole = np.pad(cells, ((0, 0), (9 - width, 0)), constant_values=ord("0"))
    test = one_of(whole, EXAMPLES) | (whole[:, :5] == ord("9")).all(axis=1)
    valid = eleven_test_many(whole - ord("0")) & ~alike(whole)
    verdicts = tuple(
        Verdict("", _CONFIDENCE[9,], ("checksum",), attributes, label_required=width == 8)
        for attributes in ({}, {"test": True})
    )
    return Many(np.where(valid, test, REFUSED).astype(np.int16), verdicts, whole)


_NO_DIGITS = dict.fromkeys(map(ord, "0123456789"))

DETECTOR = Detector(
    entity="bsn",
    validate=validate,
    check_many=check_many,
    read_many=read_many,
    candidates=(
        "[0-9]{9}",
        "[0-9]{8}",
        "[0-9]{4}[ .-][0-9]{2}[ .-][0-9]{3}",
        "[0-9]{3}[ .-][0-9]{3}[ .-][0-9]{3}",
        *wrapped("[0-9]{4}", "[0-9]{2}", "[0-9]{3}", by="[ .-]"),
    ),
    max_length=14,
    chance=1 / 11,
    not_before=(r"[0-9]\.", "[0-9]-", r"\+", "€", "€ ", r"\$", r"\$ "),
    not_after=(r"\.[0-9]", "-[0-9]", r"(?<=[. ][0-9]{3}),(?:[0-9]{2}(?![0-9])|-)"),
    family=FAMILY,
    labels={
        "nl": (
            "bsn", "bs nummer", "burgerservicenummer", "burgerservice", "burger service", "sofi", "sofinummer",
            "sociaal fiscaal nummer", "persoonsgebonden nummer", "nationaal identificatienummer", "nationaal nummer",
            "persoonsnummer", "pgn", "bsn rsin", "bsn of rsin", "bsn fiscaal nummer",
        ),
        "en": (
            "bsn", "citizen service", "citizen service number", "citizens service number", "social security",
            "social security number", "ssn", "dutch national id", "national identification number", "bsn rsin",
            "personal identification number", "bsn or rsin",
        ),
    },
    rivals=rivals(NAMED, BARE, PHONES, ACCOUNTS, denied("bsn", "burgerservicenummer", "sofinummer")),
)  # fmt: skip
