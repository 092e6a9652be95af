"""What the readers of each format make of unusual files."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from pdscan.errors import RegisterError
from pdscan.register.statement.document import Paragraph, Table
from pdscan.register.statement.formats import read_document
from pdscan.register.statement.formats.delimited import rows
from pdscan.register.statement.formats.pdf_layout import join
from pdscan.register.statement.formats.text import blocks, decode

REGISTER = [
    ["Dienst", "Gegevens", "Bewaartermijn"],
    ["Web", "Naam", "1 jaar"],
]


def _conftest() -> ModuleType:
    spec = importlib.util.spec_from_file_location("statement_writers", Path(__file__).with_name("conftest.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cells(path: Path) -> list[list[tuple[str, ...]]]:
    tables = (block for block in read_document(path).blocks if isinstance(block, Table))
    return [[row.cells for row in table.rows] for table in tables]


def texts(path: Path) -> list[tuple[str, bool]]:
    return [(paragraph.text, paragraph.heading) for paragraph in read_document(path).paragraphs]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_text_is_read_in_every_usual_encoding(encoding: str) -> None:
    assert decode("één €".encode(encoding)) == "één €"


def test_text_tables_lose_their_markup_but_not_their_cells() -> None:
    (table,) = blocks("<u>Web</u> - a\t<i>Naam &amp; adres<br>IBAN</i>\t\n\tx < y\t2\n")
    assert isinstance(table, Table)
    assert [(row.cells, row.line) for row in table.rows] == [
        (("Web - a", "Naam & adres IBAN", ""), 1),
        (("", "x < y", "2"), 2),
    ]


def test_markdown_tables_may_hold_a_bar() -> None:
    (table,) = blocks("| a | b |\n|---|:-:|\n| c \\| d | e |\n")
    assert isinstance(table, Table)
    assert [row.cells for row in table.rows] == [("a", "b"), ("c | d", "e")]


def test_text_headings_are_short_and_end_without_a_stop() -> None:
    found = blocks("# Kop\nOok een kop\nGeen kop.\n- punt\n" + "lang " * 20 + "\n")
    assert [(block.heading, block.line) for block in found if isinstance(block, Paragraph)] == [
        (True, 1),
        (True, 2),
        (False, 3),
        (False, 4),
        (False, 5),
    ]


def test_csv_takes_the_delimiter_that_divides_evenly() -> None:
    for delimiter in ",;\t|":
        text = f"a{delimiter}b\n1{delimiter}2\n"
        assert [row.cells for row in rows(text)] == [("a", "b"), ("1", "2")]
    assert [row.cells for row in rows('a;b\n"1,5 jaar, of 2, of 3";x\n')] == [("a", "b"), ("1,5 jaar, of 2, of 3", "x")]
    assert [row.cells for row in rows("alleen\neen\n")] == [("alleen",), ("een",)]


def test_csv_cells_lose_their_markup_too() -> None:
    (row,) = rows("<u>Web</u> - a,<i>Naam</i><br/>adres\n")
    assert row.cells == ("Web - a", "Naam\nadres")


def test_csv_rows_begin_where_they_begin() -> None:
    found = rows('a;b\n"een\ntwee";c\n\nd;e\n')
    assert [(row.cells, row.line) for row in found] == [(("a", "b"), 1), (("een\ntwee", "c"), 2), (("d", "e"), 5)]


def test_html_cells_span_rows_and_columns(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<table><tr><th>a<th>b<th>c</tr>"
        '<tr><td rowspan=2>A<td rowspan="3">B<td>1</tr><tr><td>2</tr>'
        '<tr><td>C<td rowspan=x>3<tr><td colspan="2">D<td>4</table>',
        encoding="utf-8",
    )
    assert cells(path) == [[("a", "b", "c"), ("A", "B", "1"), ("A", "B", "2"), ("C", "B", "3"), ("D", "", "4")]]


def test_html_text_is_what_a_reader_sees(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    path.write_text(
        "<body>Los<h2>Kop</h2><div>Een <b>vette</b>\n regel<script>x</script><p>Twee</p>staart</div>"
        "<ul><li>punt</ul><table><caption>Bijschrift</caption><tr><td>Naam<br>adres<ul><li>één<li>twee</ul></table>"
        "<table><tr><td>opmaak<table><tr><td>binnen</table></table>",
        encoding="utf-8",
    )
    assert texts(path) == [
        ("Los", False),
        ("Kop", True),
        ("Een vette regel", False),
        ("Twee", False),
        ("staart", False),
        ("- punt", False),
        ("Bijschrift", True),
        ("opmaak", False),
    ]
    assert cells(path) == [[("Naam\nadres\n- één\n- twee",)], [("binnen",)]]


def test_html_without_a_charset_may_be_utf_8_or_not(tmp_path: Path) -> None:
    path = tmp_path / "a.html"
    for encoding in ("utf-8", "utf-8-sig", "iso-8859-1"):
        path.write_bytes("<p>één</p>".encode(encoding))
        assert texts(path) == [("één", False)]


def test_word_merges_cells_and_names_headings(tmp_path: Path) -> None:
    import docx

    document = docx.Document()
    document.add_heading("Kop", 2)
    document.add_paragraph(" ")
    table = document.add_table(3, 3)
    for number, text in enumerate("abcdefghi"):
        table.cell(number // 3, number % 3).text = text
    table.cell(1, 0).merge(table.cell(2, 0)).text = "boven\nonder"
    table.cell(0, 1).merge(table.cell(0, 2)).text = "breed"
    document.add_paragraph("Slot.")
    path = tmp_path / "a.docx"
    document.save(str(path))
    assert texts(path) == [("Kop", True), ("Slot.", False)]
    assert cells(path) == [[("a", "breed", ""), ("boven\nonder", "e", "f"), ("boven\nonder", "h", "i")]]
    (table_block,) = (block for block in read_document(path).blocks if isinstance(block, Table))
    assert [row.line for row in table_block.rows] == [3, 4, 5]
    assert read_document(path).paragraphs[1].line == 6


def test_spreadsheets_give_every_sheet_with_numbers_as_text(tmp_path: Path) -> None:
    from datetime import datetime

    import openpyxl

    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "Een"
    book.active["B3"] = 7
    book.active["C3"] = 1.5
    book.active["D3"] = datetime(2024, 2, 29)
    book.active["B5"] = "twee\nregels"
    book.create_sheet("Leeg")
    path = tmp_path / "a.xlsx"
    book.save(path)
    assert texts(path) == [("Een", True), ("Leeg", True)]
    assert cells(path) == [[("", "7", "1.5", "2024-02-29"), ("", "twee\nregels", "", "")], []]
    first = next(block for block in read_document(path).blocks if isinstance(block, Table))
    assert [(row.line, row.page) for row in first.rows] == [(3, 1), (5, 1)]


def test_a_pdf_of_pictures_says_so(tmp_path: Path) -> None:
    path = tmp_path / "a.pdf"
    path.write_bytes(_conftest().pdf([["10 10 100 100 re f"]]))
    with pytest.raises(RegisterError, match="holds no text, only pictures; recognise its text first"):
        read_document(path)


def test_a_pdf_row_that_a_page_cut_is_put_together(tmp_path: Path) -> None:
    writers = _conftest()
    first, second = writers.Page(), writers.Page()
    first.row(REGISTER[0], True)
    first.row(["Web", "Naam, adres en", "1 jaar"], True)
    second.row(REGISTER[0], True)
    second.row(["", "telefoonnummer", ""], True)
    second.row(["Mail", "E-mailadres", "2 jaar"], True)
    path = tmp_path / "a.pdf"
    path.write_bytes(writers.pdf([first.commands, second.commands]))
    assert cells(path) == [
        [tuple(REGISTER[0]), ("Web", "Naam, adres en telefoonnummer", "1 jaar")],
        [tuple(REGISTER[0]), ("Mail", "E-mailadres", "2 jaar")],
    ]


def test_a_pdf_table_may_go_on_without_its_header(tmp_path: Path) -> None:
    writers = _conftest()
    first, second = writers.Page(), writers.Page()
    for row in REGISTER:
        first.row(row, False)
    second.row(["Mail", "E-mailadres", "2 jaar"], False)
    second.height -= 40
    second.paragraph("Dit is gewone tekst, die over de hele breedte van de bladzijde loopt zonder kolommen te kennen.")
    path = tmp_path / "a.pdf"
    path.write_bytes(writers.pdf([first.commands, second.commands]))
    assert cells(path) == [[tuple(row) for row in REGISTER], [("Mail", "E-mailadres", "2 jaar")]]
    assert len(texts(path)) == 1


def test_pdf_rows_without_rules_and_gaps_begin_with_capitals(tmp_path: Path) -> None:
    page = _conftest().Page()
    lines = [
        ("Dienst", "Gegevens", "Bewaartermijn"),
        ("Web", "Naam, adres en", "Tot einde"),
        ("", "telefoonnummer", "dienstverlening"),
        ("", "Geboortedatum", "Eén jaar"),
    ]
    for number, line in enumerate(lines):
        for left, text in zip((40, 150, 370), line, strict=True):
            if text:
                page.text(left, 500 - 10 * number, text)
    path = tmp_path / "a.pdf"
    path.write_bytes(_conftest().pdf([page.commands]))
    assert cells(path) == [
        [
            ("Dienst", "Gegevens", "Bewaartermijn"),
            ("Web", "Naam, adres en telefoonnummer", "Tot einde dienstverlening"),
            ("", "Geboortedatum", "Eén jaar"),
        ]
    ]


def test_pdf_lines_are_joined_without_losing_a_hyphen() -> None:
    assert join(["geboorte-", "datum", "en -", "plaats - of", "niet"]) == "geboorte-datum en -plaats - of niet"


def test_pdf_cells_may_be_set_in_the_middle_of_their_row(tmp_path: Path) -> None:
    for ruled in (True, False):
        page = _conftest().Page()
        page.row(REGISTER[0], ruled)
        top = page.height
        for number, (left, text) in enumerate(
            [(150, "Naam en"), (40, "Web"), (150, "adres van de"), (370, "1 jaar"), (150, "klant")]
        ):
            page.text(left, top - 6 * number, text)
        if ruled:
            for left, width in zip((36, 146, 366), page.WIDTHS, strict=False):
                page.commands.append(f"0.5 w {left} {top - 31} {width} 40 re S")
        page.height = top - 40
        page.row(["Mail", "E-mailadres", "2 jaar"], ruled)
        path = tmp_path / "a.pdf"
        path.write_bytes(_conftest().pdf([page.commands]))
        assert cells(path) == [
            [tuple(REGISTER[0]), ("Web", "Naam en adres van de klant", "1 jaar"), ("Mail", "E-mailadres", "2 jaar")]
        ]


def test_a_pdf_cell_that_spans_rows_may_be_set_in_their_middle(tmp_path: Path) -> None:
    """As browsers print `rowspan`: the service of three rows stands beside the second, or between two."""
    page = _conftest().Page()
    page.row(REGISTER[0], True)
    top = page.height
    data = [("Naam", "1 jaar"), ("Adres", "2 jaar"), ("IBAN", "3 jaar"), ("Fax", "4 jaar"), ("IMEI", "5 jaar")]
    for number, row in enumerate(data):
        for left, width, text in zip((150, 370), page.WIDTHS[1:], row, strict=False):
            page.text(left, top - 40 * number, text)
            page.commands.append(f"0.5 w {left - 4} {top - 40 * number - 28} {width} 40 re S")
    for rows_above, height, lines in ((0, 120, ["Web"]), (3, 80, ["Mail", "en meer"])):
        bottom = top + 12 - 40 * rows_above - height
        page.commands.append(f"0.5 w 36 {bottom} {page.WIDTHS[0]} {height} re S")
        for number, line in enumerate(lines):
            page.text(40, bottom + height / 2 + 2 - 12 * number, line)
    path = tmp_path / "a.pdf"
    path.write_bytes(_conftest().pdf([page.commands]))
    services = ["Web", "Web", "Web", "Mail en meer", "Mail en meer"]
    assert cells(path) == [
        [tuple(REGISTER[0]), *((service, *row) for service, row in zip(services, data, strict=True))]
    ]


def test_pdf_heads_and_feet_that_come_back_are_left_out(tmp_path: Path) -> None:
    writers = _conftest()
    pages = [writers.Page() for _ in range(3)]
    for number, (page, service) in enumerate(zip(pages, ("Web", "Mail", "Winkel"), strict=True), start=1):
        page.text(40, 580, "Verklaring van De Linde")
        page.text(400, 20, f"bladzijde {number} van 3")
        if number < 3:
            page.row(REGISTER[0], True)
        page.row([service, "Naam", "1 jaar"], True)
    path = tmp_path / "a.pdf"
    path.write_bytes(writers.pdf([page.commands for page in pages]))
    assert texts(path) == []
    assert cells(path) == [
        [tuple(REGISTER[0]), ("Web", "Naam", "1 jaar")],
        [tuple(REGISTER[0]), ("Mail", "Naam", "1 jaar")],
        [("Winkel", "Naam", "1 jaar")],
    ]


def test_a_pdf_header_of_several_lines_may_come_back_on_every_page(tmp_path: Path) -> None:
    """Its first line then looks like a running head: a cell of two lines stands higher than those of one."""
    header = [*REGISTER[0], "Grond voor verwerking"]
    pages = [_conftest().Page() for _ in range(2)]
    for page, service in zip(pages, ("Web", "Mail"), strict=True):
        page.text(480, page.height + 5, "Grond voor")
        page.row(header[:3], True)
        page.text(480, page.height + 13, "verwerking")
        page.row([service, "Naam", "1 jaar", "contract"], True)
    path = tmp_path / "a.pdf"
    path.write_bytes(_conftest().pdf([page.commands for page in pages]))
    assert texts(path) == []
    assert cells(path) == [
        [tuple(header), ("Web", "Naam", "1 jaar", "contract")],
        [tuple(header), ("Mail", "Naam", "1 jaar", "contract")],
    ]


def test_pdf_columns_may_stand_a_space_apart(tmp_path: Path) -> None:
    """Where only a space parts two columns, headers are told by their words and columns by where words begin."""
    page = _conftest().Page()
    header = ("Dienst", "Gegevens", "Bewaartermijn", "Verantwoordelijke")
    rows_of_cells = [
        ("Web", "Naam en adres", "Tot einde", "De Linde BV"),
        ("", "", "dienstverlening", ""),
        ("Mail", "Naam en adres", "Zes maanden", "Klant"),
        ("Winkel", "Naam en adres", "Eén jaar", "De Linde BV"),
    ]
    for height, line in zip((500, 484, 474, 458, 442), [header, *rows_of_cells], strict=True):
        for left, text in zip((40, 70, 127, 182), line, strict=True):
            if text:
                page.text(left, height, text)
    path = tmp_path / "a.pdf"
    path.write_bytes(_conftest().pdf([page.commands]))
    assert cells(path) == [
        [
            header,
            ("Web", "Naam en adres", "Tot einde dienstverlening", "De Linde BV"),
            *rows_of_cells[2:],
        ],
    ]
