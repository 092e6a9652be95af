"""The queries that read one table: by key in pages where rows lie in its order, else from beginning to end.

Pages keep no transaction open on SQLite and MySQL, where that would hold up those who write.  Binary cells that are too
large to come with their rows are left out of them; their size comes instead, and they are read piece by piece.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from pdscan_targets.sql_cells import LARGE
from pdscan_targets.sql_columns import Shape
from pdscan_targets.sql_tables import Table

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select

MOST_EXPRESSIONS = 1600
"""PostgreSQL and SQLite refuse longer lists of columns."""

_BY_PAGES = ("sqlite", "mysql", "mariadb")
_SIZE = {"sqlite": "length", "postgresql": "octet_length", "mysql": "octet_length", "mariadb": "octet_length"}
_EXACT = ("number", "text", "date", "binary")
_ROW_IDS = ("rowid", "_rowid_", "oid")

Bounds = tuple[int | None, int | None]


class Query:
    """What is asked of one table.

    The rows have the table's columns, then the key (where `key` is not None), then the sizes of the columns `sized`.

    :param bounds: ask only for rows whose key is at least the first and less than the second, where there is one.
    """

    def __init__(self, dialect: str, table: Table, shape: Shape, bounds: Bounds = (None, None)) -> None:
        import sqlalchemy as sa

        self._dialect = dialect
        self._table = table
        self._bounds = bounds
        self._source = sa.table(table.name, *(sa.column(each.name) for each in shape.columns), schema=table.schema)
        self.key = _key(table, shape, self._source.c)
        self.pages = self.key is not None and dialect in _BY_PAGES
        self.width = len(shape.columns)
        self.sized = self._large(shape)
        self._cells = [self._cell(number, column.kind) for number, column in enumerate(shape.columns)]
        keys = [] if self.key is None else [self.key]
        self._selected = [*self._cells, *keys, *(self._size(number) for number in self.sized)]

    def rows(self) -> Select[Any]:
        """All rows, as they come."""
        return self._from(*self._selected)

    def cells(self) -> Select[Any]:
        """All rows, their own columns alone."""
        return self._from(*self._cells)

    def page(self, after: object, size: int) -> Select[Any]:
        """Up to `size` rows behind the one with this key (None: from the first on), in the key's order."""
        assert self.key is not None
        query = self._from(*self._selected).order_by(self.key).limit(size)
        return query if after is None else query.where(self.key > after)

    def among(self, keys: Sequence[object]) -> Select[Any]:
        """The rows with these keys, in their order."""
        assert self.key is not None
        return self._from(*self._selected).where(self.key.in_(keys)).order_by(self.key)

    def keys(self, among: Sequence[object] | None = None) -> Select[Any]:
        """The keys of all rows, or those that exist among the given ones, in their order."""
        assert self.key is not None
        query = self._from(self.key).order_by(self.key)
        return query if among is None else query.where(self.key.in_(among))

    def count(self) -> Select[Any]:
        """How many rows there are."""
        import sqlalchemy as sa

        return self._from(sa.func.count())

    def bounds(self) -> Select[Any]:
        """The least and the greatest key."""
        import sqlalchemy as sa

        return self._from(sa.func.min(self.key), sa.func.max(self.key))

    def piece(self, column: int, key: object, offset: int, size: int) -> Select[Any]:
        """`size` bytes of one binary cell, from the 0-based `offset` on."""
        import sqlalchemy as sa

        assert self.key is not None
        return self._from(sa.func.substr(self._column(column), offset + 1, size)).where(self.key == key)

    def _from(self, *what: ColumnElement[Any]) -> Select[Any]:
        import sqlalchemy as sa

        query = sa.select(*what).select_from(self._source)
        low, high = self._bounds
        if self.key is not None and low is not None:
            query = query.where(self.key >= low)
        if self.key is not None and high is not None:
            query = query.where(self.key < high)
        # The tables that inherit from this one are read by themselves.
        return query.with_hint(self._source, "ONLY", "postgresql") if self._table.has_children else query

    def _column(self, number: int) -> ColumnElement[Any]:
        return list(self._source.c)[number]

    def _cell(self, number: int, kind: str) -> ColumnElement[Any]:
        """A column as it is read.

        PostgreSQL writes its many types as text itself, which no driver does for dates after the year 9999.
        """
        import sqlalchemy as sa

        column = self._column(number)
        if number in self.sized:
            return sa.case((self._size(number) <= LARGE, column), else_=None)
        if self._dialect == "postgresql" and kind not in ("text", "binary"):
            return sa.cast(sa.func.to_json(column) if kind == "nested" else column, sa.Text)
        return column

    def _size(self, number: int) -> ColumnElement[Any]:
        import sqlalchemy as sa

        return getattr(sa.func, _SIZE[self._dialect])(self._column(number), type_=sa.BigInteger)  # type: ignore[no-any-return]

    def _large(self, shape: Shape) -> list[int]:
        """The columns whose cells may be too large to come with their rows."""
        kinds = ("binary", "any") if self._dialect == "sqlite" else ("binary",)
        found = [number for number, column in enumerate(shape.columns) if column.kind in kinds]
        fits = len(shape.columns) + 1 + len(found) <= MOST_EXPRESSIONS
        return found if fits and self.key is not None and self._dialect in _SIZE else []


def _key(table: Table, shape: Shape, columns: Any) -> ColumnElement[Any] | None:
    """The one column that identifies a row, None when there is none."""
    import sqlalchemy as sa

    if table.row_id:
        taken = {column.name.lower() for column in shape.columns}
        free = [name for name in _ROW_IDS if name not in taken]
        return sa.literal_column(free[0], sa.BigInteger) if free else None
    kinds = {column.name: column.kind for column in shape.columns}
    # The order of other types is not that of the values that come back (enumerations), or these are rounded.
    exact = len(shape.keys) == 1 and kinds[shape.keys[0]] in _EXACT
    return columns[shape.keys[0]] if exact else None
