"""Webcircuit's statement in every format that can be imported, made from the facts that the package carries."""

from __future__ import annotations

import csv
import html
import io
import textwrap
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import pytest

from pdscan.demo.statement import Facts, facts, render_statement_text

ABOUT = "{0} levert internet en telefonie. {0} is niet altijd zelf verantwoordelijk."
ASK = "Stuur bij een verzoek het volgende mee:"
DATED = "Deze verklaring is voor het laatst bijgewerkt op 3 juni 2018."


@pytest.fixture(scope="session")
def webcircuit() -> Facts:
    return facts()


@pytest.fixture
def statement_file(tmp_path: Path, webcircuit: Facts) -> Callable[[str], Path]:
    """Writes the statement as `txt`, `html`, `docx`, `pdf`, `unruled.pdf`, `csv` or `xlsx`, and gives its path."""

    def written(kind: str) -> Path:
        path = tmp_path / f"verklaring.{kind}"
        WRITERS[kind](webcircuit, path)
        return path

    return written


def tables(webcircuit: Facts) -> list[list[Sequence[str]]]:
    """Every table with its header: those of the register by page, then those of the cookies."""
    return [
        *([webcircuit.header, *page] for page in webcircuit.pages),
        *([webcircuit.cookie_header, row[1:]] for row in webcircuit.cookies),
    ]


def write_text(webcircuit: Facts, path: Path) -> None:
    path.write_text(render_statement_text(), encoding="utf-8")


def write_html(webcircuit: Facts, path: Path) -> None:
    def table(rows: Iterable[Sequence[str]]) -> str:
        return f"<table>{''.join(map(row, rows))}</table>"

    def row(cells: Sequence[str]) -> str:
        return "<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in cells) + "</tr>\n"

    asked = "".join(f"<li>{html.escape(item)}</li>" for item in webcircuit.asked)
    path.write_text(
        f"<html><body><h1>Verklaring</h1><p>{ABOUT.format(webcircuit.organisation)}</p>"
        + "<p>–</p>".join(map(table, tables(webcircuit)))
        + f"<p>{ASK}</p><ul>{asked}</ul><p>{DATED}</p></body></html>",
        encoding="utf-8",
    )


def write_docx(webcircuit: Facts, path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Verklaring", 1)
    document.add_paragraph(ABOUT.format(webcircuit.organisation))
    for rows in tables(webcircuit):
        table = document.add_table(len(rows), len(rows[0]))
        for cells, texts in zip(table.rows, rows, strict=True):
            for cell, text in zip(cells.cells, texts, strict=True):
                cell.text = text
        document.add_paragraph("")
    document.add_paragraph(ASK)
    for item in webcircuit.asked:
        document.add_paragraph(f"- {item}", style="List Bullet")
    document.add_paragraph(DATED)
    document.save(str(path))


def write_csv(webcircuit: Facts, path: Path) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows([webcircuit.header, *webcircuit.rows])
    path.write_bytes(out.getvalue().encode("cp1252"))


def write_xlsx(webcircuit: Facts, path: Path) -> None:
    import openpyxl

    book = openpyxl.Workbook()
    for sheet, name, rows in (
        (book.active, "Register", [webcircuit.header, *webcircuit.rows]),
        (book.create_sheet("Cookies"), "Cookies", [webcircuit.cookie_header, *(row[1:] for row in webcircuit.cookies)]),
    ):
        sheet.title = name
        sheet.append(["Verwerkingen van Webcircuit"])
        sheet.append([])
        for row in rows:
            sheet.append(list(row))
    book.save(path)


class Page:
    """One page of a PDF, written as it stands in the file: text at places, and ruled lines."""

    WIDTHS = (110, 220, 110, 120, 150)
    LEFT, TOP, BOTTOM, LEADING, SIZE = 40.0, 560.0, 40.0, 10.0, 8

    def __init__(self) -> None:
        self.commands: list[str] = []
        self.height = self.TOP

    def text(self, left: float, height: float, text: str) -> None:
        said = text.encode("cp1252").decode("latin-1").translate(str.maketrans({"\\": r"\\", "(": r"\(", ")": r"\)"}))
        self.commands.append(f"BT /F1 {self.SIZE} Tf {left} {height} Td ({said}) Tj ET")

    def paragraph(self, text: str) -> None:
        for line in textwrap.wrap(text, 120):
            self.text(self.LEFT, self.height, line)
            self.height -= self.LEADING
        self.height -= 2 * self.LEADING

    def row(self, cells: Sequence[str], ruled: bool) -> bool:
        """Write a row, unless the page is full."""
        wrapped = [
            textwrap.wrap(cell, int(width / 4.6)) or [""] for cell, width in zip(cells, self.WIDTHS, strict=False)
        ]
        high = max(map(len, wrapped)) * self.LEADING + 8
        if self.height - high < self.BOTTOM:
            return False
        left = self.LEFT
        for lines, width in zip(wrapped, self.WIDTHS, strict=False):
            for number, line in enumerate(lines):
                self.text(left, self.height - number * self.LEADING, line)
            if ruled:
                self.commands.append(f"0.5 w {left - 4} {self.height + 9 - high} {width} {high} re S")
            left += width
        self.height -= high
        return True


def write_pdf(webcircuit: Facts, path: Path, ruled: bool = True) -> None:
    pages = [Page()]
    pages[-1].paragraph(ABOUT.format(webcircuit.organisation))
    for rows in tables(webcircuit):
        for row in rows:
            if not pages[-1].row(row, ruled):
                pages.append(Page())
                pages[-1].row(rows[0], ruled)
                pages[-1].row(row, ruled)
        pages[-1].height -= 20
        pages[-1].paragraph(
            "Zo worden gegevens bewaard, zo lang als hier per regel van de tabel in woorden staat beschreven."
        )
    pages.append(Page())
    for text in (ASK, *(f"- {item}" for item in webcircuit.asked), DATED):
        pages[-1].paragraph(text)
    path.write_bytes(pdf([page.commands for page in pages]))


def pdf(pages: Sequence[Sequence[str]]) -> bytes:
    """A PDF file of pages with these drawing commands, in Helvetica on A4 on its side."""
    count = len(pages)
    objects = [
        "<</Type/Catalog/Pages 2 0 R>>",
        f"<</Type/Pages/Count {count}/Kids[{' '.join(f'{4 + 2 * n} 0 R' for n in range(count))}]>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
    ]
    for number, commands in enumerate(pages):
        stream = "\n".join(commands)
        objects += [
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 842 595]/Resources<</Font<</F1 3 0 R>>>>"
            f"/Contents {5 + 2 * number} 0 R>>",
            f"<</Length {len(stream)}>>stream\n{stream}\nendstream",
        ]
    body, places = "%PDF-1.4\n", []
    for number, written in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{written}\nendobj\n"
    start = len(body)
    body += f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n" + "".join(
        f"{place:010} 00000 n \n" for place in places
    )
    body += f"trailer<</Size {len(objects) + 1}/Root 1 0 R>>\nstartxref\n{start}\n%%EOF\n"
    return body.encode("latin-1")


WRITERS: dict[str, Callable[[Facts, Path], None]] = {
    "txt": write_text,
    "html": write_html,
    "docx": write_docx,
    "csv": write_csv,
    "xlsx": write_xlsx,
    "pdf": write_pdf,
    "unruled.pdf": lambda webcircuit, path: write_pdf(webcircuit, path, ruled=False),
}
