r"""Rows as PostgreSQL copies them out: the quickest way to read a table, and no Python object for each value.

`COPY … TO STDOUT` sends text: tabs between cells, a line feed after each row, a backslash before what would be mistaken
for either.  A batch without backslashes is a table chunk as it stands.

>>> batch = Copied(b"1\tJansen\n2\t\n", 2)
>>> batch.column(1), batch.chunk(["id", "naam"]).data[2:8]
(['Jansen', None], b'Jansen')
>>> Copied(b"1\ta\\tb\n", 2).plain
False

Source: https://www.postgresql.org/docs/current/sql-copy.html (text format).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pdscan.model import TableChunk
from pdscan_targets.sql_cells import LARGE
from pdscan_targets.sql_connect import STREAM_SECONDS, Database
from pdscan_targets.sql_select import Query

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy import Dialect

MOST_ROWS = 20_000
MOST_BYTES = 4 << 20
MOST_EXPECTED = 50_000_000
"""Tables that the server believes to be longer are read in many short queries, each of which may take its time."""

_ESCAPED = re.compile(rb"\\(x[0-9A-Fa-f]{1,2}|[0-7]{1,3}|.)", re.DOTALL)
_CONTROLS = {b"b": b"\b", b"f": b"\f", b"n": b"\n", b"r": b"\r", b"t": b"\t", b"v": b"\v"}
_JSON = (ord("{"), ord("["))


def can_copy(database: Database, query: Query, rows: int | None) -> bool:
    """Whether a whole table can be read so: by psycopg 3, in UTF-8, and without binary columns."""
    if database.dialect != "postgresql" or database.engine.dialect.driver != "psycopg" or query.sized:
        return False
    connection: Any = database.connection().connection.dbapi_connection
    return connection.info.encoding == "utf-8" and (rows or 0) <= MOST_EXPECTED


def copied(database: Database, query: Query, most: int | None = None) -> Iterator[Copied]:
    """The rows of a table, in batches that fit into memory, and hold at most so many rows."""
    most_rows = min(MOST_ROWS, most or MOST_ROWS)
    text = query.cells().compile(dialect=_plain_dialect(), compile_kwargs={"literal_binds": True})
    connection: Any = database.connection().connection.dbapi_connection
    connection.execute(f"SET LOCAL statement_timeout = '{STREAM_SECONDS}s'")
    rows: list[bytes] = []
    size = 0
    for row in _rows(connection.pgconn, f"COPY ({text}) TO STDOUT (NULL '')"):
        rows.append(row)
        size += len(row)
        if size >= MOST_BYTES or len(rows) >= most_rows:
            yield Copied(b"".join(rows), query.width)
            rows, size = [], 0
    if rows:
        yield Copied(b"".join(rows), query.width)


def _plain_dialect() -> Dialect:
    """PostgreSQL's SQL as the server reads it: for a driver, signs of per cent would be written twice."""
    from sqlalchemy.dialects import postgresql

    made: Dialect = postgresql.dialect(paramstyle="named")  # type: ignore[no-untyped-call]
    return made


def _rows(connection: Any, command: str) -> Iterator[bytes]:
    """What a COPY sends, by libpq itself: psycopg's own way takes longer for each row than the server does."""
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    result = connection.exec_(command.encode())
    if result.status == ExecStatus.COPY_OUT:
        receive = connection.get_copy_data
        while (received := receive(0))[0] > 0:
            yield received[1]
        result = connection.get_result()
        while connection.get_result() is not None:
            pass
    if result is not None and result.status != ExecStatus.COMMAND_OK:
        raise error_from_result(result)


class Copied:
    """Some rows, as they came."""

    def __init__(self, data: bytes, width: int) -> None:
        import numpy as np

        self.data = data
        characters = np.frombuffer(data, dtype=np.uint8)
        ends = np.flatnonzero((characters == ord("\t")) | (characters == ord("\n")))
        self.rows = len(ends) // width
        self._ends = ends.reshape(self.rows, width)
        self._starts = np.concatenate([[0], ends[:-1] + 1]).reshape(self.rows, width)

    def _even(self, number: int) -> list[str | None] | None:
        """The values of a column in which all have one width, in ASCII."""
        import numpy as np

        starts = self._starts[:, number]
        widths = self._ends[:, number] - starts
        width = int(widths[0])
        if not width or (widths != width).any():
            return None
        cells = np.frombuffer(self.data, dtype=np.uint8)[starts[:, None] + np.arange(width)]
        if (cells >= 0x80).any() or not cells.all():
            return None
        values: list[str | None] = cells.view(f"S{width}").ravel().astype(f"U{width}").tolist()
        return values

    @cached_property
    def plain(self) -> bool:
        """Whether the cells are what they look like: nothing escaped, nothing too long, no documents among them."""
        import numpy as np

        if b"\\" in self.data or int((self._ends - self._starts).max(initial=0)) > LARGE:
            return False
        filled = self._ends > self._starts
        first = self._starts[filled.argmax(axis=0), np.arange(filled.shape[1])][filled.any(axis=0)]
        return not np.isin(np.frombuffer(self.data, dtype=np.uint8)[first], _JSON).any()

    def column(self, number: int) -> list[str | None]:
        """The values of one column; None for nothing."""
        if self.plain and (values := self._even(number)) is not None:
            return values
        bounds = zip(self._starts[:, number].tolist(), self._ends[:, number].tolist(), strict=True)
        return [_text(self.data[start:end]) for start, end in bounds]

    def chunk(self, names: Sequence[str], **facts: Any) -> TableChunk:
        """The rows as a table chunk, of whose buffer the cells are spans."""
        import numpy as np

        starts, ends = self._starts.ravel(), self._ends.ravel()
        filled: NDArray[np.int64] = np.flatnonzero(ends > starts)
        return TableChunk(
            columns=tuple(names),
            data=self.data,
            starts=starts[filled],
            ends=ends[filled],
            column=(filled % len(names)).astype(np.int32),
            row=filled // len(names),
            rows=self.rows,
            **facts,
        )


class Columns(Sequence[Sequence[str | None]]):
    """The columns of a batch, each made of its cells when it is asked for."""

    def __init__(self, batch: Copied, width: int) -> None:
        self._batch = batch
        self._width = width

    def __len__(self) -> int:
        return self._width

    def __getitem__(self, number: Any) -> Any:
        return self._batch.column(number)


def _text(cell: bytes) -> str | None:
    r"""A cell without its escapes.

    >>> _text(b"C:\\\\tmp"), _text(b"a\\tb"), _text(b"")
    ('C:\\tmp', 'a\tb', None)
    """
    if b"\\" in cell:
        cell = _ESCAPED.sub(_character, cell)
    return cell.decode("utf-8", "replace") or None


def _character(escape: re.Match[bytes]) -> bytes:
    code = escape.group(1)
    if code[:1] == b"x" and len(code) > 1:
        return bytes([int(code[1:], 16)])
    if code.isdigit():
        return bytes([int(code, 8) & 0xFF])
    return _CONTROLS.get(code, code)
