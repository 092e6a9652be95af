"""Office files of before 2007, by olefile: Word and PowerPoint, with their properties and what is embedded in them.

All of them are compound files: little file systems whose streams say which program wrote them.  Workbooks are read as
spreadsheets; what holds an encrypted package is locked.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.doc_text import Locked, document_text
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.ppt_text import pictures, presentation_text
from pdscan_targets.formats.spool import whole
from pdscan_targets.formats.spreadsheet import ENCRYPTED_PACKAGE, OLE
from pdscan_targets.formats.spreadsheet import FORMAT as SPREADSHEET
from pdscan_targets.formats.spreadsheet import WORKBOOKS as WORKBOOK_NAMES
from pdscan_targets.formats.text import as_chunks

if TYPE_CHECKING:
    from olefile import OleFileIO

LARGEST = 256 << 20
STREAM = 128 << 20
"""Bytes of one stream that are read."""
NATIVE, PACKAGES = "\x01Ole10Native", ("Package", "CONTENTS")
WORKBOOKS = ("Workbook", "Book")
PROPERTIES = ("title", "subject", "author", "keywords", "comments", "last_saved_by", "manager", "company", "category")


class Ole:
    """Documents and presentations as text, embedded files as nested items."""

    media_types = ("application/msword", "application/vnd.ms-powerpoint", "application/x-ole-storage")
    suffixes = (".doc", ".dot", ".ppt", ".pps", ".pot")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes, unless another format knows its own compound files."""
        return 0.6 if head.startswith(OLE) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """What the streams say; a workbook is left to the format of spreadsheets."""
        data = whole(stream, LARGEST)
        if data is None:
            yield Problem("too large", f"more than {LARGEST >> 20} MiB")
            return
        content = data
        for each in isolated(lambda: _contents(content), limits):
            if isinstance(each, Item) and each.path in WORKBOOKS:
                yield from SPREADSHEET.chunks(io.BytesIO(content), item, limits)
            else:
                yield each


def _contents(data: bytes) -> Iterator[Decoded]:
    import olefile

    try:
        archive = olefile.OleFileIO(io.BytesIO(data))
    except Exception:  # noqa: BLE001 - the library looks before it checks, and fails anywhere
        yield _broken(data)
        return
    names = {"/".join(path): path for path in archive.listdir(streams=True, storages=False)}
    if "EncryptedPackage" in names:
        yield Problem("encrypted", "password needed")
        return
    yield from _known(archive, names)
    yield from _properties(archive)
    for name, path in names.items():
        yield from _embedded(archive, name, path)


def _broken(data: bytes) -> Item | Problem:
    """A file without a directory to go by: what its streams were called stands somewhere."""
    if ENCRYPTED_PACKAGE in data:
        return Problem("encrypted", "password needed")
    if any(name in data for name in WORKBOOK_NAMES):
        return Item(WORKBOOKS[0], open=io.BytesIO)
    return Problem("damaged", "it breaks off, or its directory is broken")


def _known(archive: OleFileIO, names: dict[str, list[str]]) -> Iterator[Decoded]:
    """What the program wrote that the file is of."""
    if "WordDocument" in names:
        yield from _document(archive, names)
    elif "PowerPoint Document" in names:
        if "EncryptedSummary" in names:
            yield Problem("encrypted", "password needed")
            return
        data = _read(archive, "PowerPoint Document")
        yield from as_chunks([text] if (text := presentation_text(data)) else [b""], field="slides")
        for number, picture in enumerate(pictures(_read(archive, "Pictures") if "Pictures" in names else b""), 1):
            yield Item(f"picture {number}", open=partial(io.BytesIO, picture), size=len(picture))
    elif workbook := next((each for each in WORKBOOKS if each in names), ""):
        yield Item(workbook, open=io.BytesIO)
    else:
        yield Problem("unknown format", "application/x-ole-storage")


def _document(archive: OleFileIO, names: dict[str, list[str]]) -> Iterator[Decoded]:
    tables: dict[str, bytes] = {name: _read(archive, name) for name in ("0Table", "1Table") if name in names}
    try:
        pieces = document_text(_read(archive, "WordDocument"), tables)
    except Locked:
        yield Problem("encrypted", "password needed")
        return
    except (ValueError, IndexError) as error:
        yield Problem("damaged", type(error).__name__)
        return
    yield from as_chunks(pieces or [b""], field="document")


def _properties(archive: OleFileIO) -> Iterator[Decoded]:
    """Author, title and the like."""
    found = archive.get_metadata()
    page = f"cp{found.codepage}" if found.codepage and found.codepage > 0 else "cp1252"
    for name in PROPERTIES:
        text = _text(getattr(found, name, None), page)
        if text:
            yield TextChunk(text.encode("utf-8", "replace"), field=name, label=name.replace("_", " "))


def _text(value: object, page: str) -> str:
    """A property as text; empty when it is none."""
    if isinstance(value, bytes):
        try:
            text = value.decode("utf-8" if page == "cp65001" else page, "replace")
        except LookupError:
            text = value.decode("cp1252", "replace")
    else:
        text = value if isinstance(value, str) else ""
    return text.strip("\0 ")


def _embedded(archive: OleFileIO, name: str, path: list[str]) -> Iterator[Item]:
    """A file that was put into the document."""
    if path[-1] == NATIVE:
        title, data = _native(_read(archive, name))
        yield Item(title, open=partial(io.BytesIO, data), size=len(data))
    elif path[-1] in PACKAGES and len(path) > 1:
        data = _read(archive, name)
        yield Item(name, open=partial(io.BytesIO, data), size=len(data))


def _native(data: bytes) -> tuple[str, bytes]:
    r"""The name and content of a file that was wrapped by Windows' packager.

    >>> _native(bytes(6) + b"a.txt\0C:\\a.txt\0" + bytes(4) + b"\2\0\0\0x\0" + b"\3\0\0\0abc")
    ('a.txt', b'abc')
    """
    label, _, rest = data[6:].partition(b"\0")
    rest = rest.partition(b"\0")[2][4:]
    place = 4 + int.from_bytes(rest[:4], "little")
    size = int.from_bytes(rest[place : place + 4], "little")
    return label.decode("cp1252", "replace") or "embedded", rest[place + 4 : place + 4 + size]


def _read(archive: OleFileIO, name: str) -> bytes:
    """A stream; empty when it can't be read."""
    try:
        return bytes(archive.openstream(name).read(STREAM))
    except OSError:
        return b""


FORMAT = Ole()
