"""What real statements do to their tables, and what becomes of it."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pdscan.errors import RegisterError
from pdscan.register import Register, import_statement
from pdscan.register.statement.dates import dated
from pdscan.register.statement.document import Document, Paragraph, Row, Table
from pdscan.register.statement.formats import READERS, read_document
from pdscan.register.statement.headers import recognise
from pdscan.register.statement.importer import from_document
from pdscan.register.statement.requests import asked_for

HEADER = ("Dienst", "Gegevens", "Bewaartermijn", "Verantwoordelijke", "Grondslag")


def document(*blocks: str | list[tuple[str, ...]]) -> Document:
    """Text is a paragraph, `# text` a heading, a list of tuples a table; lines are counted through."""
    line = 0
    made: list[Paragraph | Table] = []
    for block in blocks:
        if isinstance(block, str):
            line += 1
            made.append(Paragraph(block.removeprefix("# "), line, heading=block.startswith("# ")))
        else:
            made.append(Table(tuple(Row(cells, line + number) for number, cells in enumerate(block, start=1))))
            line += len(block)
    return Document("verklaring.txt", (*made, Paragraph("Bijgewerkt op 1-2-2024", line + 1)))


def row(service: str, data: str = "Naam") -> tuple[str, ...]:
    return (service, data, "1 jaar", "Wij", "Toestemming")


def ids(register: Register) -> list[str]:
    return [entry.id for entry in register.entries]


def test_an_empty_service_is_the_one_above_also_over_a_page() -> None:
    page = [HEADER, row("Web"), row("")]
    register = from_document(document(page, [HEADER, row(""), row("Mail")]))
    assert ids(register) == ["web-1", "web-2", "web-3", "mail-1"]


def test_a_header_may_come_back_in_another_order() -> None:
    other = [tuple(reversed(HEADER)), tuple(reversed(row("Mail", "E-mailadres")))]
    register = from_document(document([HEADER, row("Web")], other))
    assert [(entry.service, entry.categories) for entry in register.entries] == [
        ("Web", ("person_name",)),
        ("Mail", ("email",)),
    ]


def test_a_table_without_header_goes_on_where_the_last_one_ended() -> None:
    register = from_document(document([HEADER, row("Web")], [row("Mail"), row("")]))
    assert ids(register) == ["web-1", "mail-1", "mail-2"]


def test_but_not_after_running_text_or_with_other_columns() -> None:
    register = from_document(
        document([HEADER, row("Web")], [("Mail", "Naam")], "En dan nog dit.", [row("Mail"), row("")])
    )
    assert ids(register) == ["web-1"]


def test_a_lone_cell_heads_the_rows_below() -> None:
    register = from_document(document([HEADER, ("Klanten", "", "", "", ""), row(""), row("Web"), row("")]))
    assert ids(register) == ["klanten-1", "web-1", "web-2"]


def test_a_row_without_data_or_service_is_told() -> None:
    register = from_document(document([HEADER, row(""), row("Web", "")]))
    assert ids(register) == ["entry-1"]
    assert [(item.line, item.why) for item in register.unclear] == [
        (2, "no service stands beside or above this row"),
        (3, "a row that names no data"),
    ]


def test_a_table_that_is_half_understood_is_told() -> None:
    strange = [("Gegevens", "Bewaartermijn", "Kleur", "Maat", "Vorm"), ("Naam", "1 jaar", "rood", "L", "rond")]
    register = from_document(document([HEADER, row("Web")], "Verder:", strange))
    assert ids(register) == ["web-1"]
    assert [(item.line, item.text) for item in register.unclear] == [
        (4, "Gegevens | Bewaartermijn | Kleur | Maat | Vorm")
    ]
    assert register.unclear[0].why == "a table whose headers are not understood"


def test_one_strange_column_is_read_as_the_service_and_told() -> None:
    table = [("Gegevens", "Winkel", "Bewaartermijn"), ("Naam", "Dorpsstraat", "1 jaar")]
    register = from_document(document(table))
    assert [entry.service for entry in register.entries] == ["Dorpsstraat"]
    assert [(item.text, item.why) for item in register.unclear] == [
        ("Winkel", "a header that is not understood; its column is read as the service")
    ]


def test_without_a_service_the_heading_names_it() -> None:
    table = [("Gegevens", "Bewaartermijn"), ("Naam", "1 jaar")]
    register = from_document(document("# Klanten", table, "# Personeel", table))
    assert ids(register) == ["klanten-1", "personeel-1"]
    assert register.unclear == ()


def test_and_without_a_heading_the_purpose() -> None:
    table = [("Doel", "Gegevens", "Bewaartermijn"), ("Bezorgen", "Adres", "1 jaar")]
    register = from_document(document(table))
    assert ids(register) == ["bezorgen-1"]
    assert [item.why for item in register.unclear] == ["no column names services; the purpose is read as the service"]


def test_two_services_with_one_spelling_of_ids_count_on() -> None:
    register = from_document(document([HEADER, row("Café & bar"), row("cafe bar")]))
    assert ids(register) == ["cafe-bar-1", "cafe-bar-2"]


def test_the_organisation_can_be_told() -> None:
    table = [HEADER, ("Web", "Naam", "1 jaar", "Elders NV", "Toestemming"), row("Web")]
    assert from_document(document(table)).entries[0].responsible.role == "controller"
    told = from_document(document(table), organisation="De Linde BV")
    assert told.entries[0].responsible.role is None
    assert told.statement.organisation == "De Linde BV"


def test_a_statement_without_a_day_is_told_but_not_a_spreadsheet() -> None:
    blocks = document([HEADER, row("Web")]).blocks[:-1]
    assert [item.why for item in from_document(Document("a.txt", blocks)).unclear] == [
        "no date of the statement was found"
    ]
    assert from_document(Document("a.csv", blocks, prose=False)).unclear == ()


@pytest.mark.parametrize(
    ("cells", "columns"),
    [
        (["Type dienst", "Type gegevens", "Bewaartermijnen"], ("service", "data", "retention")),
        (["What we hold", "Lawful basis for processing"], ("data", "ground")),
        (["Gegevens", "Gegevens", "Grond"], ("data", None, "ground")),
        (
            ["Verwerking", "Doel van de verwerking", "Persoonsgegevens", "Wie is verantwoordelijk?"],
            ("service", "purpose", "data", "responsible"),
        ),
    ],
)
def test_headers_are_known_by_their_words(cells: list[str], columns: tuple[str | None, ...]) -> None:
    header = recognise(cells)
    assert header is not None
    assert header.columns == columns


@pytest.mark.parametrize(
    "cells",
    [
        ["Gegevens", "Doel"],
        ["Naam", "Doel"],
        ["Dienst", "Bewaartermijn"],
        ["Gegevens", "Grond", "Kleur", "Maat", "Vorm"],
        [
            "Gegevens",
            "Bewaartermijn",
            "Een zin die zo lang is dat zij geen kopje kan zijn, want zij houdt maar niet op met gaan",
        ],
        ["", ""],
    ],
)
def test_and_what_is_no_header(cells: list[str]) -> None:
    assert recognise(cells) is None


def test_a_cookie_table_needs_a_word_that_says_so() -> None:
    header = recognise(["Cookie", "Doel"])
    assert header is not None
    assert header.kind == "cookies"


@pytest.mark.parametrize(
    ("texts", "day"),
    [
        (["Deze verklaring is voor het laatst bijgewerkt op 3 juni 2018."], date(2018, 6, 3)),
        (["Last updated: March 1st, 2024"], date(2024, 3, 1)),
        (["Versie 2.1, 31-12-2023"], date(2023, 12, 31)),
        (["Effective 2024-02-29"], date(2024, 2, 29)),
        (["Versie van 1 mei 2020", "Laatst gewijzigd: 2 mei 2021", "Laatst gewijzigd: 1 mei 2021"], date(2021, 5, 2)),
        (["Last updated: 30 February 2024"], None),
        (["Opgericht op 1 mei 1987"], None),
        (["Versie 3"], None),
    ],
)
def test_the_day_stands_beside_words_of_change(texts: list[str], day: date | None) -> None:
    assert dated([Paragraph(text, 1) for text in texts]) == day


def test_a_list_below_a_request_is_asked_for_until_it_ends() -> None:
    texts = ["We need:", "your name and address", "1) your e-mail address", "Thank you.", "- your IBAN"]
    asked = asked_for([Paragraph(text, line) for line, text in enumerate(texts, start=1)], "en")
    assert [(each.text, each.category, each.source.line) for each in asked] == [
        ("your name", "person_name", 2),
        ("address", "address", 2),
        ("your e-mail address", "email", 3),
    ]


def test_a_copy_asked_for_in_a_sentence_is_found() -> None:
    text = "Wij bewaren kopieën van een paspoort. Stuur een kopie van uw ID-kaart mee. Stuur ook uw naam mee."
    asked = asked_for([Paragraph(text, 5)], "nl")
    assert [(each.text, each.category) for each in asked] == [
        ("Stuur een kopie van uw ID-kaart mee.", "identity_card_copy")
    ]


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", b"Niets", "holds no table; a register is imported from a table"),
        ("a.csv", b"Kleur;Maat\nrood;L\n", "the tables are headed: Kleur | Maat. Rename the headers"),
        ("a.odt", b"", "can't be imported: the suffix must be one of .txt, .md"),
        ("a.docx", b"PK nonsense", "is no Word document, or a damaged one"),
        ("a.xlsx", b"PK nonsense", "is no spreadsheet, or a damaged or encrypted one"),
        ("a.pdf", b"%PDF nonsense", "is no PDF, or a damaged or encrypted one"),
        ("a.html", b"", "holds no table"),
    ],
)
def test_what_cannot_be_imported_says_why(tmp_path: Path, name: str, content: bytes, message: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(RegisterError) as caught:
        import_statement(path)
    assert caught.value.path == str(path)
    assert len(caught.value.problems) == 1
    assert message in caught.value.problems[0]


def test_a_file_that_is_not_there_says_so(tmp_path: Path) -> None:
    for suffix in READERS:
        with pytest.raises(RegisterError, match=r"can't be read: .*; name another file"):
            read_document(tmp_path / f"nowhere{suffix}")
