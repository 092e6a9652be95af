"""The columns of a table: what kind of values they hold, and which of them identify a row."""

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
    """One column; `kind` is text, number, date, binary, any (SQLite's columns without a type) or other."""

    name: str
    kind: str


@dataclass(frozen=True, slots=True)
class Shape:
    """The columns of a table, in its own order, and the names of those in its primary key."""

    columns: tuple[Column, ...]
    keys: tuple[str, ...] = ()

    def index(self, name: str) -> int | None:
        """The place of a column, in exactly these capitals or else in any; None when there is none."""
        names = [column.name for column in self.columns]
        if name in names:
            return names.index(name)
        lower = [each.lower() for each in names]
        return lower.index(name.lower()) if name.lower() in lower else None


def shape(connection: Connection, table: Table) -> Shape:
    """What the schema says of a table.

    :raises sqlalchemy.exc.SQLAlchemyError: when it can't be read.
    """
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
