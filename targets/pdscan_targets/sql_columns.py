"""The columns of a table: what kind of values they hold, which of them identify a row, and which we may not read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pdscan_targets.sql_connect import quietly
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    from sqlalchemy import Connection
    from sqlalchemy.types import TypeEngine


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    `kind` is text, number (whole, or with so many decimals), date, binary, nested (arrays, composites and maps of
    PostgreSQL), any (SQLite's columns without a type) or other.
    """

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, in its own order, and the names of those in its primary key.

    `refused` names the columns that we may not read; they are not among the others.
    """

    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()

    def index(self, name: str) -> int | None:
        """The place of a column, in exactly these capitals or else in any; None when there is none."""
        names = [column.name for column in self.columns]
        if name in names:
            return names.index(name)
        lower = [each.lower() for each in names]
        return lower.index(name.lower()) if name.lower() in lower else None


_POSTGRESQL = """
    WITH RECURSIVE base(oid, of) AS (
        SELECT t.oid, t.oid FROM pg_catalog.pg_type t
        UNION ALL
        SELECT b.oid, t.typbasetype FROM base b JOIN pg_catalog.pg_type t ON t.oid = b.of WHERE t.typtype = 'd')
    SELECT a.attname, t.typname, t.typtype = 'c' OR t.typcategory = 'A',
           pg_catalog.has_column_privilege(a.attrelid, a.attnum, 'SELECT'),
           EXISTS (SELECT FROM pg_catalog.pg_index i
                   WHERE i.indrelid = a.attrelid AND i.indisprimary AND a.attnum = ANY (i.indkey))
    FROM pg_catalog.pg_attribute a
    JOIN pg_catalog.pg_class c ON c.oid = a.attrelid
    JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    JOIN base ON base.oid = a.atttypid
    JOIN pg_catalog.pg_type t ON t.oid = base.of AND t.typtype <> 'd'
    WHERE n.nspname = :schema AND c.relname = :name AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY a.attnum"""
"""A domain counts as the type that it is made of."""

_MYSQL = """
    SELECT column_name, lower(data_type), FALSE, lower(privileges) LIKE '%select%', column_key = 'PRI'
    FROM information_schema.columns WHERE table_schema = :schema AND table_name = :name ORDER BY ordinal_position"""

_CATALOGUES = {"postgresql": _POSTGRESQL, "mysql": _MYSQL, "mariadb": _MYSQL}

_KINDS = {
    "text": "text varchar bpchar char name citext tinytext mediumtext longtext json",
    "number": "int2 int4 int8 numeric tinyint smallint mediumint int bigint decimal",
    "date": "date timestamp timestamptz datetime",
    "binary": "bytea tinyblob blob mediumblob longblob binary varbinary",
    "nested": "hstore",
}
_KIND_OF = {name: kind for kind, names in _KINDS.items() for name in names.split()}


def shape(connection: Connection, table: Table) -> Shape:
    """What the schema says of a table.

    :raises sqlalchemy.exc.SQLAlchemyError: when it can't be read.
    """
    catalogue = _CATALOGUES.get(connection.dialect.name)
    return _reflected(connection, table) if catalogue is None else _asked(connection, table, catalogue)


def _asked(connection: Connection, table: Table, catalogue: str) -> Shape:
    import sqlalchemy

    rows = connection.execute(sqlalchemy.text(catalogue), {"schema": table.schema, "name": table.name}).all()
    if not rows:  # without columns, or not ours to know: the server says which
        source = sqlalchemy.table(table.name, schema=table.schema)
        connection.execute(sqlalchemy.select(sqlalchemy.literal(1)).select_from(source).limit(0)).close()
    readable = [row for row in rows if row[3]]
    return Shape(
        tuple(Column(name, "nested" if nested else _kind_of(connection, kind)) for name, kind, nested, *_ in readable),
        tuple(row[0] for row in readable if row[4]) if all(row[3] for row in rows if row[4]) else (),
        tuple(row[0] for row in rows if not row[3]),
    )


def _kind_of(connection: Connection, name: str) -> str:
    """The kind of a type by its name; JSON of PostgreSQL is not text, which it must be written as."""
    return "other" if name == "json" and connection.dialect.name == "postgresql" else _KIND_OF.get(name, "other")


def _reflected(connection: Connection, table: Table) -> Shape:
    import sqlalchemy

    with quietly():
        inspector = sqlalchemy.inspect(connection)
        columns = inspector.get_columns(table.name, schema=table.schema)
        keys: list[str] = []
        if "view" not in table.kind:
            keys = inspector.get_pk_constraint(table.name, schema=table.schema)["constrained_columns"]
    return Shape(tuple(Column(each["name"], _kind(each["type"])) for each in columns), tuple(keys))


def _kind(declared: TypeEngine[Any]) -> str:
    from sqlalchemy import types

    kinds: tuple[tuple[str, tuple[type[TypeEngine[Any]], ...]], ...] = (
        ("binary", (types.LargeBinary, types.BINARY, types.VARBINARY)),
        ("date", (types.Date, types.DateTime)),
        ("number", (types.Integer, types.Numeric)),
        ("text", (types.String,)),
        ("any", (types.NullType,)),
    )
    return next((kind for kind, classes in kinds if isinstance(declared, classes)), "other")
