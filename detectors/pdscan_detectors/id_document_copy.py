r"""Copies of identity documents: pictures and pages of PDF that show a passport, a card or a driving licence.

An organisation may look at such a document far more often than it may keep a copy of it.  Where it may, the holder is
advised to cover the BSN and to write across the copy whom it is for and when it was made; the attributes say whether
that was done.  What stands on the document (number, name, birth date, BSN) is found besides, each as what it is.

| attribute | values |
|---|---|
| `kind` | `passport`, `identity_card`, `residence_permit`, `drivers_licence`, `unknown` |
| `country` | the issuing state, in three letters |
| `mrz` | `valid`: with all check digits; `partial`: seen, not wholly legible; `none` |
| `bsn_covered` | `yes`, `no`, `unknown` |
| `watermark` | true, false, `unknown` |
| `purpose` | whether the watermark says what the copy is for, or when it was made |

Sources: the Dutch data protection authority and the government's advice on copies of identity documents; PRADO
(Council of the EU) for what stands on them.

>>> zone = "P<NLDJANSEN<<PIETER<JOHANNES<<<<<<<<<<<<<<<<\nNX5R3K7L27NLD8104122M2906117908301662<<<<<52"
>>> (copy,) = inspect(Glimpse(fields={"page 1": zone, "page 2": "Geachte heer, hierbij een kopie van het paspoort."}))
>>> copy.confidence, copy.attributes["kind"], copy.attributes["bsn_covered"], copy.attributes["watermark"]
(0.98, 'passport', 'no', False)
>>> list(inspect(Glimpse(fields={"": "Neemt u uw paspoort mee?"})))
[]
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pdscan.protocols import Glimpse, Recognition, Structure
from pdscan_detectors.identity_page import Copy, copy_on


def inspect(glimpse: Glimpse) -> Iterator[Recognition]:
    """Each page that shows a document."""
    for text in glimpse.fields.values():
        copy = copy_on(text)
        if copy is not None:
            yield Recognition(
                entity="id_document_copy",
                confidence=copy.confidence,
                reasons=copy.reasons,
                attributes=_attributes(copy),
            )


def _attributes(copy: Copy) -> dict[str, Any]:
    attributes: dict[str, Any] = {
        "kind": copy.kind,
        "country": copy.country,
        "mrz": copy.zone,
        "bsn_covered": copy.bsn_covered,
        "watermark": "unknown" if copy.watermark is None else copy.watermark,
        "purpose": copy.purpose,
        "test": copy.test or None,
    }
    return {name: value for name, value in attributes.items() if value is not None}


STRUCTURE = Structure(entity="id_document_copy", inspect=inspect, media_types=("image/", "application/pdf"))
