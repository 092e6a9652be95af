"""Statements as Word documents (OOXML): paragraphs and tables of the body, in order.

Lines are running numbers: the fourth paragraph or row of the document is line 4.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.errors import RegisterError
from pdscan.register.statement.document import Document, Paragraph, Row, Table, lines_of

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table as WordTable


def read(path: Path) -> Document:
    """A DOCX file.

    :raises RegisterError: when it is damaged or encrypted.
    """
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(str(path))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        raise RegisterError(str(path), ["is no Word document, or a damaged one; save it anew as DOCX"]) from error
    return Document(path.name, tuple(_blocks(document)))


def _blocks(document: WordDocument) -> Iterator[Paragraph | Table]:
    from docx.text.paragraph import Paragraph as WordParagraph

    line = 0
    for block in document.iter_inner_content():
        if isinstance(block, WordParagraph):
            line += 1
            if block.text.strip():
                style = (block.style.name or "") if block.style is not None else ""
                yield Paragraph(block.text.strip(), line, heading=style.startswith(("Heading", "Title", "Kop")))
        else:
            yield Table(tuple(_rows(block, line + 1)))
            line += len(block.rows)


def _rows(table: WordTable, line: int) -> Iterator[Row]:
    """Every row; a cell merged over several rows or columns stands in each row, and once in a row."""
    for number, row in enumerate(table.rows, start=line):
        cells: list[str] = []
        before = None
        for cell in row.cells:
            cells.append("" if cell._tc is before else lines_of(cell.text))
            before = cell._tc
        yield Row(tuple([""] * row.grid_cols_before + cells), number)
