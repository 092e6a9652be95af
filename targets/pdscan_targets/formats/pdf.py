"""PDF: the text of each page, filled-in forms, notes, properties and attachments.

A page that is a picture, with next to no text, is a scan: it is read by OCR.
"""

from __future__ import annotations

import ctypes
import io
import subprocess
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import groupby
from typing import TYPE_CHECKING, Any, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.spool import seekable
from pdscan_targets.ocr.availability import missing

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_NOTES = 10_000
"""So many form fields and notes of a page are read."""

MOST_BROKEN = 100
"""A file may say that it has a million pages, and have none."""

CLEAN = str.maketrans({"\r": None, "\ufffe": None, "\ufffd": " ", "\x02": None, "\xad": None, "\xa0": " "})
"""pdfium marks the hyphen at the end of a broken line; a number that was broken there is one number."""

SPARSE = 40
"""A page with fewer characters, and a picture that covers most of it, is a scan that was stamped or numbered."""

MOST_OF_IT = 0.5

DENSITY = 300
"""Dots an inch at which a page is drawn to be read."""
LONGEST = 3600
"""Pixels of the longer side at most, however large the page is."""

TECHNICAL = {"CreationDate", "ModDate", "Creator", "Producer", "Trapped"}
"""Properties that name programs and times."""


class Pdf:
    """Pages."""

    media_types = ("application/pdf",)
    suffixes = (".pdf",)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the mark, which may stand somewhat after the beginning."""
        return 1.0 if head.startswith(b"%PDF-") else 0.7 if b"%PDF-" in head[:1024] else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Text with the page as field."""
        lack = missing(limits)
        with seekable(stream) as source:
            yield from isolated(lambda: _opened(source, lack), limits)


def _opened(source: BinaryIO, lack: str) -> Iterator[Decoded]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        yield _refusal(error)
        return
    try:
        yield from _document(document, lack)
    finally:
        document.close()


def _refusal(error: Exception) -> Problem:
    """Why a document could not be opened; the library says it in words."""
    if "password" in str(error).lower() or "security" in str(error).lower():
        return Problem("encrypted", "password needed")
    return Problem("damaged", "it breaks off, or is no PDF")


def _document(document: PdfDocument, lack: str) -> Iterator[Decoded]:
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        if key not in TECHNICAL:
            yield TextChunk(_utf8(value), field=key, label=key)
    forms = document.formenv if document.get_formtype() and document.init_forms() else None
    unread: list[int] = []
    broken = 0
    for number in range(len(document)):
        if broken >= MOST_BROKEN:
            yield Problem("damaged", f"{broken} pages can't be loaded; those behind them were left")
            break
        for each in _page(document, number, forms, lack):
            if isinstance(each, Problem) and each.reason == "needs OCR":
                unread.append(number + 1)
            else:
                broken += isinstance(each, Problem)
                yield each
    if unread:
        yield Problem("needs OCR", f"{_numbers(unread)}: {lack}")
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        data = bytes(attachment.get_data())
        name = attachment.get_name() or f"attachment {number + 1}"
        yield Item(name, open=partial(io.BytesIO, data), size=len(data))


def _page(document: PdfDocument, number: int, forms: Any, lack: str) -> Iterator[Decoded]:
    """The text of one page; what its text is of several lines."""
    import pypdfium2

    title = f"page {number + 1}"
    try:
        page = document[number]
        textpage = page.get_textpage()
    except pypdfium2.PdfiumError:
        yield Problem("damaged", "the page can't be loaded", title)
        return
    try:
        text = textpage.get_text_range().translate(CLEAN)
        filled = "\n".join(_notes(page, forms))
        if text.strip() or filled:
            yield TextChunk(_utf8("\n".join(part for part in (text, filled) if part)), field=title)
        if _is_scan(page, text.strip()):
            yield from [Problem("needs OCR", lack, title)] if lack else _read(page, title)
    finally:
        textpage.close()
        page.close()


def _is_scan(page: PdfPage, text: str) -> bool:
    """Whether what there is to read on a page stands in pictures."""
    from pypdfium2 import raw

    if len(text) >= SPARSE:
        return False
    bounds = [each.get_bounds() for each in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE])]
    if not text:
        return bool(bounds)
    area = max(((right - left) * (top - bottom) for left, bottom, right, top in bounds), default=0.0)
    return bool(area >= MOST_OF_IT * page.get_width() * page.get_height())


def _read(page: PdfPage, title: str) -> Iterator[Decoded]:
    """The text on a page that is a picture."""
    from pdscan_targets.ocr.reading import text_on

    scale = min(DENSITY / 72, LONGEST / max(page.get_size()))
    try:
        text = text_on(page.render(scale=scale, grayscale=True).to_pil())
    except subprocess.TimeoutExpired as error:
        yield Problem("time limit", f"not read within {error.timeout:.0f} seconds", title)
        return
    if text:
        yield TextChunk(_utf8(text), field=title)


def _numbers(pages: Sequence[int]) -> str:
    """The numbers of pages in short.

    >>> _numbers([1, 2, 3, 7]), _numbers([4])
    ('pages 1-3, 7', 'page 4')
    """
    runs = [[number for _, number in group] for _, group in groupby(enumerate(pages), lambda each: each[1] - each[0])]
    shown = ", ".join(f"{run[0]}-{run[-1]}" if len(run) > 1 else str(run[0]) for run in runs)
    return f"{'page' if len(pages) == 1 else 'pages'} {shown}"


def _notes(page: PdfPage, forms: Any) -> Iterator[str]:
    """The form fields (`name: value`), notes and links of a page."""
    from pypdfium2 import raw

    for index in range(min(raw.FPDFPage_GetAnnotCount(page), MOST_NOTES)):
        note = raw.FPDFPage_GetAnnot(page, index)
        if not note:
            continue
        try:
            if raw.FPDFAnnot_GetSubtype(note) == raw.FPDF_ANNOT_WIDGET and forms is not None:
                name = _string(raw.FPDFAnnot_GetFormFieldName, forms.raw, note)
                value = _string(raw.FPDFAnnot_GetFormFieldValue, forms.raw, note)
                text = f"{name}: {value}" if value else ""
            else:
                text = _string(raw.FPDFAnnot_GetStringValue, note, b"Contents")
            if text:
                yield text.translate(CLEAN)
        finally:
            raw.FPDFPage_CloseAnnot(note)


def _string(function: Any, *arguments: Any) -> str:
    """What one of pdfium's functions writes into a buffer, as text."""
    size = function(*arguments, None, 0)
    if size <= 2:
        return ""
    from pypdfium2 import raw

    buffer = ctypes.create_string_buffer(size)
    function(*arguments, ctypes.cast(buffer, ctypes.POINTER(raw.FPDF_WCHAR)), size)
    return buffer.raw[: size - 2].decode("utf-16-le", "replace")


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "replace")


FORMAT = Pdf()
