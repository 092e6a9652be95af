"""A real server: what is copied out is what queries give."""

from collections.abc import Iterator

import pytest

from benchmarks.postgresql import Server, server
from pdscan.model import Item, Skipped, TableChunk
from pdscan.protocols import TargetOptions
from pdscan_targets import sql_rows
from pdscan_targets.sql import Sql

TABLES = {
    "plain": (
        "id int primary key, naam text, datum date, ja boolean",
        [(1, "Jansen", "2020-01-02", True), (2, None, None, False)],
    ),
    "escaped": (
        "id int primary key, tekst text",
        [(1, "tab\there"), (2, "line\nbreak"), (3, "C:\\map"), (4, ""), (5, "é")],
    ),
    "documents": ("id int primary key, profiel jsonb", [(n, f'{{"bsn": "{n}11222333"}}') for n in range(1, 4)]),
    "dated": ("nr int, created_at timestamp", [(n, f"2019-01-{n:02d} 10:00:00") for n in range(1, 9)]),
    "empty": ("id int primary key, naam text", []),
    "long": ("id int primary key, tekst text", [(1, "x" * (1 << 20) + "y"), (2, "kort")]),
}  # fmt: skip


@pytest.fixture(scope="module")
def running() -> Iterator[Server]:
    import psycopg

    with server() as found:
        with psycopg.connect(found.url, autocommit=True) as connection:
            for name, (columns, rows) in TABLES.items():
                connection.execute(f"create table {name} ({columns})")
                for row in rows:
                    marks = ", ".join(["%s"] * len(row))
                    connection.execute(f"insert into {name} values ({marks})", row)
        yield found


def read(url: str, name: str) -> list[object]:
    """Every cell, every date and every item of a table."""
    target = Sql(url, TargetOptions(system="s"))
    try:
        (unit,) = [unit for unit in target.units() if not isinstance(unit, Skipped) and unit.name == f"public.{name}"]
        return [each for part in target.read(unit) for each in told(part)]
    finally:
        target.close()


def told(part: TableChunk | Item | Skipped) -> Iterator[object]:
    if isinstance(part, Item):
        yield part.path, part.open().read()
    elif isinstance(part, TableChunk):
        spans = zip(part.row, part.column, part.starts, part.ends, strict=True)
        yield from sorted((int(row), part.columns[column], part.data[begin:end]) for row, column, begin, end in spans)
        yield part.rows, None if part.recorded is None else part.recorded.astype(str).tolist()
    else:
        yield part


@pytest.mark.parametrize("name", [name for name in TABLES if name != "empty"])
def test_copied_as_queried(running: Server, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    copied = read(running.url, name)
    monkeypatch.setattr(sql_rows, "can_copy", lambda *_: False)
    assert copied == read(running.url, name)


def test_nothing_in_it(running: Server) -> None:
    assert read(running.url, "empty") == []


def test_what_the_server_refuses_is_told(running: Server) -> None:
    import psycopg

    with psycopg.connect(running.url, autocommit=True) as connection:
        connection.execute("create view broken as select 1 / (g - 3) as x from generate_series(1, 5) g")
    (skipped,) = read(running.url, "broken")
    assert isinstance(skipped, Skipped)
    assert read(running.url, "plain")
