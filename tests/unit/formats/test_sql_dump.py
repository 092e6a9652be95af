"""SQL dumps: rows of the statements that dump programs write, their columns, their places in the source."""

import io

import pytest

from pdscan.model import Item, TableChunk
from pdscan.protocols import Limits
from pdscan_targets.formats.sql_dump import FORMAT

MYSQL = rb"""-- MySQL dump 10.13
CREATE TABLE `klant` (
  `id` int(11) NOT NULL AUTO_INCREMENT,
  `naam` enum('a,b','c)') DEFAULT 'a,b',
  `bsn` char(9),
  PRIMARY KEY (`id`),
  KEY `k` (`naam`)
) ENGINE=InnoDB;
INSERT INTO `klant` VALUES (1,'Jan\'s; (x','111222333'),(2,NULL,'123456782');
INSERT INTO `klant` VALUES (3,'O''N','x\n111222333');
UPDATE t SET a='bsn 123456782';
INSERT INTO `los` (`a`, `b`) VALUES ( 1 , N'e(' ),
 (2, '');
"""

POSTGRES = rb"""-- PostgreSQL database dump
COPY public.klant (id, "Naam", bsn) FROM stdin;
1	Jan\tK	111222333
2	\N	123456782
\.
SELECT 1;
COPY public.leeg (x) FROM stdin;
\.
INSERT INTO public.b VALUES (1, 'C:\');
INSERT INTO public.b VALUES (2, 'x');
"""


def seen(data, block=1 << 20):
    found = []
    for chunk in FORMAT.chunks(io.BytesIO(data), Item("a.sql", io.BytesIO), Limits(block=block)):
        if not isinstance(chunk, TableChunk):
            found.append(("text", chunk.line, chunk.data.decode()))
            continue
        for index in range(len(chunk.starts)):
            cell = chunk.data[chunk.starts[index] : chunk.ends[index]].decode()
            place = int(chunk.line[index]), int(chunk.offset[index])
            found.append((f"{chunk.name}.{chunk.columns[chunk.column[index]]}", *place, cell))
    return found


def test_mysql():
    found = seen(MYSQL)
    assert [each for each in found if each[0] != "text"] == [
        ("klant.id", 9, 28, "1"),
        ("klant.naam", 9, 31, "Jan 's; (x"),
        ("klant.bsn", 9, 44, "111222333"),
        ("klant.id", 9, 57, "2"),
        ("klant.bsn", 9, 65, "123456782"),
        ("klant.id", 10, 28, "3"),
        ("klant.naam", 10, 31, "O''N"),
        ("klant.bsn", 10, 38, "x \n111222333"),
        ("los.a", 12, 38, "1"),
        ("los.b", 12, 44, "e("),
        ("los.a", 13, 2, "2"),
    ]
    texts = [each for each in found if each[0] == "text"]
    assert [line for _, line, _ in texts] == [1, 10, 13]
    assert texts[1][2] == "\nUPDATE t SET a='bsn 123456782';\n"


def test_postgresql():
    assert [each for each in seen(POSTGRES) if each[0] != "text"] == [
        ("public.klant.id", 3, 0, "1"),
        ("public.klant.Naam", 3, 2, "Jan \tK"),
        ("public.klant.bsn", 3, 9, "111222333"),
        ("public.klant.id", 4, 0, "2"),
        ("public.klant.bsn", 4, 5, "123456782"),
        ("public.b.column 1", 9, 29, "1"),
        ("public.b.column 2", 9, 33, "C:\\"),
        ("public.b.column 1", 10, 29, "2"),
        ("public.b.column 2", 10, 33, "x"),
    ]


@pytest.mark.parametrize("data", [MYSQL, POSTGRES])
@pytest.mark.parametrize("block", [64, 100, 150, 400])
def test_blocks_don_t_change_the_cells(data, block):
    assert [each for each in seen(data, block) if each[0] != "text"] == [
        each for each in seen(data) if each[0] != "text"
    ]


def test_rows_are_counted_through_the_statements():
    data = b"-- Dumped\n" + b"".join(b"INSERT INTO t (a, b) VALUES (%d, 'x');\n" % n for n in range(500))
    chunks = [
        chunk
        for chunk in FORMAT.chunks(io.BytesIO(data), Item("a.sql", io.BytesIO), Limits(block=4096))
        if isinstance(chunk, TableChunk)
    ]
    assert sum(chunk.rows for chunk in chunks) == 500
    assert len(chunks) < 20
    assert chunks[0].row.tolist()[:6] == [0, 0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("reason", "data", "found"),
    [
        (
            "a statement that breaks off is text",
            b"INSERT INTO t (a) VALUES (1),('x",
            [("t.a", 1, 26, "1"), ("text", 1, ",('x")],
        ),
        (
            "other statements are text",
            b"INSERT INTO t SELECT * FROM u;\nDELETE FROM t WHERE bsn = '111222333';\n",
            [("text", 1, "INSERT INTO t SELECT * FROM u;\nDELETE FROM t WHERE bsn = '111222333';\n")],
        ),
        (
            "dialects",
            b"INSERT OR REPLACE INTO [dbo].[t] ([a]) VALUES (E'x');\nREPLACE INTO t VALUES (null, 0x41);",
            [("dbo.t.a", 1, 49, "x"), ("text", 1, "\n"), ("t.column 2", 2, 29, "0x41"), ("text", 2, ";")],
        ),
        (
            "more cells than columns",
            b"INSERT INTO t (a) VALUES (1, 2, );\n",
            [("t.a", 1, 26, "1"), ("t.column 2", 1, 29, "2"), ("text", 1, ";\n")],
        ),
        (
            "a table of the same head in two places",
            b"INSERT INTO t VALUES (1);\n-- it's\nINSERT INTO t VALUES (2);\n",
            [
                ("t.column 1", 1, 22, "1"),
                ("text", 1, "\n-- it's\n"),
                ("t.column 1", 3, 22, "2"),
                ("text", 3, ";\n"),
            ],
        ),
        (
            "copied rows without an end",
            b"COPY t (a) FROM stdin;\nx\ny",
            [("text", 1, "COPY t (a) FROM stdin;\n"), ("t.a", 2, 0, "x"), ("text", 3, "y")],
        ),
    ],
)
def test_statements(reason, data, found):
    assert [each for each in seen(data) if each[-1].strip()] == [each for each in found if each[-1].strip()]


def test_an_endless_row_is_text():
    data = b"INSERT INTO t VALUES ('" + b"x" * 5000 + b"');\nbsn 111222333\n"
    found = seen(data, 64)
    assert {each[0] for each in found} == {"text"}
    assert "".join(each[-1] for each in found).encode() == data


@pytest.mark.parametrize(
    ("head", "name", "sure"),
    [
        (b"-- MySQL dump 10\n", "x", 0.75),
        (b"select 1;", "a.sql", 0.0),
        (b"  insert into t values (1)", "a.sql", 0.8),
        (b"insert into t values (1)", "x", 0.75),
        (b"copy the file into t", "a.txt", 0.0),
        (bytes(100), "a.sql", 0.0),
    ],
)
def test_recognising(head, name, sure):
    assert FORMAT.recognises(head, name) == sure
