"""Office documents are ZIP files; which kind one is can be told from the names of its parts."""

from __future__ import annotations

import importlib
import re
import zipfile
from collections.abc import Collection, Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO, cast

from pdscan.model import Item
from pdscan_targets.formats.zip_member import opened

if TYPE_CHECKING:
    from pdscan.protocols import Format

ZIP = b"PK\x03\x04"
PARTS = {
    "word/document.xml": "docx",
    "ppt/presentation.xml": "docx",
    "xl/workbook.xml": "spreadsheet",
    "xl/workbook.bin": "spreadsheet",
}
MANIFEST = "META-INF/manifest.xml"
MANIFEST_SIZE = 1 << 20
OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument."


def office_format(names: Collection[str]) -> Format | None:
    """The format that reads an archive with these members, None when it is no office document."""
    for part, module in PARTS.items():
        if part in names:
            return _format(module)
    if {"mimetype", "content.xml", MANIFEST} <= set(names):
        return _format("odt")
    return None


def is_open_xml(head: bytes, name: str, folder: str, suffixes: tuple[str, ...]) -> float:
    """How sure that these first bytes are of an Open XML document whose parts stand in `folder`."""
    if not head.startswith(ZIP):
        return 0.0
    if f"{folder}/".encode() in head and b"[Content_Types].xml" in head:
        return 1.0
    return 0.9 if name.lower().endswith(suffixes) else 0.0


def is_open_document(head: bytes, name: str, kinds: tuple[bytes, ...], suffixes: tuple[str, ...]) -> float:
    """How sure that these first bytes are of an OpenDocument file of one of the kinds (`text`, `spreadsheet` …)."""
    if not head.startswith(ZIP):
        return 0.0
    if head[30:].startswith(tuple(OPEN_DOCUMENT + kind for kind in kinds)):
        return 1.0
    return 0.9 if name.lower().endswith(suffixes) else 0.0


def is_encrypted(archive: zipfile.ZipFile, source: BinaryIO) -> bool:
    """Whether an OpenDocument file needs a password: its manifest says so of its parts."""
    if MANIFEST not in archive.namelist():
        return False
    with opened(archive, source, archive.getinfo(MANIFEST)) as stream:
        return b"encryption-data" in stream.read(MANIFEST_SIZE)


def embedded(archive: zipfile.ZipFile, source: BinaryIO, pattern: str) -> Iterator[Item]:
    """The files inside a document (pictures, other documents), as nested items."""
    for member in archive.infolist():
        if re.fullmatch(pattern, member.filename) and not member.is_dir():
            yield Item(member.filename, open=partial(opened, archive, source, member), size=member.file_size)


def _format(module: str) -> Format:
    return cast("Format", importlib.import_module(f"pdscan_targets.formats.{module}").FORMAT)
