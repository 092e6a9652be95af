"""A large table in parts: ranges of its key, read side by side, and each anew where the connection broke.

A part is written as its bounds and the column that tells of when the rows are: `[250001, 500001, "created_at"]`.  The
first and the last one are open, so that rows which come in between are read too.

>>> bounds_of('[null, 250001, "created_at"]')
((None, 250001), 'created_at')
>>> ranges(1, 1_000_000, 4)
[(None, 250001), (250001, 500001), (500001, 750001), (750001, None)]
"""

from __future__ import annotations

import json
from itertools import pairwise

from pdscan.protocols import TargetOptions
from pdscan_targets.sql_batches import Batches
from pdscan_targets.sql_columns import Shape
from pdscan_targets.sql_connect import Database
from pdscan_targets.sql_roles import Roles
from pdscan_targets.sql_select import Bounds, Query
from pdscan_targets.sql_tables import Table

ROWS = 250_000
"""About so many rows are in a part."""

MOST = 1_000
LOOK = 1_000
"""So many rows tell which column holds their dates."""


def cut(database: Database, table: Table, shape: Shape, options: TargetOptions) -> list[str]:
    """The parts of a table; none where it is small, or has no key that counts.

    :raises sqlalchemy.exc.SQLAlchemyError: when the database doesn't say.
    """
    query = Query(database.dialect, table, shape)
    number = min((table.rows or 0) // ROWS, MOST)
    if number < 2 or query.key is None or options.sample is not None:
        return []
    low, high = database.connection().execute(query.bounds()).one()
    if type(low) is not int or type(high) is not int or high - low < number:
        return []
    date = _date(database, query, Roles(table.unit, shape, options.system, options.bindings))
    return [json.dumps([*bounds, date], ensure_ascii=False) for bounds in ranges(low, high, number)]


def ranges(low: int, high: int, number: int) -> list[Bounds]:
    """So many ranges of equal width, the first and the last one open."""
    width = high - low + 1
    inner = [low + width * place // number for place in range(1, number)]
    return list(pairwise([None, *inner, None]))


def bounds_of(part: str) -> tuple[Bounds, str | None]:
    """The bounds and the date column that a part's name says."""
    low, high, date = json.loads(part)
    return (low, high), date


def _date(database: Database, query: Query, roles: Roles) -> str | None:
    """The column from which dates are taken, by the first rows: the same one for every part."""
    rows = next(Batches(database, query, LOOK).all(), [])
    if rows:
        roles.days(list(zip(*rows, strict=True))[: query.width])
    return roles.date
