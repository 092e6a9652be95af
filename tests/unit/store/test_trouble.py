"""What goes wrong with a store, and what its user is told."""

from __future__ import annotations

import os
import sqlite3
import stat
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy.exc import DBAPIError

from pdscan.errors import StoreError, UsageError
from pdscan.model import Finding, Location
from pdscan.store import MissingStoreError, Store
from pdscan.store.database import plainly

STARTED = datetime(2026, 11, 24, 2, 25, tzinfo=UTC)


def refusal(action: Callable[[], object], kind: type[Exception] = StoreError) -> str:
    with pytest.raises(kind) as caught:
        action()
    return str(caught.value)


def record(store: Store, scan: str, unit: str, size: int = 1) -> None:
    finding = Finding(
        location=Location("crm", unit), entity="bsn", category="bsn", count=1, confidence=0.9, reasons=("x" * size,)
    )
    store.record_unit(
        scan, "crm", unit, findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
    )


def integrity(path: Path) -> list[tuple[str]]:
    with closing(sqlite3.connect(path)) as connection:
        return connection.execute("PRAGMA integrity_check").fetchall()


def test_a_missing_store(url: str, tmp_path: Path) -> None:
    message = refusal(lambda: Store.open(url, create=False), MissingStoreError)
    assert message == f"there is no store {tmp_path}/pdscan.db; `pdscan scan` makes one, or name another with --store"
    assert list(tmp_path.iterdir()) == []


def test_a_new_store_is_private(url: str, tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        with Store.open(url) as store:
            store.begin_scan(["crm"], started=STARTED, scope={})
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    finally:
        os.umask(before)
    assert modes == {"pdscan.db": 0o600, "pdscan.db-wal": 0o600, "pdscan.db-shm": 0o600}


def test_a_store_in_memory_leaves_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for url in ("sqlite://", "sqlite:///:memory:"):
        with Store.open(url, create=False) as store:
            scan = store.begin_scan(["crm"], started=STARTED, scope={})
            record(store, scan, "a")
            assert len(store.scan().findings) == 1
    assert list(tmp_path.iterdir()) == []


def test_its_folder_in_the_users_data_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    Store.open(f"sqlite:///{tmp_path}/data/pdscan/pdscan.db").close()
    assert stat.S_IMODE((tmp_path / "data/pdscan").stat().st_mode) == 0o700


def test_no_other_folder_is_made(tmp_path: Path) -> None:
    message = refusal(lambda: Store.open(f"sqlite:///{tmp_path}/a/b/pdscan.db"))
    assert message == f"there is no folder {tmp_path}/a/b for the store; make it, or name another store"
    assert not (tmp_path / "a").exists()


@pytest.mark.parametrize("name", ["pdscan.db", "mysql://u:geheim@host/x", "", "x://", "sqlite"])
def test_no_store_url(name: str) -> None:
    message = refusal(lambda: Store.open(name), UsageError)
    assert message.endswith("names no store; write sqlite:///pdscan.db, or postgresql://user@host/database")
    assert "geheim" not in message


def test_a_folder_in_its_place(url: str, tmp_path: Path) -> None:
    (tmp_path / "pdscan.db").mkdir()
    assert refusal(lambda: Store.open(url)) == f"store {tmp_path}/pdscan.db can't be opened: Is a directory"


def test_a_file_that_sqlite_did_not_make(url: str, tmp_path: Path) -> None:
    path = tmp_path / "pdscan.db"
    path.write_bytes(b"klant;bsn\n")
    for create in (True, False):
        assert refusal(lambda create=create: Store.open(url, create=create)) == (
            f"store {path} is damaged, or no store: restore it from a backup, or name another with --store"
        )
    assert path.read_bytes() == b"klant;bsn\n"


def test_the_database_of_something_else_is_left_alone(url: str, tmp_path: Path) -> None:
    path = tmp_path / "pdscan.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("CREATE TABLE customers (bsn TEXT)")
    assert refusal(lambda: Store.open(url)) == (
        f"store {url} holds tables of something else, and is left alone; name an empty or new database with --store"
    )
    with closing(sqlite3.connect(path)) as connection:
        assert connection.execute("SELECT name FROM sqlite_schema").fetchall() == [("customers",)]


def test_a_damaged_store(url: str, tmp_path: Path) -> None:
    path = tmp_path / "pdscan.db"
    with Store.open(url) as store:
        scan = store.begin_scan(["crm"], started=STARTED, scope={})
        for number in range(50):
            record(store, scan, f"unit {number}", 2000)
    content = bytearray(path.read_bytes())
    content[8192:] = b"\xa5" * (len(content) - 8192)
    path.write_bytes(content)

    def read() -> None:
        with Store.open(url) as store:
            store.scan()

    assert (
        refusal(read) == f"store {url} is damaged, or no store: restore it from a backup, or name another with --store"
    )


def test_a_truncated_store(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    path = tmp_path / "pdscan.db"
    path.write_bytes(path.read_bytes()[:5000])
    assert "is damaged" in refusal(lambda: Store.open(url))


def test_a_store_that_another_process_writes_to(url: str, tmp_path: Path) -> None:
    Store.open(url).close()
    with closing(sqlite3.connect(tmp_path / "pdscan.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with Store.open(url, wait=0.1) as store:
            assert store.scans() == ()
            message = refusal(lambda: store.begin_scan(["crm"], started=STARTED, scope={}))
            other.execute("ROLLBACK")
            assert store.begin_scan(["crm"], started=STARTED, scope={}).startswith("20261124")
    assert message == (
        f"store {url} is in use: another process did not stop writing to it in time; wait until it is done, or stop it"
    )


def test_a_full_disk(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        scan = store.begin_scan(["crm"], started=STARTED, scope={})
        record(store, scan, "small")
        with store._engine.connect() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 2}")
        message = refusal(lambda: record(store, scan, "large", 100_000))
        assert store.finished_units(scan, "crm") == {"small"}
    assert message == (
        f"store {url} can't be written, the disk is full: free some space and run `pdscan scan --resume`; "
        "what was stored before is whole"
    )
    assert integrity(tmp_path / "pdscan.db") == [("ok",)]
    with Store.open(url) as store:
        record(store, scan, "large", 100_000)
        assert store.finished_units(scan, "crm") == {"small", "large"}


GROWING = """
import resource, signal, sys
from pdscan.errors import StoreError
from pdscan.model import Finding, Location
from pdscan.store import Store

signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
large = Finding(location=Location("crm", "x" * 1_000_000), entity="bsn", category="bsn", count=1, confidence=1)
counts = dict(items=0, rows=0, bytes=0, sampled=False, cursor=None)
with Store.open(sys.argv[1]) as store:
    resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 18, 1 << 18))
    try:
        store.record_unit(sys.argv[2], "crm", "x", findings=[large], skipped=[], **counts)
    except StoreError as error:
        print(error)
"""


def test_a_file_that_may_not_grow(url: str, tmp_path: Path) -> None:
    with Store.open(url) as store:
        scan = store.begin_scan(["crm"], started=STARTED, scope={})
    done = subprocess.run([sys.executable, "-c", GROWING, url, scan], capture_output=True, text=True, check=True)
    assert (
        done.stdout
        == f"store {url} can't be read or written: look at the disk, its quota and the size allowed for files\n"
    )
    with Store.open(url) as store:
        assert store.finished_units(scan, "crm") == set()
    assert integrity(tmp_path / "pdscan.db") == [("ok",)]


OPENING = """
import sys
from pdscan.errors import StoreError
from pdscan.store import Store
try:
    Store.open(sys.argv[1])
except StoreError as error:
    print(error)
"""


def test_a_store_that_may_not_be_written(url: str, tmp_path: Path, unprivileged: tuple[str, ...]) -> None:
    Store.open(url).close()
    (tmp_path / "pdscan.db").chmod(0o400)
    command = [*unprivileged, sys.executable, "-c", OPENING, url]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert "can't be opened: Permission denied" in done.stdout


class ServerError(Exception):
    sqlstate = "08006"


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("53100", "the disk is full"),
        ("55P03", "is in use"),
        ("57P01", "is being shut down"),
        ("08006", "can't be reached"),
        ("28P01", "refuses the login"),
        ("42501", "refuses what was asked"),
        ("XX001", "is damaged"),
        (None, "can't be reached"),
        ("22021", "fails: ServerError 22021; `--debug` shows where"),
    ],
)
def test_what_postgresql_says(state: str | None, expected: str) -> None:
    error = ServerError("the value 286759457 is wrong")
    error.sqlstate = state  # type: ignore[assignment]

    def fail() -> None:
        with plainly("postgresql://scanner:geheim@db/pdscan"):
            raise DBAPIError("INSERT", {}, error)

    message = refusal(fail)
    assert message.startswith("store postgresql://scanner:***@db/pdscan ")
    assert expected in message
    assert "286759457" not in message


def test_without_the_package_for_postgresql(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert refusal(lambda: Store.open("postgresql+psycopg://u:geheim@db/x")) == (
        "store postgresql+psycopg://u:***@db/x needs a package: install pdscan[postgresql]"
    )


def test_an_error_of_sqlite_itself(url: str) -> None:
    def fail() -> None:
        with plainly(url):
            raise sqlite3.OperationalError("made up")

    assert refusal(fail) == f"store {url} fails: OperationalError; `--debug` shows where"
