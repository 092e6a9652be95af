"""SQLite files that are missing, locked, damaged, hostile, or something else: what the user gets to see."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from pdscan.errors import PluginError, TargetError
from pdscan.model import Skipped, TableChunk, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan_targets import sqlite_file
from pdscan_targets.sql import Sql

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
UnitOf = Callable[[Target, str], Unit]
Unprivileged = Callable[[], AbstractContextManager[None]]
PAGE = 4096
BSN = "111222333"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A database with two tables of many pages."""
    path = tmp_path / "klanten.db"
    connection = sqlite3.connect(path)
    for name in ("eerst", "tweede"):
        connection.execute(f"CREATE TABLE {name} (x TEXT)")
        connection.executemany(f"INSERT INTO {name} VALUES (?)", [(BSN * 20,) for _ in range(2000)])
    connection.commit()
    connection.close()
    return path


@contextmanager
def locked(path: Path, seconds: float = 60) -> Iterator[None]:
    """The database, locked by another process for so long, or to the end of the context."""
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    process = context.Process(target=_lock, args=(path, theirs, seconds))
    process.start()
    ours.recv()
    yield
    ours.send("enough")
    process.join()


def _lock(path: Path, pipe: Any, seconds: float) -> None:
    connection = sqlite3.connect(path)
    connection.execute("BEGIN EXCLUSIVE")
    pipe.send("locked")
    pipe.poll(seconds)
    connection.close()


def rows(found: list[Any]) -> int:
    return sum(each.rows for each in found if isinstance(each, TableChunk))


def test_a_missing_file_is_told_and_not_made(tmp_path: Path, options: Options) -> None:
    target = Sql(f"sqlite:///{tmp_path}/weg.db", options())
    for ask in (target.check, lambda: list(target.units()), lambda: list(target.read(Unit("t", "table")))):
        with pytest.raises(TargetError, match=r"^there is no .*/weg\.db; check the path$"):
            ask()
    assert list(tmp_path.iterdir()) == []


def test_what_is_no_database_is_told(tmp_path: Path, options: Options) -> None:
    (tmp_path / "notes.db").write_text("these are only notes, more than sixteen bytes of them")
    os.mkfifo(tmp_path / "fifo.db")
    for name, words in {
        "notes.db": r"/notes\.db is not an SQLite database, or an encrypted one$",
        "fifo.db": r"/fifo\.db can't be read: not a regular file \(named pipe\)$",
        ".": r"can't be read: not a regular file \(directory\)$",
    }.items():
        with pytest.raises(TargetError, match=words):
            Sql(f"sqlite:///{tmp_path}/{name}", options()).check()


def test_a_file_that_may_not_be_read(open_to_all: Path, options: Options, unprivileged: Unprivileged) -> None:
    path = open_to_all / "geheim.db"
    sqlite3.connect(path).close()
    path.touch()
    path.chmod(0)
    with unprivileged(), pytest.raises(TargetError, match=r"/geheim\.db can't be read: no permission$"):
        Sql(f"sqlite:///{path}", options()).check()


def test_a_database_that_is_locked_from_the_beginning(
    path: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.05)
    with locked(path):
        target = Sql(f"sqlite:///{path}", options())
        for ask in (target.check, lambda: list(target.units())):
            with pytest.raises(TargetError, match=r"klanten\.db: refused; locked by another program$"):
                ask()
    assert len(list(target.units())) == 2
    target.close()


def test_a_database_that_is_locked_while_it_is_read(
    path: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "BUSY_SECONDS", 0.05)
    target = Sql(f"sqlite:///{path}", options())
    units = [unit for unit in target.units() if isinstance(unit, Unit)]
    with locked(path):
        assert [list(target.read(unit)) for unit in units] == [
            [skip] for skip in (_refused("eerst"), _refused("tweede"))
        ]
    assert rows(list(target.read(units[0]))) == 2000
    target.close()


def _refused(unit: str) -> Skipped:
    from pdscan.model import Location

    return Skipped(Location("sys", unit), "refused", "locked by another program")


def test_somebody_who_locks_briefly_is_waited_for(path: Path, options: Options) -> None:
    with locked(path, seconds=0.3):
        target = Sql(f"sqlite:///{path}", options())
        assert [unit.rows for unit in target.units() if isinstance(unit, Unit)] == [2000, 2000]
        target.close()


def pages_of(path: Path, table: str) -> list[int]:
    """The numbers of the leaf pages of a table, from its root's interior cells."""
    connection = sqlite3.connect(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    data = path.read_bytes()
    start = (root - 1) * PAGE
    count = int.from_bytes(data[start + 3 : start + 5], "big")
    cells = [int.from_bytes(data[start + 12 + 2 * n : start + 14 + 2 * n], "big") for n in range(count)]
    return [int.from_bytes(data[start + cell : start + cell + 4], "big") for cell in cells]


def spoil(path: Path, page: int) -> None:
    with path.open("r+b") as file:
        file.seek((page - 1) * PAGE)
        file.write(b"\xff" * 200)


def test_a_damaged_page_costs_its_table_and_not_the_others(
    path: Path, options: Options, everything: Everything
) -> None:
    leaves = pages_of(path, "eerst")
    spoil(path, leaves[len(leaves) // 2])
    found = everything(Sql(f"sqlite:///{path}", options()))
    assert found["eerst"][-1] == (None, "damaged", "pages of it are broken")
    assert rows(found["tweede"]) == 2000


def test_what_stands_before_the_damage_is_read(
    path: Path, options: Options, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pdscan_targets.sql_batches.MOST_ROWS", 100)
    leaves = pages_of(path, "eerst")
    spoil(path, leaves[len(leaves) // 2])
    found = everything(Sql(f"sqlite:///{path}", options()))
    assert 800 <= rows(found["eerst"]) <= 1000
    assert found["eerst"][-1][1] == "damaged"


def test_a_damaged_schema_is_told(path: Path, options: Options) -> None:
    spoil(path, 1)
    with path.open("r+b") as file:
        file.write(b"SQLite format 3\0")
    with pytest.raises(TargetError, match=r"klanten\.db: damaged"):
        list(Sql(f"sqlite:///{path}", options()).units())


def test_a_truncated_file_is_told(path: Path, options: Options) -> None:
    os.truncate(path, path.stat().st_size // 2)
    with pytest.raises(TargetError, match=r"klanten\.db: damaged; pages of it are broken$"):
        list(Sql(f"sqlite:///{path}", options()).units())


def test_a_view_that_cannot_be_evaluated_costs_itself(path: Path, options: Options, everything: Everything) -> None:
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW kapot AS SELECT x FROM nergens")
    connection.execute("CREATE VIEW vreemd AS SELECT eigen_functie(x) FROM eerst")
    connection.commit()
    connection.close()
    found = everything(Sql(f"sqlite:///{path}", options()))
    for view in ("kapot", "vreemd"):
        assert found[view] == [(None, "refused", "the view can't be evaluated")]
    assert rows(found["eerst"]) == 2000


def test_a_virtual_table_of_an_unknown_kind_costs_itself(path: Path, options: Options, everything: Everything) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA writable_schema=ON")
    create = "CREATE VIRTUAL TABLE kaart USING spatial(x)"
    connection.execute("INSERT INTO sqlite_schema VALUES ('table', 'kaart', 'kaart', 0, ?)", (create,))
    connection.commit()
    connection.close()
    found = everything(Sql(f"sqlite:///{path}", options()))
    assert found["kaart"] == [(None, "needs a package", "a virtual table of a kind that this SQLite doesn't have")]


def test_a_view_that_would_never_end_is_broken_off(
    path: Path, options: Options, everything: Everything, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite_file, "STATEMENT_SECONDS", 0.2)
    connection = sqlite3.connect(path)
    connection.execute(
        "CREATE VIEW lus AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n WHERE i < 0"
    )
    connection.commit()
    connection.close()
    found = everything(Sql(f"sqlite:///{path}", options(include=("lus",))))
    assert found["lus"] == [(None, "time limit", "the query took too long")]


def test_time_that_others_take_between_two_pages_does_not_count(
    path: Path, options: Options, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [0.0]
    monkeypatch.setattr(sqlite_file.time, "monotonic", lambda: clock[0])
    connection = sqlite3.connect(path)
    connection.execute("CREATE VIEW v AS SELECT x FROM eerst")
    connection.commit()
    connection.close()
    monkeypatch.setattr("pdscan_targets.sql_batches.MOST_ROWS", 100)
    target = Sql(f"sqlite:///{path}", options())
    seen = 0
    for chunk in target.read(Unit("v", "view")):
        assert isinstance(chunk, TableChunk)
        seen += chunk.rows
        clock[0] += 10_000
    assert seen == 2000
    target.close()


def test_a_table_that_goes_away_is_told(path: Path, options: Options) -> None:
    target = Sql(f"sqlite:///{path}", options())
    unit = next(iter(target.units()))
    connection = sqlite3.connect(path)
    connection.execute("DROP TABLE eerst")
    connection.commit()
    connection.close()
    assert isinstance(unit, Unit)
    assert [(each.location.unit, each.reason) for each in target.read(unit) if isinstance(each, Skipped)] == [
        ("eerst", "vanished")
    ]
    assert [each.reason for each in target.read(Unit("nooit", "table")) if isinstance(each, Skipped)] == ["vanished"]
    target.close()


def test_an_unfinished_write_is_told(path: Path, options: Options, tmp_path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA cache_size=5")
    connection.execute("UPDATE eerst SET x = 'y' || x")
    copy = tmp_path / "copy"
    copy.mkdir()
    for name in ("klanten.db", "klanten.db-journal"):
        (copy / name).write_bytes((tmp_path / name).read_bytes())
    connection.close()
    with pytest.raises(TargetError, match=r"klanten\.db: refused; an unfinished write must be rolled back first"):
        list(Sql(f"sqlite:///{copy}/klanten.db", options()).units())


def test_no_value_stands_in_an_error(path: Path, options: Options, everything: Everything) -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"CREATE VIEW fout AS SELECT abs(-9223372036854775808), '{BSN}' AS [{BSN}]")
    connection.execute(f"CREATE VIEW json AS SELECT json_extract('{{}}', '{BSN}') AS y")
    connection.commit()
    connection.close()
    found = everything(Sql(f"sqlite:///{path}", options(exclude=("eerst", "tweede"))))
    assert [each[:2] for each in (*found["fout"], *found["json"])] == [(None, "refused")] * 2
    assert BSN not in repr(found)


def test_an_old_sqlite_is_told(path: Path, options: Options, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 31, 1))
    with pytest.raises(PluginError, match=r"too old; install Python with SQLite 3\.37 or newer$"):
        Sql(f"sqlite:///{path}", options()).check()


def test_it_cannot_write(path: Path, options: Options) -> None:
    target = Sql(f"sqlite:///{path}", options())
    from sqlalchemy.exc import OperationalError

    for statement in ("DELETE FROM eerst", "CREATE TABLE z (x)", "CREATE TEMP TABLE z (x)", "PRAGMA user_version=7"):
        with pytest.raises(OperationalError, match="readonly"):
            target._database.connection().exec_driver_sql(statement)
    target.close()
