"""The pages of a picture file, and the text on each; for a process that may be lost.

Pillow asks a file what it is before it unpacks it, so that what is too large is refused unread.
"""

from __future__ import annotations

import io
import subprocess
import warnings
from collections.abc import Iterator
from contextlib import suppress

from PIL import Image, UnidentifiedImageError

from pdscan.model import TextChunk
from pdscan.protocols import Problem
from pdscan_targets.ocr.picture import LONGEST, is_small
from pdscan_targets.ocr.reading import text_on

MOST_PIXELS = 90_000_000
"""A page of A2 at 400 dots an inch has fewer."""

MOST_PAGES = 1000

KINDS = {"JPEG", "PNG", "TIFF", "BMP", "GIF", "WEBP", "AVIF", "HEIF"}
"""What Pillow may take a file for; some of its other formats call programs."""

PAGED = "TIFF"
"""Of the kinds that hold several pictures this one holds pages; in the others something moves, and one is enough."""

HEIF = b"ftyp"

with suppress(ImportError):
    import pi_heif

    pi_heif.register_heif_opener()


def pages(data: bytes, missing: str) -> Iterator[TextChunk | Problem]:
    """The text of each page, with the page as field where there are several; and what could not be read.

    :param missing: why nothing can be read, empty when it can.
    """
    picture = _opened(data)
    if isinstance(picture, Problem):
        yield picture
    elif _pixels(picture) > MOST_PIXELS:
        yield _too_large(picture)
    elif not missing:
        yield from _texts(picture)
    elif not is_small(picture):
        yield Problem("needs OCR", missing)


def _opened(data: bytes) -> Image.Image | Problem:
    """The picture, not unpacked yet."""
    Image.preinit()
    Image.init()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            return Image.open(io.BytesIO(data), formats=sorted(KINDS & Image.OPEN.keys()))
    except Image.DecompressionBombError:
        return Problem("too large", f"more than {MOST_PIXELS // 1_000_000} million pixels")
    except UnidentifiedImageError as error:
        if data[4:8] == HEIF and "HEIF" not in Image.OPEN:
            return Problem("needs a package", "pi-heif")
        return Problem("damaged", type(error).__name__)


def _texts(picture: Image.Image) -> Iterator[TextChunk | Problem]:
    number = getattr(picture, "n_frames", 1) if picture.format == PAGED else 1
    for page in range(min(number, MOST_PAGES)):
        title = f"page {page + 1}" if number > 1 else ""
        try:
            picture.seek(page)
            yield from _text(picture, title)
        except subprocess.TimeoutExpired as error:
            yield Problem("time limit", f"not read within {error.timeout:.0f} seconds", title)
        except (OSError, SyntaxError, ValueError, EOFError) as error:
            yield Problem("damaged", type(error).__name__, title)
    if number > MOST_PAGES:
        yield Problem("too large", f"more than {MOST_PAGES} pages")


def _text(picture: Image.Image, title: str) -> Iterator[TextChunk | Problem]:
    if _pixels(picture) > MOST_PIXELS:
        yield _too_large(picture)
        return
    picture.draft("L", (LONGEST, LONGEST))
    if text := text_on(picture):
        yield TextChunk(text.encode("utf-8", "replace"), field=title or None)


def _pixels(picture: Image.Image) -> int:
    return picture.width * picture.height


def _too_large(picture: Image.Image) -> Problem:
    return Problem("too large", f"{picture.width} × {picture.height} pixels")
