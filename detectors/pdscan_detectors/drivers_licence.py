"""Rijbewijsnummer, the number of a Dutch driving licence (field 5 on the card).

The vehicle authority RDW issues it: ten digits without a public check digit.  Unix times and telephone numbers have
ten digits too, so nothing but a label or header makes one.

Sources: Reglement rijbewijzen; https://www.rdw.nl.

>>> validate("5094962111").value
'5094962111'
>>> validate("0612345678") is None      # a mobile telephone number
True
>>> validate("5555555555") is None
True
"""

from __future__ import annotations

import re

import numpy as np

from pdscan.model import Verdict
from pdscan.protocols import REFUSED, Detector, Many
from pdscan_detectors.cells import Cells, alike, of_shape
from pdscan_detectors.number_labels import ACCOUNTS, BARE, FAMILY, NAMED, PHONES, denied, rivals

_MOBILE = re.compile(r"06[1-58]\d{7}")


def validate(text: str) -> Verdict | None:
    """Ten digits that are no mobile number; nothing without a label."""
    if _MOBILE.fullmatch(text) or text == text[0] * 10:
        return None
    return Verdict(text, 0.3, ("structure",), {"country": "NL"}, label_required=True)


def read_many(cells: Cells) -> Many | None:
    """Cells of ten digits."""
    if not of_shape(cells, "9999999999").all():
        return None
    mobile = of_shape(cells, "0699999999") & np.isin(cells[:, 2], list(b"123458"))
    kind = np.where(mobile | alike(cells), REFUSED, 0).astype(np.int16)
    return Many(kind, (Verdict("", 0.3, ("structure",), {"country": "NL"}, label_required=True),), cells)


DETECTOR = Detector(
    entity="drivers_licence",
    validate=validate,
    read_many=read_many,
    candidates=("[0-9]{10}",),
    max_length=10,
    not_before=(r"[0-9]\.", "[0-9]-", r"\+", "[0-9]/"),
    not_after=(r"\.[0-9]", "-[0-9]", "/[0-9]"),
    family=FAMILY,
    labels={
        "nl": ("rijbewijs", "rijbewijs document", "rijvaardigheidsbewijs"),
        "en": (
            "driving licence", "driving license", "drivers licence", "drivers license", "driver licence",
            "driver license", "driver s licence", "driver s license", "dutch licence", "driving permit",
        ),
    },
    rivals=rivals(
        NAMED, BARE, PHONES, ACCOUNTS,
        {"nl": ("v nummer", "a nummer", "cbr", "vreemdelingennummer"), "en": ("ts", "time", "date")},
        denied("rijbewijs", "rijbewijsnummer"),
    ),
)  # fmt: skip
