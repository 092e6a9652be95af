"""Fax numbers: telephone numbers that somebody calls a fax number.

Nothing in the digits tells a fax machine from a telephone; only a label or a header does (`fax`, `telefax`), or the F
before it in a signature.  Sources: those of `pdscan_detectors.phone`.

>>> validate("020-7654321").value, validate("020-7654321").label_required
('+31207654321', True)
>>> validate("F: 020-7654321").confidence, validate("F: 020-7654321").span
(0.98, (3, 14))
>>> validate("0417-164300") is None, validate("01-02-2024") is None   # no such area code; a date
(True, True)
"""

from __future__ import annotations

import re
from dataclasses import replace

from pdscan.model import Verdict
from pdscan.protocols import Many
from pdscan_detectors import phone
from pdscan_detectors.cells import Cells

INITIALLED = 0.98
"""Above that of the same digits as a telephone number, a label before it included."""

_INITIAL = re.compile(r"F[.:]? *")


def validate(text: str) -> Verdict | None:
    """What `pdscan_detectors.phone.validate` says, provided there is a label or an F before it."""
    initial = _INITIAL.match(text)
    begin = initial.end() if initial else 0
    verdict = phone.validate(text[begin:])
    if verdict is None:
        return None
    attributes = {**verdict.attributes, "kind": "fax"}
    if initial is None:
        return replace(verdict, attributes=attributes, label_required=True)
    return replace(verdict, attributes=attributes, confidence=INITIALLED, span=(begin, len(text)))


def read_many(cells: Cells) -> Many | None:
    """As telephone numbers: none of those that are read in bulk has an F before it."""
    many = phone.read_many(cells)
    if many is None:
        return None
    verdicts = (
        replace(verdict, attributes={**verdict.attributes, "kind": "fax"}, label_required=True)
        for verdict in many.verdicts
    )
    return replace(many, verdicts=tuple(verdicts))


DETECTOR = replace(
    phone.DETECTOR,
    entity="fax",
    validate=validate,
    read_many=read_many,
    candidates=(
        r"F[.:]? {0,2}(?:\(?0[0-9]{2,3}\)?|\+31(?: ?\(0\) ?)?)(?:(?: - |[ .-])?[0-9]){6,9}",
        *phone.DETECTOR.candidates,
    ),
    labels={
        "nl": ["fax", "telefax", "faxen", "per fax", "gefaxt"],
        "en": ["fax", "facsimile", "facsimile telephone", "telefax"],
    },
    rivals=phone.DETECTOR.rivals,
    column_confidence=0.0,
)
