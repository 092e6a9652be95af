"""Words written across a page, such as KOPIE: a stamp or watermark that rises or falls over the print."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from pdscan_targets.ocr.picture import sharpness, turned
from pdscan_targets.ocr.tesseract import SCATTERED, words

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray
    from PIL.Image import Image

    from pdscan_targets.ocr.lines import Box

SLANTS = np.concatenate([np.arange(-66.0, -9.0, 2.0), np.arange(10.0, 67.0, 2.0)])
"""The angles, in degrees, at which words run across a page."""

NEIGHBOURS = 3
"""With so many angles on either side one is compared."""

PEAK = 1.4
"""At the angle of a line of words the rows of a page differ so many times more than at those beside it, at least."""

SURE = 60.0
SHORTEST = 3


def across(picture: Image, known: Iterable[Box]) -> list[str]:
    """The words across a page, once what is level and has been read is wiped out."""
    left = wiped(picture, known)
    degrees = slant(left)
    found = [] if degrees is None else words(turned(left, degrees), SCATTERED)
    return [word.text for word in found if word.confidence >= SURE and len(word.text) >= SHORTEST]


def slant(picture: Image) -> float | None:
    """The angle by which the page must be turned for the words across it to be level, None when there are none."""
    values = sharpness(picture, SLANTS)
    peaks = [_peak(values, place) for place in range(len(values))]
    best = int(np.argmax(peaks))
    return float(SLANTS[best]) if peaks[best] >= PEAK else None


def _peak(values: NDArray[np.float64], place: int) -> float:
    """How far the value stands out among those at both its sides."""
    around = values[max(0, place - NEIGHBOURS) : place + NEIGHBOURS + 1]
    return float(values[place] / max(float(np.median(around)), 1.0))


def wiped(picture: Image, boxes: Iterable[Box]) -> Image:
    """The picture, white in these places."""
    from PIL import ImageDraw

    left = picture.copy()
    pen = ImageDraw.Draw(left)
    for box in boxes:
        pen.rectangle((box.left - 2, box.top - 2, box.right + 2, box.bottom + 2), fill=255)
    return left
