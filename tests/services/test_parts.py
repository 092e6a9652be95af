"""A large table is read in parts: the outcome is that of one piece, also when the scan or the server dies meanwhile."""

from __future__ import annotations

import multiprocessing
import os
import signal
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from pdscan.engine import work
from pdscan.model import Binding, TableChunk, Unit
from pdscan.protocols import TargetOptions
from pdscan.store.store import UnitRecord
from pdscan_targets import sql_parts
from pdscan_targets.sql import Sql
from pdscan_targets.sql_rows import Reading
from tests.services.mariadb import Mariadb
from tests.services.postgresql import Postgresql
from tests.services.scanning import scan

ROWS = 6_000
TABLE = "crm.many"
BOUND = Binding(system="s", location="*", service="x", customer="email")
_CREATED = """
    CREATE TABLE crm.many (
        id int PRIMARY KEY, email varchar(99), bsn varchar(11), number int, created_at date, attached {binary})"""
_FILLED = """
    INSERT INTO crm.many SELECT 3 * n, concat('klant', n % 700, '@zangvogel-bv.nl'),
        CASE WHEN n % 2 = 0 THEN '286759457' WHEN n > 4000 THEN '2867.59.457' ELSE '368417827' END, 286759457 + n,
        {day}, {attached}
    FROM {numbers}"""


def fill_postgresql(server: Postgresql) -> None:
    server.write(_CREATED.format(binary="bytea"))
    attached = "CASE WHEN n % 1000 = 0 THEN convert_to(repeat('x', 5000) || E'\\nBSN 286759457', 'UTF8') END"
    numbers = f"generate_series(1, {ROWS}) n"
    server.write(_FILLED.format(numbers=numbers, day="date '2019-01-01' + n % 90", attached=attached))
    server.write("GRANT SELECT ON crm.many TO scanner")
    server.write("ANALYZE crm.many")


def fill_mariadb(server: Mariadb) -> None:
    server.write(_CREATED.format(binary="longblob"))
    attached = "CASE WHEN n % 1000 = 0 THEN concat(repeat('x', 5000), '\\nBSN 286759457') END"
    numbers = f"(SELECT seq AS n FROM crm.seq_1_to_{ROWS}) numbers"
    server.write(_FILLED.format(numbers=numbers, day="date_add('2019-01-01', INTERVAL n % 90 DAY)", attached=attached))
    server.write("ANALYZE TABLE crm.many")


@pytest.fixture(params=["postgresql", "mariadb"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Postgresql | Mariadb]:
    """One with a table of which four parts are made."""
    found: Postgresql | Mariadb = request.getfixturevalue(f"{request.param}_server")
    monkeypatch.setattr(sql_parts, "ROWS", ROWS // 4)
    if isinstance(found, Postgresql):
        fill_postgresql(found)
    else:
        fill_mariadb(found)
    yield found
    found.write("DROP TABLE crm.many")


@pytest.fixture
def url(server: Postgresql | Mariadb) -> str:
    """That of the server."""
    return server.url()


def read(url: str, workers: int = 1, store: str | None = None) -> UnitRecord:
    """What the store keeps of the table, but for the size of what was decoded: batches have something between rows."""
    record = scan(url, workers, store, include=(TABLE, f"{TABLE}/*"), bindings=(BOUND,))[TABLE]
    return replace(record, bytes=0)


def in_one_piece(url: str, monkeypatch: pytest.MonkeyPatch) -> UnitRecord:
    with monkeypatch.context() as patched:
        patched.setattr(sql_parts, "ROWS", 10 * ROWS)
        return read(url)


def test_the_parts_are_all_of_it(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    target = Sql(url, TargetOptions(system="s"))
    unit = Unit(TABLE, "table")
    assert 3 <= len(target.parts(unit)) <= 4
    chunks = [each for part in target.parts(unit) for each in target.read_part(unit, part)]
    assert sum(each.rows for each in chunks if isinstance(each, TableChunk)) == ROWS
    target.close()
    whole = in_one_piece(url, monkeypatch)
    assert (whole.rows, whole.items, whole.skipped) == (ROWS, 6, ())
    assert {each.location.item for each in whole.findings} >= {None, "attached/3000", "attached/18000"}
    assert next(each for each in whole.findings if each.location.field == "bsn").ages.days
    assert read(url) == whole
    assert read(url, workers=2) == whole


def test_a_sample_is_read_in_one_piece(url: str) -> None:
    target = Sql(url, TargetOptions(system="s", sample=10))
    assert target.parts(Unit(TABLE, "table")) == []
    target.close()


def killed_after(parts: int, url: str, store: Path) -> None:
    """Scan in a process of its own, which is killed when the store holds so many parts that were read."""
    scanning = multiprocessing.get_context("fork").Process(target=read, args=(url, 1, f"sqlite:///{store}"))
    scanning.start()
    _wait_until(lambda: _kept(store) >= parts or not scanning.is_alive())
    assert scanning.is_alive(), "the scan was over too soon"
    os.kill(scanning.pid or 0, signal.SIGKILL)
    scanning.join()


def _kept(store: Path) -> int:
    """How many parts there are whose contents are longer than those of one that hasn't been read."""
    if not store.exists():
        return 0
    try:
        with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True)) as connection:
            return int(connection.execute("SELECT count(*) FROM parts WHERE length(content) > 400").fetchone()[0])
    except sqlite3.Error:
        return 0


def _wait_until(what: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not what():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_a_killed_scan_goes_on_with_the_parts_that_are_missing(
    url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = in_one_piece(url, monkeypatch)
    store = tmp_path / "s.db"
    with monkeypatch.context() as slow:
        slow.setattr(Sql, "_selected", _slowly(Sql._selected))
        killed_after(2, url, store)
    assert b"286759457" not in store.read_bytes()
    begun: list[str] = []
    monkeypatch.setattr(Sql, "read_part", _noting(Sql.read_part, begun))
    assert read(url, store=f"sqlite:///{store}") == whole
    assert 1 <= len(begun) <= 2
    assert _kept(store) == 0


def _slowly(method: Callable[..., object]) -> Callable[..., object]:
    def selected(*arguments: object) -> object:
        time.sleep(0.3)
        return method(*arguments)

    return selected


def _noting(method: Callable[..., object], begun: list[str]) -> Callable[..., object]:
    def read_part(target: Sql, unit: Unit, part: str) -> object:
        begun.append(part)
        return method(target, unit, part)

    return read_part


@pytest.mark.parametrize("killed", [True, False])
def test_a_server_that_comes_back_is_read_to_the_end(
    server: Postgresql | Mariadb, url: str, monkeypatch: pytest.MonkeyPatch, killed: bool
) -> None:
    """It dies in the middle of a table, without an orderly end or with one."""
    whole = in_one_piece(url, monkeypatch)
    monkeypatch.setattr(work, "PAUSES", (0.5,) * 40)
    how = signal.SIGQUIT if isinstance(server, Postgresql) else signal.SIGKILL
    original = Sql._selected
    restarts: list[threading.Timer] = []

    def selected(target: Sql, unit: str, reading: Reading) -> Iterator[object]:
        for each in original(target, unit, reading):
            if not restarts:
                server.daemon.stop(how if killed else None)
                restarts.append(threading.Timer(1, server.daemon.start))
                restarts[0].start()
            yield each

    monkeypatch.setattr(Sql, "_selected", selected)
    assert read(url) == whole
    restarts[0].join()


def test_a_server_that_does_not_come_back_is_told(
    server: Postgresql | Mariadb, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was read before is kept, and nobody waits for each part anew."""
    monkeypatch.setattr(work, "PAUSES", (0.2, 0.2))
    original = Sql._selected

    def selected(target: Sql, unit: str, reading: Reading) -> Iterator[object]:
        yield from original(target, unit, reading)
        server.daemon.stop()

    monkeypatch.setattr(Sql, "_selected", selected)
    try:
        found = read(url)
    finally:
        server.daemon.start()
    assert 0 < found.rows < ROWS
    assert [each.reason for each in found.skipped] == ["unreachable"]
    assert "the connection can't be made, or broke" in found.skipped[0].detail
