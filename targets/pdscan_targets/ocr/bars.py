"""Bars over something that nobody shall read: filled, dark rectangles about as high as a line of print.

In the text a bar is `████`, where the covered words would stand.
"""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from pdscan_targets.ocr.lines import Box

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from PIL.Image import Image

    from pdscan_targets.ocr.lines import Line

COVER = "████"

DARK = 70
"""Grey values up to this one are black, on a page whose paper is white (255)."""

SHARE = 4
"""A bar is looked for on a picture so many times smaller."""

LONGER = 2.5
"""A bar is so many times longer than high, at least; hair, clothes and letters are not."""

LOWEST, HIGHEST = 0.7, 4.5
"""How high a bar is, in heights of the words on the page."""


@dataclass(slots=True)
class _Rows:
    """Dark stretches under one another, as they are gathered from top to bottom."""

    left: int
    right: int
    top: int
    bottom: int
    area: int


def bars(picture: Image, lines: Sequence[Line]) -> list[Box]:
    """The bars on a page that is level and evenly lit."""
    if not lines:
        return []
    print_height = median(line.height for line in lines) / SHARE
    dark = np.asarray(picture.reduce(SHARE)) <= DARK
    return [
        Box(each.left * SHARE, each.top * SHARE, each.right * SHARE, each.bottom * SHARE)
        for each in _filled(dark, max(4, round(LONGER * LOWEST * print_height)))
        if LOWEST * print_height <= each.bottom - each.top <= HIGHEST * print_height
        and each.right - each.left >= LONGER * (each.bottom - each.top)
    ]


def _filled(dark: np.ndarray, shortest: int) -> Iterator[_Rows]:
    """Dark areas that fill the rectangle around them."""
    growing: list[_Rows] = []
    for row in range(dark.shape[0] + 1):
        stretches = _stretches(dark[row], shortest) if row < dark.shape[0] else []
        going_on: list[_Rows] = []
        for left, right in stretches:
            above = next((each for each in growing if _same(each, left, right)), None)
            if above is None:
                going_on.append(_Rows(left, right, row, row + 1, right - left))
                continue
            growing.remove(above)
            above.left, above.right = min(above.left, left), max(above.right, right)
            above.bottom, above.area = row + 1, above.area + right - left
            going_on.append(above)
        yield from (each for each in growing if _is_filled(each))
        growing = going_on


def _stretches(row: np.ndarray, shortest: int) -> list[tuple[int, int]]:
    """Where a row is dark for long enough."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]]).astype(np.int8)))
    ends = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(left, right) for left, right in ends if right - left >= shortest]


def _same(above: _Rows, left: int, right: int) -> bool:
    shared = min(above.right, right) - max(above.left, left)
    return shared >= 0.8 * max(above.right - above.left, right - left)


def _is_filled(each: _Rows) -> bool:
    return each.area >= 0.9 * (each.right - each.left) * (each.bottom - each.top)
