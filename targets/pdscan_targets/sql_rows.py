"""Reading one table: its rows as chunks, the files in it as items, and what could not be read."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, time
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any

from pdscan.model import Item, Location, Skipped, TableChunk
from pdscan.protocols import TargetOptions
from pdscan_targets.rows import from_columns
from pdscan_targets.sql_batches import Batches, Row
from pdscan_targets.sql_cell_stream import cell_stream
from pdscan_targets.sql_cells import Apart, row_name, sorted_out
from pdscan_targets.sql_columns import Shape
from pdscan_targets.sql_connect import Database
from pdscan_targets.sql_copy import Columns, can_copy, copied
from pdscan_targets.sql_parts import bounds_of
from pdscan_targets.sql_roles import Roles
from pdscan_targets.sql_select import Query
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


class Reading:
    """One table, or a part of one, being read.

    `sampled` and `date` (the column that tells of when the rows are) are known afterwards.
    """

    def __init__(
        self, database: Database, table: Table, shape: Shape, options: TargetOptions, part: str | None = None
    ) -> None:
        self._database = database
        self._table = table
        self._shape = shape
        self._options = options
        self._roles = Roles(table.unit, shape, options.system, options.bindings)
        self._bounds, date = bounds_of(part) if part else ((None, None), None)
        self._roles.settle(date)
        self._query = Query(database.dialect, table, shape, self._bounds)
        # Who is held to a rate takes what a second allows, not a great deal and then nothing for long.
        self._batches = Batches(database, self._query, options.max_rate)
        self._rows_before = 0
        self._opaque: Counter[str] = Counter()

    @property
    def sampled(self) -> int:
        """Of how many rows only a sample was read; 0 where all were."""
        return self._batches.sampled

    @property
    def date(self) -> str | None:
        """The column from which the rows' dates come, None when none was bound or found."""
        return self._roles.date

    def contents(self) -> Iterator[TableChunk | Item | Skipped]:
        """Everything in the table; what breaks off the reading is raised as the driver raises it."""
        yield from self._refused()
        if not self._shape.columns:
            return
        expected = None if self._bounds != (None, None) else self._table.rows
        if self._options.sample is None and can_copy(self._database, self._query, expected):
            yield from self._copied()
        else:
            for rows in self._in_batches(self._options.sample):
                yield from self._batch(list(zip(*rows, strict=True)))
                self._rows_before += len(rows)
        for name in self._opaque:
            location = Location(self._options.system, self._table.unit, None, name)
            yield Skipped(location, "unknown format", "short binary values that are neither text nor a file")

    def _refused(self) -> Iterator[Skipped]:
        """The columns that we may not read; the table where there are no others."""
        fields = self._shape.refused if self._shape.columns else (None,) if self._shape.refused else ()
        for name in fields:
            yield Skipped(Location(self._options.system, self._table.unit, None, name), "no permission")

    def _in_batches(self, size: int | None) -> Iterator[list[Row]]:
        if size is None:
            return self._batches.all()
        return self._batches.sample(size, random.Random(f"{self._options.seed} {self._table.unit}"))  # noqa: S311

    def _copied(self) -> Iterator[TableChunk | Item]:
        """The rows as PostgreSQL copies them out; where something in them is special, as those of any database."""
        names = [column.name for column in self._shape.columns]
        key = self._shape.keys[0] if self._query.key is not None else None
        for batch in copied(self._database, self._query, self._options.max_rate):
            if batch.plain:
                columns = Columns(batch, len(names))
                days, customers = self._roles.days(columns), self._roles.customers(columns)
                yield batch.chunk(names, recorded=days, customers=customers, keys=self._shape.keys)
            else:
                values = [batch.column(number) for number in range(len(names))]
                yield from self._batch([*values, *([] if key is None else [values[names.index(key)]])])
            self._rows_before += batch.rows

    def _batch(self, columns: Sequence[Sequence[Any]]) -> Iterator[TableChunk | Item]:
        own = columns[: self._query.width]
        days = self._roles.days(own)
        names = [column.name for column in self._shape.columns]
        batch = sorted_out(names, own)
        self._opaque.update(batch.opaque)
        facts = {"recorded": days, "customers": self._roles.customers(own), "keys": self._shape.keys}
        yield from_columns(batch.names, batch.columns, **facts)
        yield from self._apart(batch.apart, columns, days)
        yield from self._large(columns, days)

    def _apart(
        self, cells: Sequence[Apart], columns: Sequence[Sequence[Any]], days: NDArray[np.datetime64] | None
    ) -> Iterator[Item]:
        for cell in cells:
            path = self._path(cell.column, cell.row, columns)
            recorded = _recorded(days, cell.row)
            yield Item(path, cell.open, size=len(cell.data), recorded=recorded, media_type=cell.media_type)

    def _large(self, columns: Sequence[Sequence[Any]], days: NDArray[np.datetime64] | None) -> Iterator[Item]:
        """The cells that did not come with their rows, for their size."""
        keys = columns[self._query.width : self._query.width + 1]
        for number, sizes in zip(self._query.sized, columns[self._query.width + 1 :], strict=True):
            for row, size in enumerate(sizes):
                if size is not None and columns[number][row] is None:
                    name = self._shape.columns[number].name
                    stream = partial(
                        cell_stream, self._database, self._table, self._query, number, name, keys[0][row], size
                    )
                    yield Item(self._path(number, row, columns), stream, size=size, recorded=_recorded(days, row))

    def _path(self, column: int, row: int, columns: Sequence[Sequence[Any]]) -> str:
        """How the cell is called: `photo/1207`."""
        primary = [place for name in self._shape.keys if (place := self._shape.index(name)) is not None]
        places = [primary, [] if self._query.key is None else [self._query.width]]
        keys = ([columns[place][row] for place in each] for each in places)
        return f"{self._shape.columns[column].name}/{row_name(keys) or f'row {self._before + row + 1}'}"

    @property
    def _before(self) -> int:
        """How many rows stand before this batch: of the part, and before it."""
        return self._rows_before + self._rows_outside

    @cached_property
    def _rows_outside(self) -> int:
        """How many rows the parts before this one have."""
        low, _ = self._bounds
        if low is None:
            return 0
        before = Query(self._database.dialect, self._table, self._shape, (None, low))
        with self._database.connect() as connection:
            return int(connection.execute(before.count()).scalar() or 0)


def _recorded(days: NDArray[np.datetime64] | None, row: int) -> datetime | None:
    day: date | None = None if days is None else days[row].item()
    return None if day is None else datetime.combine(day, time(), UTC)
