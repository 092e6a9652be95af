"""The zone for machines on a document: found among the lines of a page, and read once more by itself.

Tesseract knows no `<` in words, and no language in which `NX5R3K7L27NLD` is one.  Told which characters there can be,
and given letters of the size that it likes, it reads these lines nearly as well as a reader at the border.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from pdscan_targets.ocr.lines import Box, Line, around, lines_of
from pdscan_targets.ocr.tesseract import BLOCK, languages, words
from pdscan_targets.ocr.zone_name import spoken
from pdscan_targets.ocr.zone_text import corrected

if TYPE_CHECKING:
    from PIL.Image import Image

CHARACTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789<"
"""All that stands in a zone."""

SHORTEST = 20
"""A line of a zone has thirty characters at least; some may be covered, or not have been read."""

LONGEST_WORD = 28
"""There is hardly a longer word; where the fillers were read as letters, a line of a zone is one."""

HEIGHTS = (40, 30, 52)
"""To how many pixels the letters are brought, one reading after the other."""

CARD_LINES = 3
NAME_BEGINS = 5
"""On the first line of zones of two lines, after the kind of document and the country."""

_FILLED = re.compile("[<«‹]")
_DATES = re.compile(r"[0-9OIL]{6,7}[MFX<][0-9OIL]{5,7}")


def zone_lines(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page that belong to a zone."""
    return [line for line in lines if _is_of_zone(line)]


def read_again(picture: Image, lines: Sequence[Line], known: Collection[str] = ()) -> list[str]:
    """The zone's lines: corrected where all check digits then hold, else as they were read.

    It is read at several sizes.  The check digits don't cover the name: it is what most of the readings say.

    :param lines: where the zone was seen, in part at least.
    :param known: the words on the page, in capitals, the holder's name among them.
    """
    height = max(line.height for line in lines)
    band = picture.crop(_widened(around(line.box for line in lines), round(height), picture.size))
    readings = [_read(band, wanted / height) for wanted in HEIGHTS]
    zones = Counter(tuple(_named(zone, known)) for read in readings if (zone := corrected(read)))
    if zones:
        return list(zones.most_common(1)[0][0])
    return [line for line in readings[0] if len(line) >= SHORTEST] or [line.glued for line in lines]


def _is_of_zone(line: Line) -> bool:
    """Whether this may be one of the lines: with fillers, two dates, or longer than any word in capitals."""
    glued = line.glued
    if len(glued) < SHORTEST or len(line.words) > 8:
        return False
    is_one_word = len(line.words) <= 2 and len(glued) >= LONGEST_WORD and sum(map(str.islower, glued)) < len(glued) / 8
    return is_one_word or len(_FILLED.findall(glued)) >= 3 or _DATES.search(glued) is not None


def _named(zone: list[str], known: Collection[str]) -> list[str]:
    """The zone with the name as it stands on the page: at the end of a card's, on the first line of others."""
    if len(zone) == CARD_LINES:
        return [*zone[:2], spoken(zone[2], 0, known)]
    return [spoken(zone[0], NAME_BEGINS, known), *zone[1:]]


def is_beside(box: Box, lines: Sequence[Line]) -> bool:
    """Whether a box stands at the height of the zone, of which a line more may have gone unseen at either side."""
    band = around(line.box for line in lines)
    height = round(max(line.height for line in lines))
    return band.top - 2 * height <= (box.top + box.bottom) / 2 <= band.bottom + 2 * height


def _widened(box: Box, height: int, size: tuple[int, int]) -> tuple[int, int, int, int]:
    """The band with room for a line above and below, in which nothing may have been recognised."""
    return (
        max(0, box.left - 3 * height),
        max(0, box.top - 2 * height),
        min(size[0], box.right + 3 * height),
        min(size[1], box.bottom + 2 * height),
    )


def _read(band: Image, factor: float) -> list[str]:
    from PIL.Image import Resampling

    size = max(1, round(band.width * factor)), max(1, round(band.height * factor))
    again = words(band.resize(size, Resampling.LANCZOS), BLOCK, languages()[-1], CHARACTERS)
    return [line.glued for line in lines_of(again)]
