"""An SQLite database file, opened so that not a byte in or beside it changes.

SQLite's own read-only mode isn't enough: a database in write-ahead mode gets a `-shm` file (and an empty `-wal`) as
soon as somebody reads it.  What to do depends on what lies beside the database:

- nothing, or a log with no transaction in it: nobody is writing, and the file is all there is (`immutable`);
- a log and its index: somebody is writing, or was when the machine stopped; the index is only read (`readonly_shm`);
- a log without its index, as in a copy: the log is read with an index in memory.

In the first and last case no lock is held, so the file is looked at again afterwards (`SqliteFile.change`).  Only the
time of the last access, and for root the time of the last change of owner, may be new after that.
"""

from __future__ import annotations

import os
import sqlite3
import time
from contextlib import suppress
from pathlib import Path
from urllib.parse import quote

from pdscan.errors import PluginError, TargetError
from pdscan_targets.paths import shown
from pdscan_targets.quiet import Directory, Opened
from pdscan_targets.sqlite_wal import has_commit
from pdscan_targets.volume import FILE, Unreadable

BUSY_SECONDS = 5.0
"""How long to wait for somebody who has locked the database."""

STATEMENT_SECONDS = 300.0
"""How long one step of a query may take: a view can ask for anything."""

_MAGIC = b"SQLite format 3\0"
_BESIDE = ("-wal", "-shm")
_OLDEST = (3, 37, 0)
_SETTINGS = ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON")


class SqliteFile:
    """One database file; held open, because closing a file drops the locks that this process has on it.

    :raises pdscan.errors.TargetError: when there is none, or it is something else.
    :raises pdscan.errors.PluginError: when Python's SQLite is too old.
    """

    def __init__(self, path: str) -> None:
        if sqlite3.sqlite_version_info < _OLDEST:
            raise PluginError(f"SQLite {sqlite3.sqlite_version} is too old; install Python with SQLite 3.37 or newer")
        self.path = Path(os.path.realpath(path))
        try:
            self._opened = self._open()
        except Unreadable as problem:
            raise TargetError(problem.about(shown(path))) from None
        self._stream = self._opened.open()
        head = os.pread(self._stream.fileno(), 20, 0)
        if head and not head.startswith(_MAGIC):
            self._stream.close()
            raise TargetError(f"{shown(path)} is not an SQLite database, or an encrypted one")
        self._found_beside = self._beside()
        self._query, self._exclusive = self._mode(head)
        self._deadline = 0.0

    def connect(self) -> sqlite3.Connection:
        """A connection that can't write."""
        uri = f"file:{quote(os.fsencode(self.path))}?{self._query}"
        connection = sqlite3.connect(uri, uri=True, timeout=BUSY_SECONDS, check_same_thread=False)
        connection.set_progress_handler(self._is_late, 100_000)
        if self._exclusive:
            connection.execute("PRAGMA locking_mode=EXCLUSIVE")
        for setting in _SETTINGS:
            connection.execute(f"PRAGMA {setting}")
        return connection

    def hurry(self) -> None:
        """From now on the next step of a query may take `STATEMENT_SECONDS`."""
        self._deadline = time.monotonic() + STATEMENT_SECONDS

    def change(self) -> str | None:
        """What happened to the file while nobody could lock it, None when nothing did or locks were held."""
        if not (self._exclusive or "immutable" in self._query):
            return None
        if self._beside() != self._found_beside:
            return "somebody began to write to it"
        return self._opened.change()

    def could_write(self) -> bool:
        """Whether this user may write to the file."""
        return os.access(self.path, os.W_OK, effective_ids=True)

    def close(self) -> None:
        """Let go of the file, after its connections have been closed."""
        self._stream.close()

    def _open(self) -> Opened:
        directory = Directory(str(self.path.parent))
        kind = directory.status(self.path.name).kind
        if kind != FILE:
            raise Unreadable.kind(kind)
        return Opened(directory, self.path.name)

    def _mode(self, head: bytes) -> tuple[str, bool]:
        """The parameters of the URI with which SQLite opens the file, and whether it may take the log for its own."""
        log, index = self._found_beside
        if log is None and head[18:20] != b"\x02\x02":
            return "mode=ro", False
        self._refuse_to_give_away()
        if log is not None and index is not None:
            return "mode=ro&readonly_shm=1", False
        if log is not None and self._log_has_commit():
            return "mode=ro&vfs=unix-none", True
        return "mode=ro&immutable=1", False

    def _refuse_to_give_away(self) -> None:
        """As root, SQLite gives the files beside a database to the database's owner; let it have nothing to give."""
        if os.geteuid() != 0:
            return
        owner = _owner(self.path)
        for suffix in _BESIDE:
            if _owner(Path(f"{self.path}{suffix}")) not in (None, owner):
                raise TargetError(
                    f"{shown(str(self.path))}{suffix} has another owner than the database, which SQLite would change "
                    "when run as root; scan it as another user"
                )

    def _beside(self) -> tuple[tuple[int, int] | None, ...]:
        """Size and time of the log and of its index, each None when there is none."""
        return tuple(_facts(Path(f"{self.path}{suffix}")) for suffix in _BESIDE)

    def _log_has_commit(self) -> bool:
        """Whether SQLite will find something in the log.

        When it closes a log in which there is nothing, it deletes it: then it must not see it at all.
        """
        try:
            opened = Opened(Directory(str(self.path.parent)), f"{self.path.name}-wal")
        except Unreadable as problem:
            raise TargetError(problem.about(f"{shown(str(self.path))}-wal")) from None
        with opened.open() as stream:
            return has_commit(stream)

    def _is_late(self) -> bool:
        return time.monotonic() > self._deadline


def _facts(path: Path) -> tuple[int, int] | None:
    with suppress(FileNotFoundError):
        status = path.stat()
        return status.st_size, status.st_mtime_ns
    return None


def _owner(path: Path) -> tuple[int, int] | None:
    with suppress(FileNotFoundError):
        status = path.stat()
        return status.st_uid, status.st_gid
    return None
