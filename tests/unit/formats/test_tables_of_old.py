"""dBase tables, written by the tests from the published layout, and dumps of a real PostgreSQL server."""

import struct
import subprocess

import pytest

from benchmarks.postgresql import server
from pdscan_targets.formats import pg_dump as pg_dump_module
from pdscan_targets.formats.dbase import FORMAT as DBASE

FIELDS = (("NAAM", "C", 10), ("BSN", "C", 9), ("SINDS", "D", 8))


def dbf(*rows, fields=FIELDS, page=0x03, count=None):
    """A table of dBase III."""
    width = 1 + sum(size for _, _, size in fields)
    described = b"".join(
        name.encode().ljust(11, b"\0") + kind.encode() + bytes(4) + bytes([size]) + bytes(15)
        for name, kind, size in fields
    )
    head = struct.pack(
        "<4BIHH17xB2x", 3, 120, 2, 29, len(rows) if count is None else count, 33 + len(described), width, page
    )
    records = b""
    for row in rows:
        cells = (cell.encode("cp1252").ljust(size) for cell, (_, _, size) in zip(row, fields, strict=True))
        records += b" " + b"".join(cells)
    return head + described + b"\r" + records + b"\x1a"


def test_a_dbase_table(read):
    data = dbf(("José", "111222333", "20200229"), ("x", "", ""))
    for name in ("klant.dbf", "naamloos"):
        assert [(each[1], each[3]) for each in read(data, name)] == [
            ("NAAM", "José"),
            ("NAAM", "x"),
            ("BSN", "111222333"),
            ("SINDS", "20200229"),
        ]


def test_a_dbase_table_that_breaks_off(read):
    data = dbf(("Jan", "111222333", "20200229"), ("x", "1", ""))
    assert read(data[:-20], "a.dbf")[-1] == ("a.dbf", "!", "damaged")
    assert read(dbf(("Jan", "111222333", ""), count=9), "a.dbf")[-1] == ("a.dbf", "!", "damaged")


@pytest.mark.parametrize(
    ("reason", "head"),
    [
        ("a thirteenth month", dbf()[:2] + b"\x0d" + dbf()[3:]),
        ("fields wider than the record", dbf()[:10] + b"\xff\x00" + dbf()[12:]),
        ("no fields", dbf(fields=())),
        ("text", b"\x03 drie letters en een heel lange regel die hierna nog even doorgaat en dan ophoudt"),
    ],
)
def test_what_is_no_dbase_table(reason, head):
    assert DBASE.recognises(head, "a.dbf") == 0, reason


@pytest.fixture(scope="module")
def dump():
    """What `pg_dump -Fc` makes of one table on a server."""
    statements = (
        "create table klant (naam text, bsn text); insert into klant values ('Jansen', '111222333'), ('x', null)"
    )
    with server() as running:
        subprocess.run(["psql", "-q", running.url, "-c", statements], check=True)
        return subprocess.run(["pg_dump", "-Fc", running.url], check=True, capture_output=True).stdout


def test_a_dump_in_the_format_of_postgresql(read, dump):
    found = [each for each in read(dump, "crm.backup") if each[1] in ("naam", "bsn", "!")]
    assert {each[3] for each in found if each[1] == "bsn"} == {"111222333"}
    assert {each[3] for each in found if each[1] == "naam"} == {"Jansen", "x"}
    assert {each[0] for each in found} == {"crm.backup!/dump.sql"}


def test_a_dump_that_cannot_be_read(read, decode, dump, monkeypatch):
    assert read(dump[: len(dump) // 2], "crm.dump")[-1] == ("crm.dump", "!", "damaged")
    monkeypatch.setattr(pg_dump_module.shutil, "which", lambda _: None)
    (found,) = decode(dump)
    assert (found.content.reason, "postgresql-client" in found.content.detail) == ("needs a package", True)
