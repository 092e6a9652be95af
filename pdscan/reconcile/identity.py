"""What makes a discrepancy the same one in every scan: its kind, where it is, and what it is about.

Counts, dates, confidence and the day play no part in it, nor do the single files of a directory or messages of a
folder, so that a decision about it can last.
"""

from __future__ import annotations

import hashlib
import json

from pdscan.model import Kind, Location


def identify(
    kind: Kind,
    location: Location | None = None,
    *,
    entity: str | None = None,
    category: str | None = None,
    service: str | None = None,
    entry: str | None = None,
) -> str:
    """The id of a discrepancy: `d-` and ten hexadecimal digits.

    >>> identify(Kind.UNDECLARED, Location("crm", "public.customers", None, "field7"), entity="bsn", category="bsn")
    'd-cf43186e96'
    """
    place = None if location is None else [location.system, location.unit, location.field]
    text = json.dumps([kind.value, place, entity, category, service, entry])
    return "d-" + hashlib.sha256(text.encode()).hexdigest()[:10]
