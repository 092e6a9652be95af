"""A DuckDB database file: each table and view is a unit, opened so that nothing can be written.

DuckDB itself opens the file read-only; it may load nothing and reach nothing else.  Its storage format is described at
https://duckdb.org/docs/stable/internals/storage.
"""

from __future__ import annotations

import os
import random
from collections.abc import Collection, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pdscan.errors import PluginError, TargetError, UsageError
from pdscan.model import Item, Location, Skipped, TableChunk, Unit
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.folder import user
from pdscan_targets.globs import Selection
from pdscan_targets.paths import shown
from pdscan_targets.rows import from_columns
from pdscan_targets.sql_cells import sorted_out
from pdscan_targets.sql_columns import Column, Shape
from pdscan_targets.sql_roles import Roles
from pdscan_targets.sql_sample import picked
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ROWS = 10_000
_ALONE = {
    "threads": "1",
    "enable_external_access": "false",
    "autoload_known_extensions": "false",
    "autoinstall_known_extensions": "false",
}
_TABLES = """
    SELECT schema_name, table_name, 'table', estimated_size FROM duckdb_tables() WHERE NOT internal AND NOT temporary
    UNION ALL SELECT schema_name, view_name, 'view', NULL FROM duckdb_views() WHERE NOT internal AND NOT temporary
    ORDER BY 1, 2"""
_KINDS = {"BLOB": "binary", "DATE": "date", "VARCHAR": "text"}


class Duckdb:
    """The target for `duckdb:///PATH`.

    :raises pdscan.errors.UsageError: when the URL names no file.
    :raises pdscan.errors.PluginError: when DuckDB's package is missing.
    """

    schemes = ("duckdb",)

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = url.removeprefix("duckdb:").removeprefix("///")
        if not self._path or self._path.startswith("//"):
            raise UsageError(
                "a DuckDB target needs a file, as in duckdb:///sales.duckdb (or duckdb:////srv/sales.duckdb)"
            )
        try:
            import duckdb  # noqa: F401
        except ImportError:
            how = "get it with: pip install 'pdscan[columnar]'"
            raise PluginError(f"reading DuckDB databases needs the package duckdb; {how}") from None
        self._options = options
        self._selection = Selection(options.include, options.exclude)
        self._connected: DuckDBPyConnection | None = None
        self._sampled: dict[str, int] = {}

    def check(self) -> Access:
        """Open the file, and say how many tables there are and whether this user could write to it.

        :raises pdscan.errors.TargetError: when it can't be opened.
        """
        return Access(user(), len(self._tables()), os.access(self._path, os.W_OK, effective_ids=True))

    def units(self) -> Iterator[Unit | Skipped]:
        """Every table and view.

        :raises pdscan.errors.TargetError: when the file can't be opened.
        """
        for name, table in self._tables().items():
            if self._selection.unit(name):
                yield Unit(name, table.kind, rows=table.rows)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[TableChunk | Item | Skipped]:
        """The rows of one table, and the files in it.

        :raises pdscan.errors.TargetError: when the file can't be opened.
        """
        import duckdb

        table = self._tables().get(unit.name)
        if table is None:
            yield Skipped(Location(self._options.system, unit.name), "vanished")
            return
        try:
            yield from self._contents(table)
        except duckdb.Error as error:
            # The text may hold what was read.
            yield Skipped(Location(self._options.system, unit.name), "refused", type(error).__name__)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """None: tables are read anew."""
        return None

    def sampled(self, unit: Unit) -> int:
        """Of how many rows only a sample was read; 0 where all were."""
        return self._sampled.get(unit.name, 0)

    def close(self) -> None:
        """Let go of the file."""
        if self._connected is not None:
            self._connected.close()
            self._connected = None

    def _contents(self, table: Table) -> Iterator[TableChunk | Item]:
        source = ".".join('"' + part.replace('"', '""') + '"' for part in (table.schema, table.name) if part)
        result = self._connection().execute(f"SELECT * FROM {source}")  # noqa: S608 - quoted
        columns = tuple(Column(each[0], _KINDS.get(str(each[1]), "other")) for each in result.description or ())
        shape = Shape(columns)
        roles = Roles(table.unit, shape, self._options.system, self._options.bindings)
        names = [column.name for column in columns]
        before = 0
        for rows in self._batches(result, table.unit, source):
            values = list(zip(*rows, strict=True))
            batch = sorted_out(names, values)
            facts = {"recorded": roles.days(values), "customers": roles.customers(values)}
            yield from_columns(batch.names, batch.columns, **facts)
            for cell in batch.apart:
                path = f"{names[cell.column]}/row {before + cell.row + 1}"
                if self._selection.item(table.unit, path):
                    yield Item(path, cell.open, size=len(cell.data), media_type=cell.media_type)
            before += len(rows)

    def _batches(self, result: Any, unit: str, source: str) -> Iterator[Sequence[tuple[Any, ...]]]:
        """The rows, or a sample of them: chosen by their places, the same ones next time."""
        most = min(ROWS, self._options.max_rate or ROWS)
        rows = iter(lambda: result.fetchmany(most), [])
        size = self._options.sample
        if size is None:
            yield from rows
            return
        ((count,),) = self._connection().cursor().execute(f"SELECT count(*) FROM {source}").fetchall()  # noqa: S608
        self._sampled[unit] = count if count > size else 0
        chance = random.Random(f"{self._options.seed} {unit}")  # noqa: S311
        chosen = list(picked((row for batch in rows for row in batch), count, size, chance))
        yield from (chosen[start : start + most] for start in range(0, len(chosen), most))

    def _tables(self) -> dict[str, Table]:
        found = [Table(*row) for row in self._connection().execute(_TABLES).fetchall()]
        return {table.unit: table for table in found}

    def _connection(self) -> DuckDBPyConnection:
        import duckdb

        if self._connected is None:
            if not Path(self._path).is_file():
                raise TargetError(f"there is no file {shown(self._path)}; check the path")
            try:
                self._connected = duckdb.connect(self._path, read_only=True, config=dict(_ALONE))
            except duckdb.Error as error:
                raise TargetError(
                    f"{shown(self._path)} can't be opened ({type(error).__name__}): is it a DuckDB database, of a "
                    "version that this DuckDB knows, and open in no other program?"
                ) from None
        return self._connected


TARGET = Duckdb
