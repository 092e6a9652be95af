"""OpenDocument text and presentations: all text in them, headers, footers, notes and comments included."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.office import embedded, is_encrypted, is_open_document
from pdscan_targets.formats.paragraphs import OPEN_DOCUMENT, part, properties
from pdscan_targets.formats.spool import seekable
from pdscan_targets.formats.zip_member import directory
from pdscan_targets.formats.zip_salvage import salvaged

SUFFIXES = (".odt", ".ott", ".odp", ".otp", ".odg", ".odf")
PARTS = ("content.xml", "styles.xml")


class Odt:
    """OpenDocument files of text."""

    media_types = ("application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.presentation")
    suffixes = SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure when the first member says so."""
        return is_open_document(head, name, (b"text", b"presentation", b"graphics"), SUFFIXES)

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
    if is_encrypted(archive, source):
        yield Problem("encrypted", "password needed")
        return
    names = set(archive.namelist())
    for name in PARTS:
        if name in names:
            yield from part(archive, source, name, OPEN_DOCUMENT, limits)
    if "meta.xml" in names:
        yield from properties(archive, source, "meta.xml", limits)
    yield from embedded(archive, source, r"(Pictures|Object.*)/.+")


FORMAT = Odt()
