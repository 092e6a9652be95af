"""The specimens that OCR is tried on: how each is drawn and treated, and what must be found on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from PIL import Image

from tests.specimens.drawing import draw_card, draw_passport
from tests.specimens.holders import Holder
from tests.specimens.treatments import photographed, saved, skewed

HOLDER = Holder()
FACTS = {
    "mrz",
    "person_name: SANNE LOUISE VAN DEN BERG",
    f"id_document_number: {HOLDER.number}",
    "date_of_birth: 1987-03-14",
    f"bsn: {HOLDER.bsn}",
}
"""What the zone of the specimens says."""

OPEN = {"mrz": "valid", "bsn_covered": "no", "watermark": False}
COVERED = {"mrz": "partial", "bsn_covered": "yes"}


@dataclass(frozen=True, slots=True)
class Specimen:
    """A file, the facts that must be found in it, and attributes that the copy must have."""

    name: str
    content: Callable[[], bytes]
    facts: frozenset[str] = frozenset(FACTS)
    attributes: Mapping[str, Any] = field(default_factory=lambda: OPEN)


def _pdf(*pages: Image.Image) -> bytes:
    return saved(pages[0], "PDF", resolution=250, save_all=True, append_images=pages[1:])


def _photo(page: Image.Image, seed: int) -> bytes:
    return saved(photographed(page, seed), "JPEG", quality=60)


SPECIMENS = (
    Specimen("passport.png", lambda: saved(draw_passport(HOLDER))),
    Specimen("card.png", lambda: saved(draw_card(HOLDER))),
    Specimen("passport on its side.png", lambda: saved(draw_passport(HOLDER).rotate(90, expand=True))),
    Specimen("card on its head.png", lambda: saved(draw_card(HOLDER).rotate(180))),
    Specimen("passport askew by 5.png", lambda: saved(skewed(draw_passport(HOLDER), 5))),
    Specimen("card askew by -7.jpg", lambda: saved(skewed(draw_card(HOLDER), -7), "JPEG", quality=60)),
    Specimen("photographed passport.jpg", lambda: _photo(draw_passport(HOLDER), 1)),
    Specimen("photographed card.jpg", lambda: _photo(draw_card(HOLDER), 2)),
    Specimen("passport.pdf", lambda: _pdf(draw_passport(HOLDER))),
    Specimen("covered passport.png", lambda: saved(draw_passport(HOLDER, cover_bsn=True)), frozenset(), COVERED),
    Specimen(
        "covered card, marked.png",
        lambda: saved(draw_card(HOLDER, cover_bsn=True, watermark="KOPIE")),
        frozenset(),
        {**COVERED, "watermark": True, "purpose": False},
    ),
    Specimen(
        "marked passport.png",
        lambda: saved(draw_passport(HOLDER, watermark="KOPIE VOOR WEBCIRCUIT 12-05-2024")),
        attributes={**OPEN, "watermark": True, "purpose": True},
    ),
    Specimen(
        "covered passport, photographed.jpg",
        lambda: _photo(draw_passport(HOLDER, cover_bsn=True), 3),
        frozenset(),
        COVERED,
    ),
)
