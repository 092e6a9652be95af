"""Spreadsheets of Excel and OpenDocument: each sheet a table, a line of it a row of the sheet."""

from __future__ import annotations

import dataclasses
import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item, TableChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.header import column_names, find_header
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.office import embedded, is_encrypted, is_open_document, is_open_xml
from pdscan_targets.formats.paragraphs import OPEN_DOCUMENT, OPEN_XML, part, properties
from pdscan_targets.formats.spool import seekable
from pdscan_targets.formats.zip_member import directory
from pdscan_targets.formats.zip_salvage import salvaged
from pdscan_targets.rows import from_rows, text_of

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

OPEN_XML_SUFFIXES = (".xlsx", ".xlsm", ".xltx", ".xltm", ".xlsb")
OPEN_DOCUMENT_SUFFIXES = (".ods", ".ots")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_SUFFIXES = (".xls", ".xlt", ".xla")
ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = tuple(name.encode("utf-16-le") for name in ("Workbook", "Book\0"))
LARGEST = 256 << 20
"""The library holds a file in memory; of a larger one only the text is read."""

CELLS = 200_000
"""About so many cells make one chunk."""

SAMPLE = 50

_NOTES = re.compile(r"xl/(comments|threadedComments/|drawings/drawing|comments/)[^/]*\.xml")
Rows = Iterator[Sequence[object]]


class Spreadsheet:
    """Sheets as tables."""

    media_types = (
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/vnd.oasis.opendocument.spreadsheet",
        "application/vnd.ms-excel",
    )
    suffixes = (*OPEN_XML_SUFFIXES, *OPEN_DOCUMENT_SUFFIXES, *OLE_SUFFIXES)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the parts of the archive; of the older files, which look like all of Office's, by the name."""
        if head.startswith(OLE):
            return 0.9 if name.lower().endswith(OLE_SUFFIXES) else 0.3
        return max(
            is_open_xml(head, name, "xl", OPEN_XML_SUFFIXES),
            is_open_document(head, name, (b"spreadsheet",), OPEN_DOCUMENT_SUFFIXES),
        )

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Tables, then notes and properties as text, then embedded files as nested items."""
        with seekable(stream) as source:
            if source.read(len(OLE)) == OLE:
                yield from _ole(source, limits)
                return
            source.seek(0)
            archive = directory(source)
            if archive is None:
                yield from salvaged(source)
                return
            with archive:
                yield from _archive(archive, source, limits)


def _archive(archive: zipfile.ZipFile, source: BinaryIO, limits: Limits) -> Iterator[Decoded]:
    if is_encrypted(archive, source):
        yield Problem("encrypted", "password needed")
        return
    failed = False
    for each in _isolated_sheets(source, limits):
        failed = failed or isinstance(each, Problem)
        yield each
    if failed:
        yield from _untabled(archive, source, limits)
    yield from _beside(archive, source, sorted(archive.namelist()), limits)


def _beside(archive: zipfile.ZipFile, source: BinaryIO, names: list[str], limits: Limits) -> Iterator[Decoded]:
    """What a workbook holds beside its sheets."""
    for name in names:
        if _NOTES.fullmatch(name):
            yield from part(archive, source, name, OPEN_XML, limits)
        elif name == "meta.xml" or (name.startswith("docProps/") and name.endswith(".xml")):
            yield from properties(archive, source, name, limits)
    yield from embedded(archive, source, r"xl/(embeddings|media)/.+|(Pictures|Object.*)/.+")


def _untabled(archive: zipfile.ZipFile, source: BinaryIO, limits: Limits) -> Iterator[Decoded]:
    """The text of a workbook that is no sensible table."""
    if "content.xml" in archive.namelist():
        yield from part(archive, source, "content.xml", OPEN_DOCUMENT, limits)
    yield from embedded(archive, source, r"xl/(sharedStrings\.xml|worksheets/.+\.xml)")


def _ole(source: BinaryIO, limits: Limits) -> Iterator[Decoded]:
    """A workbook of the older kind, or another file of Office in the same wrapping."""
    for number, each in enumerate(_isolated_sheets(source, limits)):
        if isinstance(each, Problem) and each.reason == "parser failed" and not number:
            wrapped = _wrapped(source)
            yield each if wrapped is None else wrapped
            return
        yield each


def _wrapped(source: BinaryIO) -> Problem | None:
    """What a file in the older wrapping is that is no workbook; None when it is a broken workbook."""
    source.seek(0)
    seen: set[bytes] = set()
    rest = b""
    while block := source.read(1 << 20):
        seen.update(name for name in (ENCRYPTED_PACKAGE, *WORKBOOKS) if name in rest + block)
        rest = block[-len(ENCRYPTED_PACKAGE) :]
    if ENCRYPTED_PACKAGE in seen:
        return Problem("encrypted", "password needed")
    return None if seen else Problem("unknown format", "application/x-ole-storage")


def _isolated_sheets(source: BinaryIO, limits: Limits) -> Iterator[Decoded]:
    """The sheets, read in a process of their own: two cells in far corners make the library ask for terabytes."""
    source.seek(0)
    data = source.read(LARGEST + 1)
    if len(data) > LARGEST:
        yield Problem("too large", f"more than {LARGEST >> 20} MiB: read without its rows and columns")
        return
    yield from isolated(lambda: _sheets(data), limits)


def _sheets(data: bytes) -> Iterator[TableChunk | Problem]:
    """The sheets; a problem for each that the library can't read."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        workbook = CalamineWorkbook.from_filelike(io.BytesIO(data))
    except CalamineError as error:
        yield _failure(error)
        return
    with workbook:
        if not workbook.sheet_names:
            yield Problem("damaged", "a workbook without sheets")
        for index, name in enumerate(workbook.sheet_names):
            try:
                yield from _sheet(workbook, index, name)
            except CalamineError as error:
                yield _failure(error, name)


def _failure(error: Exception, sheet: str = "") -> Problem:
    from python_calamine import PasswordError

    if isinstance(error, PasswordError):
        return Problem("encrypted", "password needed", sheet)
    return Problem("parser failed", type(error).__name__, sheet)


def _sheet(workbook: CalamineWorkbook, index: int, name: str) -> Iterator[TableChunk]:
    """One sheet in blocks of rows; a cell's line is the number of its row."""
    sheet = workbook.get_sheet_by_index(index)
    if sheet.start is None:
        return
    first = sheet.start[0]
    rows: Rows = islice(sheet.iter_rows(), first, None)
    sample = list(islice(rows, SAMPLE))
    header = find_header([[text_of(cell) for cell in row] for row in sample])
    columns = column_names([] if header is None else [text_of(cell) for cell in sample[header]], len(sample[0]))
    numbered = ((number, row) for number, row in enumerate(chain(sample, rows)) if number != header)
    yield from _tables(columns, numbered, name, first + 1)


def _tables(
    columns: tuple[str, ...], numbered: Iterator[tuple[int, Sequence[object]]], name: str, line: int
) -> Iterator[TableChunk]:
    import numpy as np

    block = max(1, CELLS // max(len(columns), 1))
    while taken := list(islice(numbered, block)):
        chunk = from_rows(columns, [row for _, row in taken], name=name)
        numbers = np.array([number for number, _ in taken], dtype=np.int64)
        yield dataclasses.replace(chunk, line=numbers[chunk.row] + line, offset=np.zeros_like(chunk.starts))


FORMAT = Spreadsheet()
