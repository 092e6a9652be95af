"""SQLite databases that lie on a share or in a mail: each table is read as one, and so are files in it.

A database that is in use is scanned better by its URL (`sqlite:///customers.db`), with the log beside it.  Here its
bytes are all there is; they are read in memory, so that nothing is written anywhere, in a process of its own.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.batches import Columns, contents, rows_at_once
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.sqlite_text import decoded

MAGIC = b"SQLite format 3\0"
LARGEST = 256 << 20
_VERSIONS = slice(18, 20)
"""Where the file says by which versions it may be written and read: 2 for a log beside it, which isn't there."""


class Sqlite:
    """Every table."""

    media_types = ("application/vnd.sqlite3",)
    suffixes = (".sqlite", ".sqlite3", ".db")

    def recognises(self, head: bytes, name: str) -> float:
        """By the first bytes.

        >>> FORMAT.recognises(MAGIC + bytes(84), "x"), FORMAT.recognises(b"SQLite", "x.db")
        (0.99, 0.0)
        """
        return 0.99 if head.startswith(MAGIC) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The tables, and the files in their binary columns."""
        data = bytearray(stream.read(LARGEST + 1))
        if len(data) > LARGEST:
            yield Problem("too large", f"more than {LARGEST >> 20} MiB: scan it as a target of its own, sqlite:///…")
            return
        data[_VERSIONS] = b"\x01\x01"
        yield from isolated(lambda: _tables(bytes(data)), limits)


def _tables(data: bytes) -> Iterator[Decoded]:
    connection = sqlite3.connect(":memory:")
    connection.text_factory = decoded
    connection.deserialize(data)
    for setting in ("query_only=ON", "trusted_schema=OFF", "cell_size_check=ON"):
        connection.execute(f"PRAGMA {setting}")
    try:
        found = connection.execute("PRAGMA main.table_list").fetchall()
    except sqlite3.Error as error:
        yield _problem(error, "")
        return
    for _, name, kind, *_ in sorted(found, key=lambda row: str(row[1])):
        if kind in ("table", "virtual") and not name.lower().startswith("sqlite_"):
            yield from _table(connection, name)


def _table(connection: sqlite3.Connection, name: str) -> Iterator[Decoded]:
    quoted = '"' + name.replace('"', '""') + '"'
    try:
        cursor = connection.execute(f"SELECT * FROM {quoted}")  # noqa: S608 - quoted
        yield from contents(name, [each[0] for each in cursor.description], _batches(cursor))
    except sqlite3.Error as error:
        yield _problem(error, name)


def _batches(cursor: sqlite3.Cursor) -> Iterator[Columns]:
    while rows := cursor.fetchmany(rows_at_once(len(cursor.description))):
        yield list(zip(*rows, strict=True))


def _problem(error: sqlite3.Error, table: str) -> Problem:
    if "no such module" in str(error):
        return Problem("needs a package", "a virtual table of a kind that this SQLite doesn't have", table)
    return Problem("damaged", getattr(error, "sqlite_errorname", None) or type(error).__name__, table)


FORMAT = Sqlite()
