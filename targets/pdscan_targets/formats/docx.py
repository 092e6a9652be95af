"""Word documents and PowerPoint presentations: all text in them, notes, comments, headers and footers included."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.office import embedded, is_open_xml
from pdscan_targets.formats.paragraphs import OPEN_XML, part, properties
from pdscan_targets.formats.spool import seekable
from pdscan_targets.formats.zip_member import directory
from pdscan_targets.formats.zip_salvage import salvaged

SUFFIXES = (".docx", ".docm", ".dotx", ".dotm", ".pptx", ".pptm", ".ppsx", ".potx")

_TEXT = re.compile(
    r"word/(document|header\d*|footer\d*|footnotes|endnotes|comments|glossary/document)\.xml"
    r"|ppt/(slides/slide|notesSlides/notesSlide|comments/comment|comments/modernComment)[^/]*\.xml"
)


class Docx:
    """Open XML documents of text."""

    media_types = (
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    )
    suffixes = SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure when the first bytes name a part of such a document."""
        return max(is_open_xml(head, name, "word", SUFFIXES), is_open_xml(head, name, "ppt", SUFFIXES))

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Text with the part's name as field, properties, and embedded files as nested items."""
        with seekable(stream) as source:
            archive = directory(source)
            if archive is None:
                yield from salvaged(source)
                return
            with archive:
                yield from _parts(archive, source, limits)


def _parts(archive: zipfile.ZipFile, source: BinaryIO, limits: Limits) -> Iterator[Decoded]:
    for name in sorted(archive.namelist(), key=_order):
        if _TEXT.fullmatch(name):
            yield from part(archive, source, name, OPEN_XML, limits)
        elif name.startswith("docProps/") and name.endswith(".xml"):
            yield from properties(archive, source, name, limits)
    yield from embedded(archive, source, r"(word|ppt)/(embeddings|media)/.+")


def _order(name: str) -> tuple[str, int, str]:
    """Slides by number, not by letter."""
    number = re.search(r"(\d+)\.xml$", name)
    return re.sub(r"\d+", "", name), int(number[1]) if number else 0, name


FORMAT = Docx()
