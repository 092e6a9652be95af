"""Registers as CSV files, with whatever stands between the cells."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from pdscan.register.statement.document import Document, Row, Table, lines_of
from pdscan.register.statement.formats.text import decode

_DELIMITERS = ",;\t|"


def read(path: Path) -> Document:
    """A CSV file.  The line of a row is the one on which it begins, also where a cell holds line breaks."""
    return Document(path.name, (Table(rows(decode(path.read_bytes()))),), prose=False)


def rows(text: str) -> tuple[Row, ...]:
    r"""The rows of a CSV text.

    >>> [row.cells for row in rows('Dienst;Gegevens\nWeb;"Naam; adres"\n')]
    [('Dienst', 'Gegevens'), ('Web', 'Naam; adres')]
    """
    found: list[Row] = []
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text))
    begins = 1
    for cells in reader:
        if any(cell.strip() for cell in cells):
            found.append(Row(tuple(lines_of(cell) for cell in cells), begins))
        begins = reader.line_num + 1
    return tuple(found)


def _delimiter(text: str) -> str:
    """The one that divides the first lines into the most cells, evenly where it can."""

    def evenness(delimiter: str) -> tuple[int, int]:
        widths = [
            len(cells) for cells in csv.reader(io.StringIO(text[:20_000], newline=""), delimiter=delimiter) if cells
        ]
        usual = max(set(widths), key=widths.count, default=1)
        return (widths.count(usual) if usual > 1 else 0), usual

    return max(_DELIMITERS, key=evenness)
