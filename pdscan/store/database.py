"""Connections to the store's database, and what to say when it fails.

SQLite: a write-ahead log, so that reading goes on during a scan; foreign keys; deleted content overwritten; a file
that only its owner may read.  PostgreSQL: as it is.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from pdscan.credentials import safe_url
from pdscan.errors import StoreError, UsageError

WAIT = 30.0
"""Seconds to wait for another process that is writing."""


class UnusableStoreError(StoreError):
    """Name another store: what is here is none, or holds nothing yet."""

    exit_code = 2


class MissingStoreError(UnusableStoreError):
    """Scan first, or name another store: there is none here."""


_MAGIC = b"SQLite format 3\0"
_PRAGMAS = ("foreign_keys = ON", "synchronous = NORMAL", "secure_delete = ON", "journal_mode = WAL")
_BUSY = "is in use: another process did not stop writing to it in time; wait until it is done, or stop it"
_FULL = (
    "can't be written, the disk is full: free some space and run `pdscan scan --resume`; "
    "what was stored before is whole"
)
_DAMAGED = "is damaged, or no store: restore it from a backup, or name another with --store"
_SQLITE = {
    sqlite3.SQLITE_BUSY: _BUSY,
    sqlite3.SQLITE_LOCKED: _BUSY,
    sqlite3.SQLITE_FULL: _FULL,
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
    sqlite3.SQLITE_READONLY: "can't be written: look at the permissions of the file and of its folder",
    sqlite3.SQLITE_CANTOPEN: "can't be opened: look at the permissions of the file and of its folder",
    sqlite3.SQLITE_PERM: "can't be opened: look at the permissions of the file and of its folder",
    sqlite3.SQLITE_IOERR: "can't be read or written: look at the disk, its quota and the size allowed for files",
}
_POSTGRESQL = {
    "53": _FULL,
    "55": _BUSY,
    "57": "is being shut down: try again later",
    "08": "can't be reached: look at host and port",
    "28": "refuses the login: look at user and password",
    "42": "refuses what was asked: look at the rights of the user, and let it have a schema of its own",
    "XX": _DAMAGED,
}


def engine(url: str, *, create: bool, wait: float) -> Engine:
    """An engine for the database of a URL; nothing has been read yet.

    :raises UsageError: when it is no URL of SQLite or PostgreSQL.
    :raises MissingStoreError: when there is no file and none is to be made.
    :raises UnusableStoreError: when SQLite didn't make the file, or there is no folder for it.
    :raises StoreError: when the file can't be read.
    """
    parsed = _parsed(url)
    arguments: dict[str, Any] = {}
    if parsed.get_backend_name() == "sqlite":
        _prepare(parsed.database, create)
        arguments["timeout"] = wait
    try:
        made = create_engine(parsed, connect_args=arguments, hide_parameters=True, pool_pre_ping=not arguments)
    except ImportError as error:
        raise StoreError(f"store {safe_url(url)} needs a package: install pdscan[postgresql]") from error
    if arguments:
        event.listen(made, "connect", _set_up)
        event.listen(made, "begin", _begin)
    return made


@contextmanager
def plainly(url: str) -> Iterator[None]:
    """Turns what the database says into a StoreError that says what to do."""
    try:
        yield
    except DBAPIError as error:
        raise StoreError(f"store {safe_url(url)} {_reason(error.orig)}") from error
    except sqlite3.Error as error:
        raise StoreError(f"store {safe_url(url)} {_reason(error)}") from error


def _reason(error: BaseException | None) -> str:
    name = type(error).__name__
    if isinstance(error, sqlite3.Error):
        code = getattr(error, "sqlite_errorcode", None)
        detail = getattr(error, "sqlite_errorname", name)
        return _SQLITE.get(code & 0xFF if code else 0, f"fails: {detail}; `--debug` shows where")
    state = getattr(error, "sqlstate", None) or "08"
    return _POSTGRESQL.get(state[:2], f"fails: {name} {state}; `--debug` shows where")


def _parsed(url: str) -> URL:
    try:
        parsed = make_url(url)
    except ArgumentError:
        parsed = None
    if parsed is None or parsed.get_backend_name() not in ("sqlite", "postgresql"):
        raise UsageError(
            f"“{safe_url(url)}” names no store; write sqlite:///pdscan.db, or postgresql://user@host/database"
        )
    return parsed


def _prepare(database: str | None, create: bool) -> None:
    """Make the file, or see that it is one that SQLite made: nothing else is touched."""
    if not database or database == ":memory:" or database.startswith("file:"):
        return
    path = Path(database)
    try:
        if create:
            _make_folder(path.parent)
            os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
        with path.open("rb") as file:
            head = file.read(len(_MAGIC))
    except FileNotFoundError as error:
        raise MissingStoreError(
            f"there is no store {path}; `pdscan scan` makes one, or name another with --store"
        ) from error
    except OSError as error:
        raise StoreError(f"store {path} can't be opened: {error.strerror}") from error
    if head not in (b"", _MAGIC):
        raise UnusableStoreError(f"store {path} {_DAMAGED}")


def _make_folder(folder: Path) -> None:
    """Our own folder in the user's data is made; any other is the user's to make, or to spell right."""
    if folder.is_relative_to(user_data_path("pdscan", appauthor=False)):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not folder.is_dir():
        raise UnusableStoreError(f"there is no folder {folder} for the store; make it, or name another store")


def _set_up(connection: sqlite3.Connection, _: object) -> None:
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    """Begin a transaction; one that will write waits for its turn now, not in the middle."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
