"""Readers of statements, one module per file format: each gives a document of paragraphs and tables."""

from __future__ import annotations

import importlib
from pathlib import Path

from pdscan.errors import RegisterError
from pdscan.register.statement.document import Document

READERS = {
    ".txt": "text",
    ".md": "text",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".docx": "docx",
    ".pdf": "pdf",
    ".csv": "delimited",
    ".tsv": "delimited",
    ".xlsx": "spreadsheet",
    ".xlsm": "spreadsheet",
    ".xlsb": "spreadsheet",
    ".xls": "spreadsheet",
    ".ods": "spreadsheet",
}
"""The reader of each file name suffix, a module of this package with a function `read`."""


def read_document(path: Path) -> Document:
    """A statement in any format.

    :raises RegisterError: when it can't be read, or is of a format that isn't known.
    """
    suffix = path.suffix.lower()
    if suffix not in READERS:
        known = ", ".join(READERS)
        raise RegisterError(
            str(path), [f"can't be imported: the suffix must be one of {known}; save it as one of these"]
        )
    reader = importlib.import_module(f"{__package__}.{READERS[suffix]}")
    try:
        # Some readers take a missing file for a damaged one.
        path.open("rb").close()
        document: Document = reader.read(path)
    except OSError as error:
        raise RegisterError(str(path), [f"can't be read: {error.strerror or error}; name another file"]) from error
    return document
