"""Getting a picture ready to be read: grey, evenly lit, of a good size, and straight."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PIL.Image import Image

SMALLEST_AREA, SMALLEST_SIDE = 10_000, 16
"""What is smaller in pixels is an icon, a line or a pixel that counts readers: nothing is to be read on it."""

LONGEST = 2600
"""Pixels of the longer side: ten-point print on A4 is then some thirty pixels high, as Tesseract likes it best."""
SHORT = 1100
"""A picture whose longer side is shorter is made twice as large: small print becomes legible."""

FLAT = 4.0
"""The standard deviation of grey values below which there is nothing on a page."""

SKEWS = np.arange(-20.0, 20.01, 1.0)
"""The angles, in degrees, at which a page may lie askew."""
FINER = np.arange(-0.75, 0.76, 0.25)

_PROBE = 700


def is_small(picture: Image) -> bool:
    """Whether nothing can be read on so few pixels."""
    return min(picture.size) < SMALLEST_SIDE or picture.width * picture.height < SMALLEST_AREA


def is_blank(picture: Image) -> bool:
    """Whether a grey picture shows nothing, as an empty page does."""
    small = picture.reduce(max(1, max(picture.size) // _PROBE))
    return bool(np.asarray(small, dtype=np.float32).std() < FLAT)


def grey(picture: Image) -> Image:
    """In shades of grey, the right way up as far as the camera knew, on white where it is transparent."""
    from PIL import Image, ImageOps

    picture = ImageOps.exif_transpose(picture)
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", picture.size, "white"), picture).convert("L")
    if picture.mode.startswith(("I", "F")):
        return _narrowed(picture)
    return picture.convert("L")


def sized(picture: Image) -> Image:
    """Neither so large that reading takes long, nor so small that print can't be read."""
    from PIL.Image import Resampling

    longer = max(picture.size)
    factor = LONGEST / longer if longer > LONGEST else 2.0 if longer < SHORT else 1.0
    if factor == 1.0:
        return picture
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(size, Resampling.LANCZOS)


def evenly_lit(picture: Image) -> Image:
    """Without shadows and lamps: each pixel as a share of the brightest around it."""
    from PIL import Image, ImageFilter

    step = max(4, max(picture.size) // 160)
    paper = picture.reduce(step).filter(ImageFilter.MaxFilter(5)).filter(ImageFilter.GaussianBlur(3))
    light = np.asarray(paper.resize(picture.size, Image.Resampling.BILINEAR), dtype=np.float32)
    share = np.asarray(picture, dtype=np.float32) / np.maximum(light, 40.0)
    return Image.fromarray((np.clip(share, 0.0, 1.0) * 255).astype(np.uint8))


def skew(picture: Image) -> float:
    """By how many degrees a page must be turned (counter-clockwise) for its lines to be level."""
    roughly = SKEWS[int(np.argmax(sharpness(picture, SKEWS)))]
    nearby = roughly + FINER
    return float(nearby[int(np.argmax(sharpness(picture, nearby)))])


def sharpness(picture: Image, angles: NDArray[np.float64]) -> NDArray[np.float64]:
    """How much the rows of a picture differ when it is turned by each angle: most when its lines are level."""
    from PIL.Image import Resampling

    ink = picture.resize(_within(picture.size, _PROBE)).point(lambda value: 255 - value)
    turns = (ink.rotate(angle, resample=Resampling.BILINEAR) for angle in angles)
    rows = (np.asarray(turn, dtype=np.float32).sum(axis=1) for turn in turns)
    return np.array([np.square(np.diff(row)).sum() for row in rows], dtype=np.float64)


def turned(picture: Image, degrees: float) -> Image:
    """Turned counter-clockwise, on white."""
    from PIL.Image import Resampling

    if degrees % 90 == 0:
        return picture.rotate(degrees, expand=True)
    return picture.rotate(degrees, expand=True, resample=Resampling.BICUBIC, fillcolor=255)


def _within(size: tuple[int, int], longest: int) -> tuple[int, int]:
    factor = min(1.0, longest / max(size))
    return max(1, round(size[0] * factor)), max(1, round(size[1] * factor))


def _narrowed(picture: Image) -> Image:
    """Sixteen bits or more a pixel, in eight: from the darkest to the brightest that there is."""
    from PIL import Image

    values = np.asarray(picture, dtype=np.float32)
    low, high = float(values.min()), float(values.max())
    return Image.fromarray(((values - low) * (255 / max(high - low, 1.0))).astype(np.uint8))
