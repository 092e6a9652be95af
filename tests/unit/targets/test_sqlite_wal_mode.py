"""Databases with a write-ahead log: read whole, and nothing made, changed or deleted beside them."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from io import BytesIO
from pathlib import Path

import pytest

from pdscan.errors import TargetError
from pdscan.model import Skipped, TableChunk, Unit
from pdscan.protocols import TargetOptions
from pdscan_targets.sql import Sql
from pdscan_targets.sqlite_wal import has_commit

Options = Callable[..., TargetOptions]
Evidence = Callable[[Path], AbstractContextManager[None]]
UNIT = Unit("t", "table")


@pytest.fixture
def live(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """A database in write-ahead mode that somebody has open, with a hundred rows in the log."""
    (tmp_path / "live").mkdir()
    connection = sqlite3.connect(tmp_path / "live/a.db")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA wal_autocheckpoint=0")
    connection.execute("CREATE TABLE t (x)")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.executemany("INSERT INTO t VALUES (?)", [(number,) for number in range(100)])
    connection.commit()
    yield connection
    connection.close()


def count(path: Path, options: TargetOptions) -> int:
    target = Sql(f"sqlite:///{path}", options)
    found = [each for unit in target.units() if isinstance(unit, Unit) for each in target.read(unit)]
    target.close()
    assert all(isinstance(each, TableChunk) for each in found), found
    return sum(each.rows for each in found if isinstance(each, TableChunk))


def copied(tmp_path: Path, *suffixes: str) -> Path:
    """A copy of the live database with some of the files beside it."""
    directory = tmp_path / "copy"
    directory.mkdir()
    for suffix in ("", *suffixes):
        shutil.copy(tmp_path / f"live/a.db{suffix}", directory / f"a.db{suffix}")
    return directory / "a.db"


def without_access_time(root: Path) -> dict[str, tuple[object, ...]]:
    """Everything about a directory but when it was last looked at.

    When root opens a log, SQLite gives it to the owner it has already, which the system notes as a change.
    """
    facts: dict[str, tuple[object, ...]] = {".": (root.stat().st_mtime_ns, root.stat().st_ctime_ns)}
    for path in sorted(root.iterdir()):
        status = path.stat()
        noted = 0 if path.suffix.endswith(("-wal", "-shm")) and os.geteuid() == 0 else status.st_ctime_ns
        facts[path.name] = (status.st_mtime_ns, noted, status.st_uid, status.st_mode, path.read_bytes())
    return facts


@pytest.mark.parametrize(
    ("suffixes", "rows"),
    [(("-wal", "-shm"), 100), (("-wal",), 100), ((), 0)],
    ids=["log-and-index", "log-alone", "neither"],
)
def test_a_copy_is_read_with_its_log_and_left_as_it_is(
    suffixes: tuple[str, ...], rows: int, live: sqlite3.Connection, tmp_path: Path, options: Options
) -> None:
    path = copied(tmp_path, *suffixes)
    before = without_access_time(path.parent)
    assert count(path, options()) == rows
    assert without_access_time(path.parent) == before


def test_a_database_in_use_is_read_as_of_its_last_commit(
    live: sqlite3.Connection, tmp_path: Path, options: Options
) -> None:
    live.execute("INSERT INTO t VALUES (1000)")
    before = {path.name: path.stat().st_mtime_ns for path in (tmp_path / "live").iterdir()}
    assert count(tmp_path / "live/a.db", options()) == 100
    assert {path.name: path.stat().st_mtime_ns for path in (tmp_path / "live").iterdir()} == before
    live.commit()
    assert count(tmp_path / "live/a.db", options()) == 101


def test_a_closed_database_is_read_and_left_as_it_is(
    live: sqlite3.Connection, tmp_path: Path, options: Options
) -> None:
    live.close()
    before = without_access_time(tmp_path / "live")
    assert set(before) == {"a.db", "."}
    assert count(tmp_path / "live/a.db", options()) == 100
    assert without_access_time(tmp_path / "live") == before


@pytest.mark.parametrize("size", [0, 31, 32, 32 + 24 + 4095, None], ids=["empty", "half", "header", "frame", "random"])
def test_a_log_with_nothing_in_it_is_not_deleted(
    size: int | None, live: sqlite3.Connection, tmp_path: Path, options: Options
) -> None:
    live.close()
    path = tmp_path / "live/a.db"
    other = sqlite3.connect(path)
    other.execute("INSERT INTO t VALUES (1)")
    other.commit()
    log = Path(f"{path}-wal").read_bytes()
    target = copied(tmp_path)
    Path(f"{target}-wal").write_bytes(os.urandom(9000) if size is None else log[:size])
    other.close()
    before = without_access_time(target.parent)
    assert count(target, options()) == 100
    assert without_access_time(target.parent) == before


def test_somebody_who_begins_to_write_is_noticed(live: sqlite3.Connection, tmp_path: Path, options: Options) -> None:
    live.close()
    path = tmp_path / "live/a.db"
    target = Sql(f"sqlite:///{path}", options())
    read = target.read(UNIT)
    next(read)
    other = sqlite3.connect(path)
    other.execute("INSERT INTO t VALUES (1)")
    other.commit()
    (skipped,) = read
    assert isinstance(skipped, Skipped)
    assert (skipped.location.unit, skipped.reason, skipped.detail) == (
        "t",
        "changed while reading",
        "somebody began to write to it",
    )
    other.close()
    (*_, skipped) = target.read(UNIT)
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "changed while reading"
    target.close()


def test_a_copy_whose_log_is_written_back_is_noticed(
    live: sqlite3.Connection, tmp_path: Path, options: Options
) -> None:
    path = copied(tmp_path, "-wal")
    target = Sql(f"sqlite:///{path}", options())
    read = target.read(UNIT)
    next(read)
    other = sqlite3.connect(path)
    other.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    other.close()
    (skipped,) = read
    assert isinstance(skipped, Skipped)
    assert skipped.reason == "changed while reading"
    target.close()


def test_a_log_that_may_not_be_read_is_told(
    open_to_all: Path,
    live: sqlite3.Connection,
    tmp_path: Path,
    options: Options,
    unprivileged: Callable[[], AbstractContextManager[None]],
) -> None:
    path = copied(tmp_path, "-wal")
    path.parent.chmod(0o755)
    path.chmod(0o644)
    Path(f"{path}-wal").chmod(0)
    with unprivileged(), pytest.raises(TargetError, match=r"a\.db-wal can't be read: no permission$"):
        list(Sql(f"sqlite:///{path}", options()).units())


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give files away")
@pytest.mark.parametrize("suffix", ["-wal", "-shm"])
def test_root_gives_no_files_away(suffix: str, live: sqlite3.Connection, tmp_path: Path, options: Options) -> None:
    path = copied(tmp_path, "-wal", "-shm")
    os.chown(f"{path}{suffix}", 65534, 65534)
    with pytest.raises(TargetError, match=rf"a\.db{suffix} has another owner than the database"):
        list(Sql(f"sqlite:///{path}", options()).units())
    assert Path(f"{path}{suffix}").stat().st_uid == 65534


def test_a_commit_is_told_from_what_is_left_over(live: sqlite3.Connection, tmp_path: Path) -> None:
    log = (tmp_path / "live/a.db-wal").read_bytes()
    assert has_commit(BytesIO(log))
    for place in (0, 8, 20, 28, 32, 40, 48, 32 + 24 + 100):
        spoiled = bytearray(log)
        spoiled[place] ^= 0xFF
        assert not has_commit(BytesIO(spoiled)), place
    assert not has_commit(BytesIO(log[:-1]))


def test_a_commit_after_many_frames_is_found(live: sqlite3.Connection, tmp_path: Path) -> None:
    live.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    live.executemany("INSERT INTO t VALUES (?)", [("x" * 3000,) for _ in range(20)])
    live.commit()
    log = (tmp_path / "live/a.db-wal").read_bytes()
    assert len(log) > 10 * 4096
    assert has_commit(BytesIO(log))
    assert not has_commit(BytesIO(log[: -4096 - 24]))
