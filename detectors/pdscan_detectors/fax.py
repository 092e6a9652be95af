"""Fax numbers: telephone numbers that somebody calls a fax number.

Nothing in the digits tells a fax machine from a telephone; only a label or a header does (`fax`, `telefax`).
Sources: those of `pdscan_detectors.phone`.

>>> validate("020-7654321").value, validate("020-7654321").label_required
('+31207654321', True)
>>> validate("0417-164300") is None, validate("01-02-2024") is None   # no such area code; a date
(True, True)
"""

from __future__ import annotations

from dataclasses import replace

from pdscan.model import Verdict
from pdscan_detectors import phone


def validate(text: str) -> Verdict | None:
    """What `pdscan_detectors.phone.validate` says, provided there is a label."""
    verdict = phone.validate(text)
    if verdict is None:
        return None
    return replace(verdict, attributes={**verdict.attributes, "kind": "fax"}, label_required=True)


DETECTOR = replace(
    phone.DETECTOR,
    entity="fax",
    validate=validate,
    labels={
        "nl": ["fax", "telefax", "faxen", "per fax", "gefaxt"],
        "en": ["fax", "facsimile", "telefax"],
    },
    rivals={},
    column_confidence=0.0,
)
