"""Real SQLite databases of every shape, read as a target."""

from __future__ import annotations

import io
import json
import os
import sqlite3
import zipfile
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import TargetError, UsageError
from pdscan.model import Binding, Item, Skipped, TableChunk, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan_targets import sql, sql_batches, sql_tables
from pdscan_targets.sql import TARGET, Sql
from pdscan_targets.sql_columns import Shape
from pdscan_targets.sql_tables import Table

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
Cells = dict[str, list[str | None]]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where the database lies."""
    return tmp_path / "klanten.db"


@pytest.fixture
def fill(path: Path) -> Callable[..., None]:
    """Run statements on the database, each with its rows."""

    def run(*statements: str | tuple[str, Sequence[Sequence[object]]]) -> None:
        connection = sqlite3.connect(path)
        for each in statements:
            statement, rows = (each, [()]) if isinstance(each, str) else each
            connection.executemany(statement, rows) if "?" in statement else connection.execute(statement)
        connection.commit()
        connection.close()

    return run


def url(path: Path) -> str:
    return f"sqlite:///{path}"


def read(path: Path, options: TargetOptions, unit: str) -> list[TableChunk | Item | Skipped]:
    target = Sql(url(path), options)
    found = list(target.read(Unit(unit, "table")))
    target.close()
    return found


def cells(chunk: object) -> Cells:
    """The chunk's cells by column; None where there is none."""
    assert isinstance(chunk, TableChunk)
    table: Cells = {name: [None] * chunk.rows for name in chunk.columns}
    for column, row, start, end in zip(chunk.column, chunk.row, chunk.starts, chunk.ends, strict=True):
        table[chunk.columns[column]][row] = chunk.data[start:end].decode()
    return table


def test_it_is_a_target() -> None:
    assert TARGET is Sql
    assert {"sqlite", "postgresql", "postgres", "mysql", "mariadb", "oracle", "mssql"} <= set(Sql.schemes)


def test_tables_and_views_are_units_and_the_systems_own_are_not(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill(
        "CREATE TABLE b (id INTEGER PRIMARY KEY AUTOINCREMENT, x)",
        ("INSERT INTO b (x) VALUES (?)", [(1,), (2,)]),
        "CREATE TABLE a (x UNIQUE)",
        "CREATE VIEW c AS SELECT x FROM b",
        "CREATE VIRTUAL TABLE d USING fts5(tekst)",
        "CREATE TABLE [e.f] (x)",
        "ANALYZE",
    )
    target = Sql(url(path), options())
    assert list(target.units()) == [
        Unit("a", "table", rows=0),
        Unit("b", "table", rows=2),
        Unit("c", "view"),
        Unit("d", "table", rows=0),
        Unit('"e.f"', "table", rows=0),
    ]
    target.close()


def test_rows_are_columns_of_one_buffer(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill(
        "CREATE TABLE klant (id INTEGER PRIMARY KEY, naam TEXT, saldo REAL, n INT)",
        ("INSERT INTO klant VALUES (?, ?, ?, ?)", [(1, "Jansen", 12.5, None), (2, "", 3.0, 123456782)]),
    )
    (chunk,) = read(path, options(), "klant")
    assert cells(chunk) == {
        "id": ["1", "2"],
        "naam": ["Jansen", None],
        "saldo": ["12.5", "3"],
        "n": [None, "123456782"],
    }
    assert isinstance(chunk, TableChunk)
    assert (chunk.keys, chunk.recorded, chunk.customers) == (("id",), None, None)


@pytest.mark.parametrize(
    ("create", "expected"),
    [
        ("CREATE TABLE t (a TEXT PRIMARY KEY, b) WITHOUT ROWID", ("a",)),
        ("CREATE TABLE t (a, b, PRIMARY KEY (a, b)) WITHOUT ROWID", ("a", "b")),
        ("CREATE TABLE t (a, b)", ()),
        ("CREATE TABLE t (a INT PRIMARY KEY, b)", ("a",)),
        ("CREATE TABLE t (rowid, b)", ()),
        ('CREATE TABLE t ("a", "b", oid, _rowid_, rowid)', ()),
        ("CREATE VIRTUAL TABLE t USING fts5(a, b)", ()),
        ("CREATE TABLE t (a, b, c GENERATED ALWAYS AS (a || 'x') VIRTUAL)", ()),
    ],
    ids=["without-rowid", "without-rowid-two", "no-key", "int-key", "rowid", "all-row-ids", "virtual", "generated"],
)
def test_every_kind_of_table_is_read_whole(
    create: str,
    expected: tuple[str, ...],
    path: Path,
    fill: Callable[..., None],
    options: Options,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sql_batches, "MOST_ROWS", 7)
    names = ("rowid", "b") if "(rowid" in create else ("a", "b")
    rows = [(f"k{number:03}", f"v{number}") for number in range(50)]
    fill(create, (f"INSERT INTO t ({', '.join(names)}) VALUES (?, ?)", rows))
    chunks = read(path, options(), "t")
    assert len(chunks) == 8
    found: list[tuple[str | None, str | None]] = []
    for chunk in chunks:
        assert isinstance(chunk, TableChunk)
        assert chunk.keys == expected
        table = cells(chunk)
        found += zip(*(table[name] for name in names), strict=True)
    assert sorted(found) == rows


def test_rows_with_odd_row_ids_are_all_read(path: Path, fill: Callable[..., None], options: Options) -> None:
    ids = [-(2**63), -5, 0, 7, 2**63 - 1]
    fill("CREATE TABLE t (id INTEGER PRIMARY KEY)", ("INSERT INTO t VALUES (?)", [(each,) for each in ids]))
    (chunk,) = read(path, options(), "t")
    assert cells(chunk) == {"id": [str(each) for each in ids]}


def test_names_that_must_be_quoted(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill(
        'CREATE TABLE "select; drop ""x""" ("from" TEXT, "a b" TEXT, "100%" TEXT, "é:x" TEXT)',
        ('INSERT INTO "select; drop ""x""" VALUES (?, ?, ?, ?)', [("1", "2", "3", "4")]),
    )
    (chunk,) = read(path, options(), 'select; drop "x"')
    assert cells(chunk) == {"from": ["1"], "a b": ["2"], "100%": ["3"], "é:x": ["4"]}


def test_a_table_of_fifteen_hundred_columns(path: Path, fill: Callable[..., None], options: Options) -> None:
    names = [f"c{number}" for number in range(1500)]
    fill(
        f"CREATE TABLE breed ({', '.join(f'{name} BLOB' for name in names)})",
        (
            f"INSERT INTO breed VALUES ({', '.join('?' * 1500)})",
            [[f"{row}-{name}" for name in names] for row in range(300)],
        ),
    )
    chunks = read(path, options(), "breed")
    assert [chunk.rows for chunk in chunks if isinstance(chunk, TableChunk)] == [266, 34]
    assert cells(chunks[1])["c1499"][-1] == "299-c1499"


def test_a_million_rows_come_in_chunks_of_bounded_size(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill(
        "CREATE TABLE lang (x TEXT)",
        ("INSERT INTO lang VALUES (?)", ((f"{number:09}",) for number in range(50_000))),
        ("INSERT INTO lang VALUES (?)", (("x" * 100_000,) for _ in range(100))),
    )
    chunks = read(path, options(), "lang")
    assert sum(chunk.rows for chunk in chunks if isinstance(chunk, TableChunk)) == 50_100
    assert [chunk.rows for chunk in chunks if isinstance(chunk, TableChunk)][:2] == [20_000, 20_000]
    assert max(len(chunk.data) for chunk in chunks if isinstance(chunk, TableChunk)) < 12 << 20


def test_a_file_in_a_cell_is_an_item(path: Path, fill: Callable[..., None], options: Options) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("klant.txt", "bsn 123456782")
    blob = packed.getvalue()
    fill(
        "CREATE TABLE stuk (id INTEGER PRIMARY KEY, gemaakt DATE, inhoud BLOB, klein BLOB, sleutel BLOB)",
        (
            "INSERT INTO stuk VALUES (?, ?, ?, ?, ?)",
            [(12, "2019-11-23", blob, "café".encode(), os.urandom(16)), (13, None, b"", b"x\0", b"\xff")],
        ),
    )
    chunk, item = read(path, options(), "stuk")
    assert cells(chunk) == {
        "id": ["12", "13"],
        "gemaakt": ["2019-11-23", None],
        "inhoud": [None, None],
        "klein": ["café", None],
        "sleutel": [None, None],
    }
    assert isinstance(item, Item)
    assert (item.path, item.size, item.recorded) == ("inhoud/12", len(blob), datetime(2019, 11, 23, tzinfo=UTC))
    for _ in range(2):
        with zipfile.ZipFile(item.open()) as archive:
            assert archive.read("klant.txt") == b"bsn 123456782"


@pytest.mark.parametrize("declared", ["BLOB", ""], ids=["blob", "no-type"])
def test_a_large_cell_is_read_piece_by_piece(
    declared: str, path: Path, fill: Callable[..., None], options: Options
) -> None:
    blob = os.urandom(3 << 20)
    fill(
        f"CREATE TABLE stuk (naam TEXT, inhoud {declared})",
        ("INSERT INTO stuk VALUES (?, ?)", [("a", b"short"), ("b", blob), ("c", None)]),
    )
    target = Sql(url(path), options())
    chunk, item = target.read(Unit("stuk", "table"))
    assert cells(chunk) == {"naam": ["a", "b", "c"], "inhoud": ["short", None, None]}
    assert isinstance(item, Item)
    assert (item.path, item.size) == ("inhoud/2", len(blob))
    with item.open() as stream:
        assert stream.seekable()
        assert stream.read(10) == blob[:10]
        assert stream.seek(-10, os.SEEK_END) == len(blob) - 10
        assert stream.read() == blob[-10:]
        stream.seek(0)
        assert stream.read() == blob
    target.close()


def test_a_cell_that_changes_or_goes_while_it_is_read(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE stuk (inhoud BLOB)", ("INSERT INTO stuk VALUES (?)", [(os.urandom(3 << 20),)]))
    target = Sql(url(path), options())
    _, item = target.read(Unit("stuk", "table"))
    assert isinstance(item, Item)
    with item.open() as stream:
        stream.read(10)
        fill("UPDATE stuk SET inhoud = 'x'")
        with pytest.raises(TargetError, match=r"^a cell of stuk changed while it was read$"):
            stream.read()
    fill("DELETE FROM stuk")
    with item.open() as stream, pytest.raises(TargetError, match=r"klanten\.db: refused"):
        stream.read()
    target.close()


def test_others_may_write_while_we_read(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_batches, "MOST_ROWS", 2)
    rows = [(number, os.urandom(2 << 20)) for number in range(4)]
    fill("CREATE TABLE t (id INTEGER PRIMARY KEY, x BLOB)", ("INSERT INTO t VALUES (?, ?)", rows))
    target = Sql(url(path), options())
    chunks = items = 0
    for each in target.read(Unit("t", "table")):
        fill(("INSERT INTO t VALUES (?, ?)", [(100 + chunks + items, None)])) if chunks + items < 6 else None
        if isinstance(each, Item):
            items += 1
            with each.open() as stream:
                stream.read(1)
                fill("UPDATE t SET x = NULL WHERE id > 99")
        else:
            chunks += 1
    assert (chunks, items) == (5, 4)
    target.close()


def test_a_very_long_text_is_an_item(path: Path, fill: Callable[..., None], options: Options) -> None:
    text = "é" * (1 << 20) + "einde"
    fill("CREATE TABLE brief (tekst TEXT, n INT)", ("INSERT INTO brief VALUES (?, ?)", [(text, 1), ("kort", 2)]))
    chunk, item = read(path, options(), "brief")
    assert cells(chunk) == {"tekst": [None, "kort"], "n": ["1", "2"]}
    assert isinstance(item, Item)
    assert (item.path, item.media_type) == ("tekst/1", "text/plain")
    assert item.open().read() == text.encode()


def test_a_key_that_may_be_somebodys_data_is_not_in_the_items_name(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    blob = b"\xff" * 2000
    fill(
        "CREATE TABLE pas (bsn INTEGER PRIMARY KEY, foto BLOB)",
        ("INSERT INTO pas VALUES (?, ?)", [(111222333, blob), (123456782, blob)]),
        "CREATE TABLE mail (adres TEXT PRIMARY KEY, foto BLOB)",
        ("INSERT INTO mail VALUES (?, ?)", [("jan@example.nl", blob)]),
        "CREATE TABLE u (id TEXT PRIMARY KEY, foto BLOB)",
        ("INSERT INTO u VALUES (?, ?)", [("0b1a3f2e-5c64-4b8e-9f0a-2d7c6e5b4a39", blob)]),
    )
    names = {
        unit: [each.path for each in read(path, options(), unit) if isinstance(each, Item)]
        for unit in ("pas", "mail", "u")
    }
    assert names == {
        "pas": ["foto/row 1", "foto/row 2"],
        "mail": ["foto/1"],
        "u": ["foto/0b1a3f2e-5c64-4b8e-9f0a-2d7c6e5b4a39"],
    }


def test_sealed_values_are_told_once_for_their_column(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_batches, "MOST_ROWS", 2)
    rows = [(os.urandom(32), b"\x00" + os.urandom(100)) for _ in range(5)]
    fill("CREATE TABLE t (vinger BLOB, geheim BLOB)", ("INSERT INTO t VALUES (?, ?)", rows))
    *chunks, skipped = read(path, options(), "t")
    assert len(chunks) == 3
    assert isinstance(skipped, Skipped)
    assert str(skipped.location) == "sys: t [geheim]"
    assert (skipped.reason, skipped.detail) == (
        "unknown format",
        "short binary values that are neither text nor a file",
    )


def test_json_is_read_by_its_keys(path: Path, fill: Callable[..., None], options: Options) -> None:
    rows = [
        (json.dumps({"bsn": "123456782", "tel": ["0612345678", "0201234567"], "adres": {"plaats": place}}),)
        for place in ("Ede", "Epe")
    ]
    fill(
        "CREATE TABLE p (profiel JSON)",
        ("INSERT INTO p VALUES (?)", [*rows, ('{"jan@example.nl": 1}',), ("geen json",), (None,)]),
    )
    (chunk,) = read(path, options(), "p")
    assert cells(chunk) == {
        "profiel": [None, None, '{"jan@example.nl": 1}', "geen json", None],
        "profiel.bsn": ["123456782"] * 2 + [None] * 3,
        "profiel.tel": ["0612345678\n0201234567"] * 2 + [None] * 3,
        "profiel.adres.plaats": ["Ede", "Epe"] + [None] * 3,
    }


def test_text_that_is_not_utf_8_is_read_as_windows_1252(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_batches, "MOST_ROWS", 2)
    create = "CREATE TABLE t (naam TEXT); CREATE VIEW v AS SELECT naam FROM t"
    fill(
        *create.split(";"),
        ("INSERT INTO t VALUES (?)", [("Jansen",), ("De Vries",), ("Müller",)]),
        "INSERT INTO t VALUES (CAST(x'4672616ee76f6973' AS TEXT))",
        "INSERT INTO t VALUES ('Bakker')",
    )
    names = ["Jansen", "De Vries", "Müller", "François", "Bakker"]
    for unit in ("t", "v"):
        assert [name for chunk in read(path, options(), unit) for name in cells(chunk)["naam"]] == names


def test_the_date_of_a_row_is_found_by_name_and_content(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill(
        "CREATE TABLE k (geboortedatum DATE, created_by TEXT, updated_at TEXT, aangemaakt_op TEXT, vervaldatum DATE)",
        (
            "INSERT INTO k VALUES (?, ?, ?, ?, ?)",
            [
                ("1980-01-01", "jan", "2020-01-01", "2019-11-23 23:59:59+01:00", "2030-01-01"),
                (None, None, None, None, None),
            ],
        ),
    )
    target = Sql(url(path), options())
    (chunk,) = target.read(Unit("k", "table"))
    assert isinstance(chunk, TableChunk)
    assert chunk.recorded is not None
    assert chunk.recorded.astype(str).tolist() == ["2019-11-23", "NaT"]
    assert target.chosen_dates == {"k": "aangemaakt_op"}
    target.close()


def test_a_column_that_is_only_called_a_date_is_passed_over(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_batches, "MOST_ROWS", 2)
    rows = (
        [(None, "onbekend", None)] * 2 + [(None, "later", "23-11-2019")] * 2 + [("2001-01-01", "?", "24-11-2019")] * 2
    )
    fill("CREATE TABLE k (created TEXT, datum TEXT, tijdstip TEXT)", ("INSERT INTO k VALUES (?, ?, ?)", rows))
    target = Sql(url(path), options())
    chunks = [each for each in target.read(Unit("k", "table")) if isinstance(each, TableChunk)]
    days = [None if each.recorded is None else each.recorded.astype(str).tolist() for each in chunks]
    assert days == [None, ["2019-11-23"] * 2, ["2019-11-24"] * 2]
    assert target.chosen_dates == {"k": "tijdstip"}
    target.close()


def test_bindings_name_date_and_customer(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill(
        "CREATE TABLE k (created_at TEXT, Gezien INT, klantnr INT)",
        ("INSERT INTO k VALUES (?, ?, ?)", [("2001-01-01", 1574467200, 7), ("2001-01-01", None, None)]),
    )
    bindings = (
        Binding(system="other", location="k", service="x", record_date="created_at"),
        Binding(system="*", location="*", service="x", record_date="created_at"),
        Binding(system="sys", location="k", service="x", record_date="gezien", customer="klantnr"),
    )
    target = Sql(url(path), options(bindings=bindings))
    (chunk,) = target.read(Unit("k", "table"))
    assert isinstance(chunk, TableChunk)
    assert chunk.recorded is not None
    assert chunk.recorded.astype(str).tolist() == ["2019-11-23", "NaT"]
    assert chunk.customers == ("7", "")
    assert target.chosen_dates == {"k": "Gezien"}
    assert target.check().problems == ()
    target.close()


def test_a_binding_to_a_column_that_is_not_there_is_told_and_nothing_is_guessed(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill("CREATE TABLE k (created_at TEXT)", "INSERT INTO k VALUES ('2001-01-01')")
    bindings = (Binding(system="sys", location="k", service="x", record_date="aangemaakt", customer="nr"),)
    target = Sql(url(path), options(bindings=bindings))
    assert target.check().problems == (
        "k has no column “aangemaakt”, which a binding gives as its record_date",
        "k has no column “nr”, which a binding gives as its customer",
    )
    (chunk,) = target.read(Unit("k", "table"))
    assert isinstance(chunk, TableChunk)
    assert chunk.recorded is None
    target.close()


@pytest.mark.parametrize(
    "binding",
    [
        Binding(system="sys", location="*", service="x", record_date="aangemaakt"),
        Binding(system="sys", location="k", service="x", record_date="modified", customer="(?P<customer>.)"),
        Binding(system="sys", location="k", service="x"),
    ],
    ids=["glob", "not-a-column", "nothing"],
)
def test_a_binding_that_says_nothing_of_this_table_leaves_the_date_to_be_found(
    binding: Binding, path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill("CREATE TABLE k (created_at TEXT)", "INSERT INTO k VALUES ('2001-01-01')")
    target = Sql(url(path), options(bindings=(binding,)))
    assert target.check().problems == ()
    (chunk,) = target.read(Unit("k", "table"))
    assert isinstance(chunk, TableChunk)
    assert chunk.recorded is not None
    target.close()


@pytest.mark.parametrize(
    "create",
    [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, x)",
        "CREATE TABLE t (id TEXT PRIMARY KEY, x) WITHOUT ROWID",
        "CREATE TABLE t (id, x, PRIMARY KEY (id, x)) WITHOUT ROWID",
    ],
    ids=["numbered", "by-key", "no-single-key"],
)
def test_a_sample_is_uniform_and_the_same_for_the_same_seed(
    create: str, path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill(create, ("INSERT INTO t VALUES (?, ?)", [(number * 3, number) for number in range(2000)]))

    def sample(seed: int) -> list[int]:
        target = Sql(url(path), options(sample=500, seed=seed))
        unit = Unit("t", "table")
        rows = [int(x or "") for chunk in target.read(unit) for x in cells(chunk)["x"]]
        assert target.sampled(unit)
        target.close()
        assert len(rows) == len(set(rows)) == 500
        return sorted(rows)

    assert sample(1) == sample(1) != sample(2)
    drawn = [row for seed in range(8) for row in sample(seed)]
    # Four quarters of 1000 expected each, with a standard deviation of 23.7.
    assert all(880 < sum(quarter * 500 <= row < quarter * 500 + 500 for row in drawn) < 1120 for quarter in range(4))


def test_a_table_with_holes_in_its_numbers_is_sampled_by_its_keys(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill(
        "CREATE TABLE t (id INTEGER PRIMARY KEY)",
        ("INSERT INTO t VALUES (?)", [(number**4,) for number in range(1000)]),
    )
    target = Sql(url(path), options(sample=100))
    ids = [int(each or "") for chunk in target.read(Unit("t", "table")) for each in cells(chunk)["id"]]
    assert len(ids) == len(set(ids)) == 100
    assert ids == sorted(ids)
    target.close()


def test_a_table_that_is_smaller_than_the_sample_is_read_whole(
    path: Path, fill: Callable[..., None], options: Options
) -> None:
    fill("CREATE TABLE t (x)", ("INSERT INTO t VALUES (?)", [(1,), (2,)]))
    target = Sql(url(path), options(sample=2))
    (chunk,) = target.read(Unit("t", "table"))
    assert cells(chunk) == {"x": ["1", "2"]}
    assert not target.sampled(Unit("t", "table"))
    target.close()


def test_globs_say_which_tables_and_cells(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill(
        "CREATE TABLE a (foto BLOB, pas BLOB)",
        ("INSERT INTO a VALUES (?, ?)", [(b"\xff" * 2000, b"\xff" * 2000)]),
        "CREATE TABLE b (x)",
        "CREATE TABLE log_1 (x)",
    )
    target = Sql(url(path), options(exclude=("log_*", "a/pas/*")))
    assert [unit.name for unit in target.units() if isinstance(unit, Unit)] == ["a", "b"]
    assert [each.path for each in target.read(Unit("a", "table")) if isinstance(each, Item)] == ["foto/1"]
    target.close()


def test_rows_of_a_large_file_are_estimated(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sql_tables, "COUNTED", 0)
    fill(
        "CREATE TABLE t (id INTEGER PRIMARY KEY)",
        ("INSERT INTO t VALUES (?)", [(5,), (14,)]),
        "CREATE TABLE w (id PRIMARY KEY) WITHOUT ROWID",
    )
    target = Sql(url(path), options())
    assert list(target.units()) == [Unit("t", "table", rows=10), Unit("w", "table")]
    target.close()


def test_check_says_who_and_what(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE a (x)", "CREATE VIEW b AS SELECT x FROM a")
    target = Sql(url(path), options())
    access = target.check()
    assert (access.readable, access.could_write, access.problems) == (2, True, ())
    target.close()


def test_an_empty_file_is_an_empty_database(path: Path, options: Options, everything: Everything) -> None:
    path.touch()
    assert everything(Sql(url(path), options())) == {}


def test_an_empty_table_has_no_chunks(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE t (x)")
    assert read(path, options(), "t") == []


def test_there_is_no_cursor(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE t (x)")
    assert Sql(url(path), options()).cursor(Unit("t", "table")) is None


def test_paths(path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    fill("CREATE TABLE t (x)")
    monkeypatch.chdir(path.parent)
    (path.parent / "a b#c%3F?.db").write_bytes(path.read_bytes())
    for each in ("sqlite:///klanten.db", "sqlite+pysqlite:///klanten.db", "sqlite:///file:klanten.db?mode=rw&uri=true"):
        target = Sql(each, options())
        assert [unit.name for unit in target.units() if isinstance(unit, Unit)] == ["t"]
        target.close()
    for each in ("sqlite://", "sqlite:///:memory:"):
        with pytest.raises(UsageError, match="needs a file"):
            Sql(each, options())


def test_a_query_of_the_users_own(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE contract (klant, einde)", ("INSERT INTO contract VALUES (?, ?)", [(1, "2019-11-23"), (2, None)]))
    target = Sql(url(path), options())
    question = "SELECT klant, einde, '100%s' FROM contract ORDER BY klant"
    assert list(target.query(question)) == [(1, "2019-11-23", "100%s"), (2, None, "100%s")]
    for refused in ("SELECT '111222333' FROM nergens", "DELETE FROM contract"):
        with pytest.raises(TargetError, match=r"klanten\.db: refused") as raised:
            list(target.query(refused))
        assert "111222333" not in str(raised.value)
    target.close()


def test_tables_that_are_not_for_us_are_told(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("CREATE TABLE t (x)")
    known = [Table("p", "ver", "foreign table"), Table("p", "dicht", readable=False), Table("p", "open")]
    monkeypatch.setattr(sql, "tables", lambda _: known)
    target = Sql(url(path), options())
    refused, closed, unit = target.units()
    assert isinstance(refused, Skipped)
    assert (refused.location.unit, refused.reason, refused.detail) == ("p.ver", "refused", sql.ELSEWHERE)
    assert isinstance(closed, Skipped)
    assert (closed.location.unit, closed.reason, closed.detail) == ("p.dicht", "no permission", "")
    assert unit == Unit("p.open", "table")
    target.close()


def test_a_table_without_columns_is_read_as_nothing(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    monkeypatch.setattr(sql, "shape", lambda *_: Shape(()))
    assert read(path, options(), "t") == []


def test_a_connection_that_breaks_is_made_anew(path: Path, fill: Callable[..., None], options: Options) -> None:
    fill("CREATE TABLE t (x)", "INSERT INTO t VALUES (1)")
    target = Sql(url(path), options())
    (unit,) = target.units()
    assert isinstance(unit, Unit)
    broken = target._database.connection()
    dbapi = broken.connection.dbapi_connection
    assert isinstance(dbapi, sqlite3.Connection)
    dbapi.close()
    assert [each.reason for each in target.read(unit) if isinstance(each, Skipped)] == ["refused"]
    assert [cells(each) for each in target.read(unit)] == [{"x": ["1"]}]
    target.close()


def test_a_connection_that_cannot_be_made_is_told(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("CREATE TABLE t (x)")

    def refused(*_: object, **__: object) -> None:
        raise sqlite3.OperationalError("111222333")

    monkeypatch.setattr(sqlite3, "connect", refused)
    with pytest.raises(TargetError, match=r"klanten\.db: refused; OperationalError$"):
        Sql(url(path), options()).check()


def test_rights_that_cannot_be_asked_for_are_told(
    path: Path, fill: Callable[..., None], options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill("CREATE TABLE t (x)")

    def refused(*_: object) -> None:
        raise sqlite3.OperationalError("111222333")

    monkeypatch.setattr(sql, "access", refused)
    target = Sql(url(path), options())
    with pytest.raises(TargetError, match=r"klanten\.db: refused; OperationalError$"):
        target.check()
    target.close()
