"""What stands on a picture, as text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from pdscan_targets.ocr.bars import COVER, bars
from pdscan_targets.ocr.columns import by_column
from pdscan_targets.ocr.lines import Box, Line, lines_of
from pdscan_targets.ocr.picture import evenly_lit, grey, is_blank, is_small, sized
from pdscan_targets.ocr.slanted import across
from pdscan_targets.ocr.upright import SURE, Page, upright
from pdscan_targets.ocr.zone import is_beside, read_again, zone_lines

if TYPE_CHECKING:
    from PIL.Image import Image

IDENTITY = re.compile(
    r"pas(?:poort|sport)|identit|rijbewijs|driving licen[cs]e|verblijf|residence|koninkrijk|kingdom|burgerservice", re.I
)
"""What has one of these words on it may be an identity document, and is worth a closer look."""

FEW_WORDS = 150
"""So many words a copy of a document has at most; a letter about one has more."""


def text_on(picture: Image) -> str:
    """The text of one picture or page, empty when there is none.

    :raises subprocess.SubprocessError: when Tesseract takes too long, or fails.
    """
    if is_small(picture):
        return ""
    picture = grey(picture)
    if is_blank(picture):
        return ""
    page = upright(evenly_lit(sized(picture)))
    lines = lines_of(page.words)
    zone = zone_lines(lines)
    if zone or (len(page.words) <= FEW_WORDS and any(IDENTITY.search(line.text) for line in lines)):
        return _document(page, lines, zone)
    return "\n".join(line.text for line in lines)


def _document(page: Page, lines: Sequence[Line], zone: Sequence[Line]) -> str:
    """The text of what may be an identity document.

    After its fields stand the lines for machines, corrected, then what is written across it.
    """
    covers = bars(page.picture, lines)
    on_zone = [cover for cover in covers if zone and is_beside(cover, zone)]
    fields = by_column([line for line in lines if line not in zone])
    texts = _with_covers(fields, [cover for cover in covers if cover not in on_zone])
    known = set(_words("\n".join(texts)))
    if zone:
        texts += [*read_again(page.picture, zone, known), *([COVER] if on_zone else [])]
    level = [box for line in lines for box in (line.boxes(SURE) if line not in zone else [line.box])]
    slanted = across(page.picture, [*level, *covers])
    texts.append(" ".join(word for word in slanted if not known.issuperset(_words(word))))
    return "\n".join(text for text in texts if text)


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.upper())


def _with_covers(lines: Sequence[Line], covers: Iterable[Box]) -> list[str]:
    """The lines, with each bar at the end of the line that it stands beside, or after the one that it stands under."""
    texts = [line.text for line in lines]
    for cover in covers:
        place = _beside(lines, cover)
        if place is not None:
            texts[place] += f" {COVER}"
            continue
        place = _above(lines, cover)
        if place is not None:
            texts[place] += f"\n{COVER}"
    return texts


def _beside(lines: Sequence[Line], cover: Box) -> int | None:
    """The nearest line that ends before the bar, at its height."""
    found = [(cover.left - line.box.right, place) for place, line in enumerate(lines) if cover.beside(line.box)]
    near = [each for each in found if -cover.height <= each[0] <= 8 * cover.height]
    return min(near)[1] if near else None


def _above(lines: Sequence[Line], cover: Box) -> int | None:
    found = [(cover.top - line.box.bottom, place) for place, line in enumerate(lines) if cover.under(line.box)]
    return min(found)[1] if found else None
