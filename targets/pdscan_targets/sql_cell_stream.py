"""One large binary cell as a stream, read from its database piece by piece."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from typing import TYPE_CHECKING, BinaryIO, cast

from pdscan.errors import TargetError
from pdscan_targets.sql_connect import Database
from pdscan_targets.sql_select import Query
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

PIECE = 1 << 20


class CellStream(io.RawIOBase):
    """A cell of `size` bytes.

    :param piece: bytes of the cell, by offset and number.
    :param done: called when the stream is closed.
    """

    def __init__(self, size: int, piece: Callable[[int, int], bytes], done: Callable[[], object]) -> None:
        self._size = size
        self._piece = piece
        self._done = done
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end of the cell.

        :raises pdscan.errors.TargetError: when the cell is no longer what it was.
        """
        view = memoryview(buffer).cast("B")
        wanted = min(len(view), max(0, self._size - self._place))
        data = self._piece(self._place, wanted) if wanted else b""
        if wanted and not data:
            raise TargetError("a cell changed, or went away, while it was read")
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place in the cell."""
        origins = (0, self._place, self._size)
        self._place = max(0, origins[whence] + offset)
        return self._place

    def close(self) -> None:
        """Let go of what the stream is read from."""
        if not self.closed:
            self._done()
        super().close()


def cell_stream(
    database: Database, table: Table, query: Query, column: int, name: str, key: object, size: int
) -> BinaryIO:
    """The cell in a column and the row with that key.

    :raises pdscan.errors.TargetError: when it can't be reached (any more), here and on reading.
    """
    if database.dialect == "sqlite" and table.row_id:
        raw = _sqlite_cell(database, table.name, name, cast(int, key), size)
    else:
        raw = _server_cell(database, query, column, key, size)
    return cast(BinaryIO, io.BufferedReader(raw, PIECE))


def _sqlite_cell(database: Database, table: str, column: str, key: int, size: int) -> CellStream:
    """Opened for each piece anew: an open cell keeps others from writing."""

    def piece(offset: int, count: int) -> bytes:
        connection = cast(sqlite3.Connection, database.connection().connection.dbapi_connection)
        try:
            with connection.blobopen(table, column, key, readonly=True) as cell:
                if len(cell) != size:
                    raise TargetError(f"a cell of {table} changed while it was read")
                cell.seek(offset)
                return cell.read(min(count, PIECE))
        except database.errors as error:
            raise database.failure(error) from None

    return CellStream(size, piece, lambda: None)


def _server_cell(database: Database, query: Query, column: int, key: object, size: int) -> CellStream:
    """By a connection of its own: the first may be in the middle of the table."""
    connection = database.connect()

    def piece(offset: int, count: int) -> bytes:
        try:
            data = connection.execute(query.piece(column, key, offset, min(count, PIECE))).scalar()
        except database.errors as error:
            raise database.failure(error) from None
        return bytes(data or b"")

    return CellStream(size, piece, connection.close)
