"""A database, by any URL that SQLAlchemy knows; SQLite, PostgreSQL, MySQL and MariaDB are held read-only besides.

Each table and view is a unit (`public.customers`; in SQLite `customers`).  Rows come as chunks of columns; files kept
in binary columns come as items.  A table that fails costs itself, never the scan.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

from pdscan.model import Item, Location, Skipped, TableChunk, Unit
from pdscan.protocols import Access, TargetOptions
from pdscan_targets.globs import Selection
from pdscan_targets.sql_access import access
from pdscan_targets.sql_columns import shape
from pdscan_targets.sql_connect import Database, schemes
from pdscan_targets.sql_errors import problem_of
from pdscan_targets.sql_parts import cut
from pdscan_targets.sql_roles import Roles
from pdscan_targets.sql_rows import Reading
from pdscan_targets.sql_tables import Table, tables

ELSEWHERE = "a foreign table: its rows are in another system, which can be scanned by itself"


class Sql:
    """The target for database URLs.

    `chosen_dates` names, by unit, the column from which the dates of a table's rows were taken, once it has been read.

    :raises pdscan.errors.UsageError: when the URL can't be understood.
    :raises pdscan.errors.PluginError: when a driver is missing.
    """

    schemes = schemes()

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._options = options
        self._selection = Selection(options.include, options.exclude)
        self._database = Database(url, options.password)
        self._listed: dict[str, Table] | None = None
        self._sampled: dict[str, int] = {}
        self.chosen_dates: dict[str, str] = {}

    def check(self) -> Access:
        """Connect, and say what may be read and whether this account could write.

        :raises pdscan.errors.TargetError: when the database can't be reached.
        """
        try:
            return access(self._database, self._tables().values(), self._binding_problems())
        except self._database.errors as error:
            raise self._database.failure(error) from None
        finally:
            self._database.rest()

    def units(self) -> Iterator[Unit | Skipped]:
        """Every table and view.

        :raises pdscan.errors.TargetError: when the database can't be reached.
        """
        for name, table in self._tables().items():
            if not self._selection.unit(name):
                continue
            if table.kind == "foreign table":
                yield Skipped(self._location(name), "refused", ELSEWHERE)
            elif not table.readable:
                yield Skipped(self._location(name), "no permission")
            else:
                yield Unit(name, table.kind, size=table.size, rows=table.rows)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[TableChunk | Item | Skipped]:
        """The rows of one table, and the files in it.

        :raises pdscan.errors.ConnectionLostError: when the connection breaks, or can't be made.
        :raises pdscan.errors.TargetError: when the database refuses it.
        """
        return self._contents(unit.name, None)

    def parts(self, unit: Unit) -> list[str]:
        """Ranges of a large table's key; none where it can't be cut, or the database doesn't say how."""
        table = self._tables().get(unit.name)
        if table is None or table.kind != "table" or self._options.sample is not None:
            return []
        try:
            return cut(self._database, table, shape(self._database.connection(), table), self._options)
        except self._database.errors:
            return []
        finally:
            self._database.rest()

    def read_part(self, unit: Unit, part: str) -> Iterator[TableChunk | Item | Skipped]:
        """The rows in one range of a table's key, and the files in them.

        :raises pdscan.errors.TargetError: as `read` does.
        """
        return self._contents(unit.name, part)

    def _contents(self, unit: str, part: str | None) -> Iterator[TableChunk | Item | Skipped]:
        table = self._tables().get(unit)
        if table is None:
            yield Skipped(self._location(unit), "vanished")
            return
        try:
            reading = Reading(self._database, table, shape(self._database.connection(), table), self._options, part)
            yield from self._selected(unit, reading)
        except self._database.errors as error:
            problem = problem_of(error)
            if problem.lost:
                raise self._database.failure(error) from None
            yield Skipped(self._location(unit), problem.reason, problem.detail)
        finally:
            self._database.rest()
        change = self._database.change()
        if change is not None:
            yield Skipped(self._location(unit), "changed while reading", change)

    def query(self, text: str) -> Iterator[tuple[object, ...]]:
        """The rows of a query of the user's own, held read-only as everything else.

        :raises pdscan.errors.TargetError: when the database can't be reached, or refuses the query.
        """
        try:
            # A per cent sign in the text is one: there are no parameters to put in.
            options = {"no_parameters": True}
            for row in self._database.connection().exec_driver_sql(text, execution_options=options):
                yield tuple(row)
        except self._database.errors as error:
            raise self._database.failure(error) from None
        finally:
            self._database.rest()

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """None: rows change in place, so that tables are read anew."""
        return None

    def sampled(self, unit: Unit) -> int:
        """Of how many rows only a sample was read; 0 where all were."""
        return self._sampled.get(unit.name, 0)

    def close(self) -> None:
        """Let go of the connection."""
        self._database.close()

    def _selected(self, unit: str, reading: Reading) -> Iterator[TableChunk | Item | Skipped]:
        """What the reading gives, without the items that are not wanted; notes what it found out."""
        for each in reading.contents():
            if not isinstance(each, Item) or self._selection.item(unit, each.path):
                yield each
            if reading.date is not None:
                self.chosen_dates[unit] = reading.date
        self._sampled[unit] = reading.sampled

    def _tables(self) -> dict[str, Table]:
        """The tables by unit, asked for once."""
        if self._listed is None:
            try:
                self._listed = {table.unit: table for table in tables(self._database.connection())}
            except self._database.errors as error:
                raise self._database.failure(error) from None
            finally:
                self._database.rest()
        return self._listed

    def _binding_problems(self) -> Iterator[str]:
        """Which columns the bindings name that are not there."""
        bound = {binding.location for binding in self._options.bindings}
        for name in sorted(bound & self._tables().keys()):
            columns = shape(self._database.connection(), self._tables()[name])
            yield from Roles(name, columns, self._options.system, self._options.bindings).problems

    def _location(self, unit: str) -> Location:
        return Location(self._options.system, unit)


TARGET = Sql
