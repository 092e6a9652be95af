"""The specimens that OCR is tried on: how each is drawn and treated, and what must be found on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PIL import Image

from tests.specimens.drawing import draw_card, draw_passport
from tests.specimens.holders import Holder
from tests.specimens.treatments import photographed, saved, skewed

OPEN = {"mrz": "valid", "bsn_covered": "no", "watermark": False}
COVERED = {"mrz": "partial", "bsn_covered": "yes"}
FOR_WHOM = "KOPIE VOOR WEBCIRCUIT 12-05-2024"


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file, the facts that must be found in it, and attributes that the copy must have."""

    name: str
    content: Callable[[], bytes]
    facts: frozenset[str]
    attributes: Mapping[str, Any] = field(default_factory=lambda: OPEN)

    @property
    def kind(self) -> str:
        """Which kind of document it is."""
        return "identity_card" if "card" in self.name else "passport"


def facts(holder: Holder) -> frozenset[str]:
    """What the zone of a holder's document says."""
    name = f"{holder.first} {holder.last}"
    born = f"19{holder.born[:2]}-{holder.born[2:4]}-{holder.born[4:]}"
    return frozenset(
        {
            "mrz",
            f"person_name: {name}",
            f"id_document_number: {holder.number}",
            f"date_of_birth: {born}",
            f"bsn: {holder.bsn}",
        }
    )


def specimens(holder: Holder) -> Iterator[Specimen]:
    """A passport and a card of one holder, in every way in which copies of them come."""
    for name, draw in {"passport": draw_passport, "card": draw_card}.items():
        page = partial(draw, holder)
        covered, marked = partial(draw, holder, cover_bsn=True), partial(draw, holder, watermark=FOR_WHOM)
        whole = partial(Specimen, facts=facts(holder))
        yield whole(f"{name}.png", _file(page))
        yield whole(f"{name} on its side.png", _file(page, lambda each: each.rotate(90, expand=True)))
        yield whole(f"{name} on its head.png", _file(page, lambda each: each.rotate(180)))
        yield whole(f"{name} askew by 5.png", _file(page, lambda each: skewed(each, 5)))
        yield whole(f"{name} askew by -7.jpg", _file(page, lambda each: skewed(each, -7), "JPEG", quality=60))
        yield whole(f"{name} photographed.jpg", _file(page, photographed, "JPEG", quality=60))
        yield whole(f"{name}.pdf", _file(page, _as_it_is, "PDF", resolution=250))
        yield whole(f"{name}, marked.png", _file(marked), attributes={**OPEN, "watermark": True, "purpose": True})
        yield Specimen(f"{name}, covered.png", _file(covered), frozenset(), COVERED)
        photograph = _file(covered, photographed, "JPEG", quality=60)
        yield Specimen(f"{name}, covered, photographed.jpg", photograph, frozenset(), COVERED)


def _as_it_is(page: Image.Image) -> Image.Image:
    return page


def _file(
    draw: Callable[[], Image.Image],
    treat: Callable[[Image.Image], Image.Image] = _as_it_is,
    form: str = "PNG",
    **options: object,
) -> Callable[[], bytes]:
    return lambda: saved(treat(draw()), form, **options)
