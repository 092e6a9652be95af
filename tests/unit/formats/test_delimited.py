"""CSV and its kin: which text is a table, where its cells stand, and what happens to broken ones."""

import csv
import io
import random

import numpy as np
import pytest

from pdscan.model import Item, TableChunk, TextChunk
from pdscan.protocols import Limits, Problem
from pdscan_targets.formats.delimited import FORMAT
from pdscan_targets.formats.dialect import Dialect, sniff
from pdscan_targets.formats.header import MOST_COLUMNS, column_names, find_header, is_value
from pdscan_targets.formats.spans import split

NAMES = b"naam;bsn\nJansen;111222333\nSmit;123456782\n"


def test_header_and_cells(read):
    assert read(NAMES, "klanten.csv") == [
        ("klanten.csv", "naam", 2, "Jansen"),
        ("klanten.csv", "bsn", 2, "111222333"),
        ("klanten.csv", "naam", 3, "Smit"),
        ("klanten.csv", "bsn", 3, "123456782"),
    ]


@pytest.mark.parametrize(
    ("reason", "data", "name", "cells"),
    [
        ("comma", b"naam,bsn\nJansen,111222333\n", "a.csv", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("tab, no suffix", NAMES.replace(b";", b"\t"), "a", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("pipe", NAMES.replace(b";", b"|"), "a.txt", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("standard input", NAMES, "-", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("byte order mark", b"\xef\xbb\xbf" + NAMES, "a.csv", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("Excel's Unicode text", NAMES.decode().replace(";", "\t").encode("utf-16"), "a.txt", [("naam", 2, "Jansen")]),
        ("no line break at the end", NAMES.rstrip(), "a.csv", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("Windows line ends", NAMES.replace(b"\n", b"\r\n"), "a.csv", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("Macintosh line ends", NAMES.replace(b"\n", b"\r"), "a.csv", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
        ("declared", b"sep=|\n" + NAMES.replace(b";", b"|"), "a.csv", [("naam", 3, "Jansen"), ("bsn", 3, "111222333")]),
        (
            "no header",
            b"Jansen;111222333\nSmit;123456782\n",
            "a.csv",
            [("column 1", 1, "Jansen"), ("column 2", 1, "111222333")],
        ),
        (
            "title above the header",
            b"Klanten 2020;\nnaam;bsn\nJansen;111222333\nSmit;123456782\n",
            "a.csv",
            [("naam", 1, "Klanten 2020"), ("naam", 3, "Jansen"), ("bsn", 3, "111222333")],
        ),
        (
            "quotes",
            b'naam;"het bsn"\n"Jansen; ""J""";"111222333"\n',
            "a.csv",
            [("naam", 2, 'Jansen; ""J""'), ("het bsn", 2, "111222333")],
        ),
        (
            "line breaks in quotes",
            b'adres;bsn\n"Dam 1\nAmsterdam";111222333\nDam 2;123456782\n',
            "a.csv",
            [("adres", 2, "Dam 1\nAmsterdam"), ("bsn", 3, "111222333"), ("adres", 4, "Dam 2")],
        ),
        (
            "a stray quote",
            b'maat;bsn\n5" pijp;111222333\nb;123456782\n"c;d";111222333\n',
            "a.csv",
            [
                ("maat", 2, '5" pijp'),
                ("bsn", 2, "111222333"),
                ("maat", 3, "b"),
                ("bsn", 3, "123456782"),
                ("maat", 4, "c;d"),
            ],
        ),
        (
            "a quote that is never closed",
            b'naam;bsn\n"Jansen;111222333\nSmit;123456782\n"De ""B""";111222333\n',
            "a.csv",
            [("naam", 2, '"Jansen'), ("bsn", 2, "111222333"), ("naam", 3, "Smit")],
        ),
        (
            "blanks around cells",
            b'naam ; bsn\n  Jansen ;  " 111222333 " \n',
            "a.csv",
            [("naam", 2, "Jansen"), ("bsn", 2, "111222333")],
        ),
        (
            "ragged rows",
            b"naam;bsn\nJansen;111222333;extra\nSmit\nBakker;123456782\nVis;123456782\nX;1\n",
            "a.csv",
            [("naam", 2, "Jansen"), ("bsn", 2, "111222333"), ("column 3", 2, "extra"), ("naam", 3, "Smit")],
        ),
        (
            "empty cells and lines",
            b"naam;bsn\n\n;111222333\nSmit;\nB;123456782\n",
            "a.csv",
            [("bsn", 3, "111222333"), ("naam", 4, "Smit"), ("naam", 5, "B")],
        ),
        ("one column", b"bsn\n111222333\n123456782\n", "a.csv", [("bsn", 2, "111222333"), ("bsn", 3, "123456782")]),
        (
            "one column, no suffix",
            b"bsn\n111222333\n123456782\n",
            "-",
            [("bsn", 2, "111222333"), ("bsn", 3, "123456782")],
        ),
        (
            "zeros",
            b"naam;bsn\nJan\0sen;111222333\nSmit;123456782\n",
            "a.csv",
            [("naam", 2, "Jan\0sen"), ("bsn", 2, "111222333")],
        ),
        (
            "decimal commas",
            b"naam;bedrag;korting\na;1,50;2,50\nb;2,50;3,00\n",
            "a.csv",
            [("naam", 2, "a"), ("bedrag", 2, "1,50"), ("korting", 2, "2,50")],
        ),
        ("wrong suffix", NAMES, "a.pdf", [("naam", 2, "Jansen"), ("bsn", 2, "111222333")]),
    ],
)
def test_tables(read, reason, data, name, cells):
    assert read(data, name)[: len(cells)] == [(name, *cell) for cell in cells]


@pytest.mark.parametrize(
    ("reason", "text"),
    [
        ("prose", "Beste klant,\n\nHierbij uw gegevens, zoals gevraagd.\nMet groet, Jan\n"),
        (
            "a log with commas",
            "12:00:01, INFO: gebruiker jan is ingelogd met bsn 111222333, ok\n"
            "12:00:02, INFO: gebruiker piet is ingelogd met bsn 123456782, ok\n" * 5,
        ),
        ("an ordinary log", "2020-01-01 12:00:00 INFO a b c\n2020-01-01 12:00:01 INFO d e f\n" * 10),
        ("labels", "naam: Jansen, bsn: 111222333\nnaam: Smit, bsn: 123456782\nnaam: Vis, bsn: 123456782\n"),
        ("two records, no suffix", "a;1\nb;2\n"),
        ("a list of words", "appel\npeer\nbanaan\n"),
        ("sentences", "een zin\nnog een zin\n"),
    ],
)
def test_text_that_is_no_table(read, reason, text):
    assert read(text.encode(), "a.txt") == [("a.txt", None, 1, text)]


def test_a_table_by_its_head_but_not_by_its_sample_is_text():
    text = ("a;b\n" * 3 + "geen tabel maar een lange zin zonder einde\n" * 1000).encode()
    found = list(FORMAT.chunks(io.BytesIO(text), Item("a.txt", io.BytesIO), Limits()))
    assert [type(chunk) for chunk in found] == [TextChunk]
    assert found[0].data == text


def test_blocks_are_cut_between_records():
    rows = "".join(f'naam {n};"regel\n{n}";{n * 1000}\n' for n in range(2000))
    text = "naam;tekst;bedrag\n" + rows
    found = list(FORMAT.chunks(io.BytesIO(text.encode()), Item("a.csv", io.BytesIO), Limits(block=1000)))
    assert len(found) > 20
    assert {chunk.columns for chunk in found} == {("naam", "tekst", "bedrag")}
    assert sum(chunk.rows for chunk in found) == 2000
    assert b"".join(chunk.data for chunk in found) == text.encode()
    line = 1
    for chunk in found:
        assert chunk.first_line == line
        line += chunk.data.count(b"\n")
        assert chunk.row.max() == chunk.rows - 1


@pytest.mark.parametrize("seed", range(8))
def test_the_same_cells_as_the_standard_library(seed):
    rng = random.Random(seed)
    alphabet = ["a", "é", "1", " ", ";", "\n", '"', "x y", ""]
    rows = [["".join(rng.choices(alphabet, k=rng.randint(0, 4))) for _ in range(3)] for _ in range(300)]
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\n", quoting=csv.QUOTE_ALL).writerows(rows)
    data = out.getvalue().encode()
    found = [["", "", ""] for _ in rows]
    rest, done = data, 0
    while rest:
        size = rng.randint(1, 400)
        spans = split(rest[:size], b";", final=size >= len(rest))
        if spans is None:
            spans = split(rest, b";", final=True)
        for start, end, column, row in zip(spans.starts, spans.ends, spans.column, spans.row, strict=True):
            found[done + row][column] = rest[start:end].decode().replace('""', '"').strip(" ")
        rest, done = rest[spans.size :], done + spans.rows
    assert found == [[cell.strip(" ") for cell in row] for row in rows]


def test_a_very_long_line_is_cut_behind_its_cells():
    cells = [f"waarde{n:07}" for n in range(30_000)]
    found = list(FORMAT.chunks(io.BytesIO(";".join(cells).encode()), Item("a.csv", io.BytesIO), Limits(block=10_000)))
    assert len(found) > 3
    assert [
        chunk.data[start:end].decode() for chunk in found for start, end in zip(chunk.starts, chunk.ends, strict=True)
    ] == cells
    assert found[1].line.tolist() == [1] * len(found[1].starts)
    assert found[1].offset[0] == len(found[0].data)


def test_an_open_quote_costs_a_few_blocks_not_the_file(peak):
    text = b'naam;bsn\na;1\n"' + b"Jansen;111222333\n" * 300_000
    found = list(FORMAT.chunks(io.BytesIO(text), Item("a.csv", io.BytesIO), Limits(block=1 << 16)))
    bsn = sum(int((np.array(chunk.columns)[chunk.column] == "bsn").sum()) for chunk in found)
    assert bsn == 300_001


def test_a_row_of_endless_cells_has_a_last_column():
    data = b"a;b\n1;2\n" + b"x;" * 20_000 + b"\n"
    (chunk,) = FORMAT.chunks(io.BytesIO(data), Item("a.csv", io.BytesIO), Limits())
    assert chunk.column.max() == MOST_COLUMNS - 1
    assert len(chunk.columns) == MOST_COLUMNS


def test_wide_tables_in_a_wrong_encoding_tell_of_it(read):
    data = "naam;bsn\nJansen;111222333\nSmit;123456782\n".encode("utf-16") + b"\x00\xd8;\x00"
    assert read(data, "a.csv")[-1] == ("a.csv", "!", "wrong encoding")


def test_only_a_header(read):
    assert read(b"naam;bsn\n", "a.csv") == []
    assert read(b"\n\n", "a.csv") == [("a.csv", None, 1, "\n\n")]


@pytest.mark.parametrize(
    ("rows", "header"),
    [
        ([["naam", "bsn"], ["Jansen", "111222333"]], 0),
        ([["voornaam", "woonplaats"], ["Jan", "Utrecht"]], 0),
        ([["field_a", "FieldB"], ["Jan", "Utrecht"]], 0),
        ([["q", "w"], ["Jan", "1"]], 0),
        ([["Jan", "Utrecht"], ["Piet", "Assen"]], None),
        ([["Jansen", "111222333"], ["naam", "bsn"]], None),
        ([["naam", "jan@voorbeeld.nl"], ["Smit", "s@voorbeeld.nl"]], None),
        ([["naam", "naam"], ["a", "1"]], None),
        ([["naam", "x" * 100], ["a", "1"]], None),
        ([["", ""], ["Lijst", ""], ["naam", "bsn"], ["a", "1"]], 2),
        ([[""], []], None),
        ([], None),
        ([[f"rij {n}", ""] for n in range(20)] + [["naam", "bsn"]] * 30, None),
    ],
)
def test_header(rows, header):
    assert find_header(rows) == header


def test_column_names_are_never_values():
    assert sniff(b"Jansen;111222333\nSmit;123456782\n", ".csv") == Dialect(b";", 0, None, ())
    assert column_names([], 2) == ("column 1", "column 2")
    assert is_value("1-1-2020")
    assert not is_value("btw 21")


def test_a_broken_sample_does_not_stop_anything():
    assert sniff(b'"' + b"x" * 200_000 + b'";b\na;b\n', ".csv") is not None
    assert sniff(b"\n", ".csv") is None
    assert sniff(b"", ".txt") is None


def test_problems_are_values():
    assert not [
        each
        for each in FORMAT.chunks(io.BytesIO(NAMES), Item("a", io.BytesIO), Limits())
        if isinstance(each, Problem) or not isinstance(each, TableChunk)
    ]
