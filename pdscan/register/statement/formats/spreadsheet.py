"""Registers as spreadsheets (XLSX, XLS, ODS): every sheet a table, headed by the sheet's name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from pdscan.errors import RegisterError
from pdscan.register.statement.document import Document, Paragraph, Row, Table, lines_of


def read(path: Path) -> Document:
    """A spreadsheet.  The line of a row is its number in the sheet, its page the number of the sheet.

    :raises RegisterError: when it is damaged or encrypted.
    """
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_path(path) as workbook:
            return Document(path.name, tuple(_blocks(workbook)), prose=False)
    except CalamineError as error:
        raise RegisterError(str(path), ["is no spreadsheet, or a damaged or encrypted one; save it anew"]) from error


def _blocks(workbook: object) -> Iterator[Paragraph | Table]:
    from python_calamine import CalamineWorkbook

    assert isinstance(workbook, CalamineWorkbook)
    for page, name in enumerate(workbook.sheet_names, start=1):
        cells = workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)
        yield Paragraph(name, 0, page, heading=True)
        rows = (Row(tuple(map(_text, row)), line, page) for line, row in enumerate(cells, start=1))
        yield Table(tuple(row for row in rows if any(row.cells)))


def _text(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    return lines_of(str(value))
