"""The rows of a table that a file holds, as chunks of columns, and the files in its binary cells as items.

As in a database's table: JSON is read by its keys, a long binary cell is decoded like a file.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from pdscan.model import Item, TableChunk
from pdscan.protocols import Problem
from pdscan_targets.rows import from_columns
from pdscan_targets.sql_cells import sorted_out

CELLS = 200_000
"""About so many cells make one chunk."""

Columns = Sequence[Sequence[object]]


def rows_at_once(width: int) -> int:
    """How many rows of so many columns make one chunk.

    >>> rows_at_once(10), rows_at_once(0)
    (20000, 200000)
    """
    return max(1, CELLS // max(width, 1))


def contents(
    name: str | None, columns: Sequence[str], batches: Iterable[Columns]
) -> Iterator[TableChunk | Item | Problem]:
    """Everything in a table.

    :param name: the table's, where the file holds several.
    :param batches: some rows each, column by column.
    """
    before = 0
    opaque: set[str] = set()
    for values in batches:
        batch = sorted_out(columns, values)
        opaque.update(batch.opaque)
        yield from_columns(batch.names, batch.columns, name=name)
        for cell in batch.apart:
            place = f"{columns[cell.column]}/row {before + cell.row + 1}"
            path = f"{name}/{place}" if name else place
            yield Item(path, cell.open, size=len(cell.data), media_type=cell.media_type)
        before += len(values[0]) if values else 0
    for column in sorted(opaque):
        detail = "short binary values that are neither text nor a file"
        yield Problem("unknown format", detail, f"{name}/{column}" if name else column)
