"""What happens to a document on its way into a file: turned, skewed, photographed, faxed."""

from __future__ import annotations

import io

import numpy as np
from PIL import Image, ImageFilter


def skewed(page: Image.Image, degrees: float) -> Image.Image:
    """Laid on the scanner askew, on white."""
    return page.rotate(degrees, expand=True, resample=Image.Resampling.BICUBIC, fillcolor=(255, 255, 255))


def photographed(page: Image.Image, seed: int = 1) -> Image.Image:
    """Taken by hand on a table: in perspective, unevenly lit, a little out of focus, noisy."""
    random = np.random.default_rng(seed)
    width, height = page.width + 320, page.height + 260
    corners = [(150, 120), (width - 170, 150), (width - 120, height - 110), (110, height - 140)]
    table = Image.new("RGB", (width, height), (92, 78, 66))
    coefficients = _perspective(corners, [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)])
    laid = page.transform((width, height), Image.Transform.PERSPECTIVE, coefficients, Image.Resampling.BICUBIC)
    mask = Image.new("L", page.size, 255).transform((width, height), Image.Transform.PERSPECTIVE, coefficients)
    table.paste(laid, (0, 0), mask)
    light = np.linspace(0.62, 1.06, width)[None, :, None] * np.linspace(1.0, 0.85, height)[:, None, None]
    pixels = np.asarray(table.filter(ImageFilter.GaussianBlur(0.8)), dtype=np.float64) * light
    pixels += random.normal(0, 7, pixels.shape)
    return Image.fromarray(pixels.clip(0, 255).astype(np.uint8))


def saved(page: Image.Image, form: str = "PNG", **options: object) -> bytes:
    """The bytes of a file in this form."""
    out = io.BytesIO()
    page.save(out, form, **options)
    return out.getvalue()


def _perspective(to: list[tuple[float, float]], source: list[tuple[float, float]]) -> tuple[float, ...]:
    """The eight numbers by which Pillow takes each pixel of a quadrangle from another one."""
    rows, values = [], []
    for (x, y), (u, v) in zip(to, source, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows, dtype=float), np.array(values, dtype=float)))
