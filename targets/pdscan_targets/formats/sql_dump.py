"""SQL dumps: the rows of `INSERT` statements and of PostgreSQL's `COPY` blocks as tables, the rest as text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.encoding import Utf8Reader, head_text
from pdscan_targets.formats.positions import end_of
from pdscan_targets.formats.sql_rows import Place, copy_rows, inserted_rows
from pdscan_targets.formats.text import undecoded

LONGEST = 16
"""A row that takes more blocks than this is read as text."""

REACH = 1 << 16
"""A statement's head (table and columns) is at most so long."""

_WORDS = (
    b"INSERT ",
    b"insert ",
    b"REPLACE ",
    b"replace ",
    b"COPY ",
    b"CREATE ",
    b"create ",
    b"-- ",
    b"PRAGMA ",
    b"SET ",
)
_SUFFIXES = (".sql", ".dump", ".ddl")
_DUMP = re.compile(
    rb"--\s*(?:MySQL|MariaDB|PostgreSQL database|phpMyAdmin|Host:|Dumped)|PRAGMA foreign_keys=OFF|^SET NAMES",
    re.MULTILINE,
)
_STATEMENT = re.compile(
    rb"^[ \t]*(?:INSERT[ \t]+(?:\w+[ \t]+){0,2}INTO|REPLACE[ \t]+INTO|COPY|CREATE[ \t]+TABLE)\s",
    re.IGNORECASE | re.MULTILINE,
)
_NAME = rb"""(?:`[^`\n]{1,128}`|"[^"\n]{1,128}"|\[[^\]\n]{1,128}\]|[\w$]{1,128})"""
_TABLE = rb"%b(?:\s*\.\s*%b){0,3}" % (_NAME, _NAME)
_ROWS = re.compile(
    rb"^(?P<head>[ \t]*(?:INSERT[ \t]+(?:IGNORE[ \t]+|OR[ \t]+\w+[ \t]+)?INTO|REPLACE[ \t]+INTO)\s+(?P<table>%b)\s*"
    rb"(?:\((?P<columns>[^()]{1,60000})\)\s*)?(?:OVERRIDING SYSTEM VALUE\s*)?VALUES\s*)\("
    rb"|^COPY[ \t]+(?P<copied>%b)\s*(?:\((?P<fields>[^()]{1,60000})\)\s*)?FROM stdin[^;\n]{0,200};\r?\n"
    % (_TABLE, _TABLE),
    re.IGNORECASE | re.MULTILINE,
)
_CREATE = re.compile(
    rb"^[ \t]*CREATE\s+TABLE\s+(?:IF\s+NOT\s+EXISTS\s+)?(%b)\s*\(" % _TABLE, re.IGNORECASE | re.MULTILINE
)
_COLUMN = re.compile(rb"[\s,]*(%b)\s+[A-Za-z]" % _NAME)
_CONSTRAINTS = {b"primary", b"unique", b"key", b"constraint", b"foreign", b"check", b"index", b"fulltext", b"spatial"}
_MYSQL = re.compile(rb"MySQL|MariaDB|ENGINE\s*=|INSERT INTO `|CREATE TABLE `")


class SqlDump:
    """Databases as statements."""

    media_types = ("application/sql",)
    suffixes = _SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure of what the dump programs write; of other statements when the name says so."""
        text = head_text(head)
        if text is None or not any(map(text.__contains__, _WORDS)):
            return 0.0
        if name.lower().endswith(_SUFFIXES):
            return 0.8 if _STATEMENT.search(text) or _DUMP.search(text) else 0.0
        return 0.75 if _DUMP.search(text) or _ROWS.match(text) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Tables of about one block each, between chunks of text."""
        reader = Utf8Reader(stream, limits)
        yield from _Dump(iter(reader)).chunks()
        yield from undecoded(reader)


class _Dump:
    """The state of reading: what has not been looked at yet, its line, and the columns of tables that were created."""

    def __init__(self, blocks: Iterator[bytes]) -> None:
        self._blocks = blocks
        self._rest = b""
        self._line, self._offset = 1, 0
        self._columns: dict[bytes, list[str]] = {}
        self._is_mysql = False

    def chunks(self) -> Iterator[Decoded]:
        """Text up to the next rows, then the rows, and so on."""
        while self._rest or self._more():
            found = _ROWS.search(self._rest)
            if found is None:
                yield from self._text(self._end_of_text())
                if not self._more():
                    yield from self._text(len(self._rest))
                    return
                continue
            yield from self._text(found.start("head") if found["head"] else found.end())
            yield from self._rows(found)

    def _more(self) -> bool:
        """Read one more block."""
        block = next(self._blocks, b"")
        if not self._rest:
            self._is_mysql = self._is_mysql or bool(_MYSQL.search(block, 0, REACH))
        self._rest += block
        return bool(block)

    def _end_of_text(self) -> int:
        """Up to where no statement can begin that goes on in the next block."""
        begun = [each.start() for each in _STATEMENT.finditer(self._rest, max(0, len(self._rest) - REACH))]
        return begun[-1] if begun else self._rest.rfind(b"\n") + 1

    def _text(self, size: int) -> Iterator[TextChunk]:
        data = self._rest[:size]
        self._created(data)
        if data.strip():
            yield TextChunk(data, line=self._line)
        self._advance(size)

    def _advance(self, size: int) -> None:
        self._line, self._offset = end_of(self._rest[:size], self._line, self._offset)
        self._rest = self._rest[size:]

    def _created(self, data: bytes) -> None:
        """Remember the columns of `CREATE TABLE`: many dumps don't repeat them."""
        for found in _CREATE.finditer(data):
            names = []
            for part in _parts(data[found.end() : found.end() + REACH]):
                column = _COLUMN.match(part)
                if column is not None and column[1].lower() not in _CONSTRAINTS:
                    names.append(_plain(column[1]))
            self._columns[_plain(found[1]).encode()] = names

    def _rows(self, found: re.Match[bytes]) -> Iterator[Decoded]:
        """The rows of one table, as long as they last."""
        head = found["head"]
        table = _plain(found["table"] or found["copied"])
        listed = found["columns"] or found["fields"]
        names = [_plain(name) for name in listed.split(b",")] if listed else self._columns.get(table.encode(), [])
        held = 0
        while True:
            place = Place(table, names, self._line, self._offset)
            rows = inserted_rows(self._rest, head, place, self._is_mysql) if head else copy_rows(self._rest, place)
            if rows.chunk is not None:
                yield rows.chunk
            self._advance(rows.size)
            held = 0 if rows.size else held + 1
            if rows.is_over or held > LONGEST or not self._more():
                break
        if not rows.is_over:
            yield from self._text(len(self._rest))


def _parts(body: bytes) -> Iterator[bytes]:
    """The columns and constraints between the brackets of `CREATE TABLE`."""
    depth, begin = 1, 0
    for mark in re.finditer(rb"[(),]|'[^'\n]*'", body):
        if mark[0] == b"(":
            depth += 1
        elif mark[0] == b")":
            depth -= 1
        if (mark[0] == b"," and depth == 1) or depth == 0:
            yield body[begin : mark.start()]
            begin = mark.end()
        if depth == 0:
            return


def _plain(name: bytes) -> str:
    """A name without its quotes.

    >>> _plain(b'public."Klant"'), _plain(b' `bsn` ')
    ('public.Klant', 'bsn')
    """
    return re.sub(rb"[`\"\[\]\s]", b"", name).decode("utf-8", "replace")


FORMAT = SqlDump()
