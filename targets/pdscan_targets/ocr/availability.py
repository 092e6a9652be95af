"""Whether pictures can be read here, and if not, what is missing."""

from __future__ import annotations

from importlib.util import find_spec
from typing import TYPE_CHECKING

from pdscan_targets.ocr.tesseract import languages

if TYPE_CHECKING:
    from pdscan.protocols import Limits

SWITCHED_OFF = "OCR is switched off"
NO_PROGRAM = "Tesseract is not installed"
NO_PACKAGE = "Pillow is not installed"


def missing(limits: Limits) -> str:
    """Why no picture can be read, empty when they can."""
    if not limits.ocr:
        return SWITCHED_OFF
    if find_spec("PIL") is None:
        return NO_PACKAGE
    return "" if languages() else NO_PROGRAM
