"""The tables and views of a database that people keep data in: all but the system's own.

Catalogues are asked once, and gently: sizes and numbers of rows are the server's estimates, not counted.
Partitions are read through the table that they are of.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan_targets.paths import shown

if TYPE_CHECKING:
    from sqlalchemy import Connection

COUNTED = 1 << 30
"""In SQLite files up to so many bytes rows are counted; in larger ones their number is judged by the row ids."""

_POSTGRESQL = """
    WITH RECURSIVE piece(root, oid) AS (
        SELECT c.oid, c.oid FROM pg_catalog.pg_class c WHERE c.relkind IN ('r', 'p', 'm')
        UNION ALL
        SELECT p.root, i.inhrelid FROM piece p
        JOIN pg_catalog.pg_inherits i ON i.inhparent = p.oid
        JOIN pg_catalog.pg_class c ON c.oid = i.inhrelid AND c.relispartition),
    amount(root, rows, pages) AS (
        SELECT p.root,
               sum(CASE WHEN c.reltuples > 0 THEN c.reltuples ELSE pg_catalog.pg_stat_get_live_tuples(c.oid) END),
               sum(c.relpages + coalesce(t.relpages, 0))
        FROM piece p JOIN pg_catalog.pg_class c ON c.oid = p.oid AND c.relkind <> 'p'
        LEFT JOIN pg_catalog.pg_class t ON t.oid = c.reltoastrelid
        GROUP BY p.root)
    SELECT n.nspname, c.relname, c.relkind, coalesce(a.rows, -1),
           greatest(a.pages, 0) * pg_catalog.current_setting('block_size')::bigint,
           pg_catalog.has_schema_privilege(n.oid, 'USAGE') AND pg_catalog.has_any_column_privilege(c.oid, 'SELECT'),
           c.relkind = 'r' AND c.relhassubclass
    FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    LEFT JOIN amount a ON a.root = c.oid
    WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
      AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'
    ORDER BY 1, 2"""
"""What the server believes: to measure a table would be to wait for whoever has locked it."""
_POSTGRESQL_KINDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "f": "foreign table"}

_MYSQL = """
    SELECT table_schema, table_name, table_type, table_rows, data_length FROM information_schema.tables
    WHERE table_type IN ('BASE TABLE', 'SYSTEM VERSIONED', 'VIEW')
      AND table_schema NOT IN ('mysql', 'sys', 'performance_schema', 'information_schema')
    ORDER BY 1, 2"""

_SYSTEM_SCHEMAS = frozenset({"information_schema", "pg_catalog", "sys", "system", "guest"})


@dataclass(frozen=True, slots=True)
class Table:
    """A table or view.

    `kind` is table, view, materialized view or foreign table.  `rows` and `size` (bytes) are estimates, None where
    there is none.  `row_id`: it is an SQLite table whose rows have numbers.  `has_children`: other tables inherit from
    it, and are listed besides.
    """

    schema: str | None
    name: str
    kind: str = "table"
    rows: int | None = None
    size: int | None = None
    readable: bool = True
    row_id: bool = False
    has_children: bool = False

    @property
    def unit(self) -> str:
        """Its name in results: `schema.table`, or the table alone where there are no schemas.

        >>> Table("public", "customers").unit, Table(None, "sim.cards").unit
        ('public.customers', '"sim.cards"')
        """
        return ".".join(f'"{shown(part)}"' if "." in part else shown(part) for part in (self.schema, self.name) if part)


def tables(connection: Connection) -> Iterator[Table]:
    """Every table and view, in the order of their names.

    :raises sqlalchemy.exc.SQLAlchemyError: when the catalogue can't be read.
    """
    match connection.dialect.name:
        case "sqlite":
            return _sqlite(connection)
        case "postgresql":
            return _postgresql(connection)
        case "mysql" | "mariadb":
            return _mysql(connection)
        case _:
            return _any(connection)


def _postgresql(connection: Connection) -> Iterator[Table]:
    for schema, name, kind, rows, size, readable, has_children in connection.exec_driver_sql(_POSTGRESQL):
        kind = kind.decode() if isinstance(kind, bytes) else kind
        estimate = int(rows) if rows >= 0 else None
        size = int(size) if size else None
        yield Table(schema, name, _POSTGRESQL_KINDS[kind], estimate, size, bool(readable), has_children=has_children)


def _mysql(connection: Connection) -> Iterator[Table]:
    wanted = connection.engine.url.database
    for schema, name, kind, rows, size in connection.exec_driver_sql(_MYSQL):
        if wanted in (None, "", schema):
            yield Table(schema, name, "view" if kind == "VIEW" else "table", rows, size)


def _sqlite(connection: Connection) -> Iterator[Table]:
    found = connection.exec_driver_sql("PRAGMA main.table_list").all()
    for _, name, kind, _, without_row_id, *_ in sorted(found, key=lambda row: row[1]):
        if kind == "shadow" or name.lower().startswith("sqlite_"):
            continue
        row_id = kind == "table" and not without_row_id
        rows = None if kind == "view" else _rows(connection, name, row_id)
        yield Table(None, name, "view" if kind == "view" else "table", rows, row_id=row_id)


def _rows(connection: Connection, name: str, row_id: bool) -> int | None:
    """How many rows an SQLite table has, about; None when that can't be told without reading a large file."""
    from sqlalchemy.exc import SQLAlchemyError

    pages, page_size = (connection.exec_driver_sql(f"PRAGMA {what}").scalar() for what in ("page_count", "page_size"))
    small = (pages or 0) * (page_size or 0) <= COUNTED
    if not small and not row_id:
        return None
    quoted = connection.dialect.identifier_preparer.quote_identifier(name)
    what = "count(*)" if small else "max(_rowid_) - min(_rowid_) + 1"
    try:
        return connection.exec_driver_sql(f"SELECT {what} FROM {quoted}").scalar()  # noqa: S608 - quoted
    except SQLAlchemyError:  # damaged, or locked: told when it is read
        return None


def _any(connection: Connection) -> Iterator[Table]:
    import sqlalchemy

    inspector = sqlalchemy.inspect(connection)
    for schema in sorted(inspector.get_schema_names()):
        if schema.lower() in _SYSTEM_SCHEMAS:
            continue
        views = set(inspector.get_view_names(schema))
        for name in sorted({*inspector.get_table_names(schema), *views}):
            yield Table(schema, name, "view" if name in views else "table")
