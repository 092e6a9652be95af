"""PDF: the text of each page, filled-in forms, notes, properties and attachments.

A page of pictures without text is a scan: a problem, because nothing on it was read.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.spool import seekable

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument, PdfPage

MOST_NOTES = 10_000
"""So many form fields and notes of a page are read."""

CLEAN = str.maketrans({"\r": None, "\ufffe": None, "\ufffd": " ", "\x02": None, "\xad": None, "\xa0": " "})
"""pdfium marks the hyphen at the end of a broken line; a number that was broken there is one number."""

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
        """Text with the page as field; a problem for every page that is only a picture."""
        with seekable(stream) as source:
            yield from isolated(lambda: _opened(source), limits)


def _opened(source: BinaryIO) -> Iterator[Decoded]:
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(source)
    except pypdfium2.PdfiumError as error:
        yield _refusal(error)
        return
    try:
        yield from _document(document)
    finally:
        document.close()


def _refusal(error: Exception) -> Problem:
    """Why a document could not be opened; the library says it in words."""
    if "password" in str(error).lower() or "security" in str(error).lower():
        return Problem("encrypted", "password needed")
    return Problem("damaged", "it breaks off, or is no PDF")


def _document(document: PdfDocument) -> Iterator[Decoded]:
    for key, value in document.get_metadata_dict(skip_empty=True).items():
        if key not in TECHNICAL:
            yield TextChunk(_utf8(value), field=key, label=key)
    forms = document.formenv if document.get_formtype() and document.init_forms() else None
    for number in range(len(document)):
        yield from _page(document, number, forms)
    for number in range(document.count_attachments()):
        attachment = document.get_attachment(number)
        data = bytes(attachment.get_data())
        name = attachment.get_name() or f"attachment {number + 1}"
        yield Item(name, open=partial(io.BytesIO, data), size=len(data))


def _page(document: PdfDocument, number: int, forms: Any) -> Iterator[Decoded]:
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
        if not text.strip() and _has_pictures(page):
            yield Problem("no text layer", "a picture without text: needs OCR", title)
    finally:
        textpage.close()
        page.close()


def _has_pictures(page: PdfPage) -> bool:
    from pypdfium2 import raw

    return next(page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE]), None) is not None


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
