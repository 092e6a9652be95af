"""Rows in batches that fit into memory, however wide or long they are."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from itertools import chain, islice
from typing import TYPE_CHECKING, Any

from pdscan_targets.sql_connect import Database
from pdscan_targets.sql_sample import BLOCK, SPARSE, guessed, picked
from pdscan_targets.sql_select import Query
from pdscan_targets.sqlite_text import forgiving, is_bad_text

if TYPE_CHECKING:
    from sqlalchemy import CursorResult, Select

MOST_ROWS = 20_000
MOST_CELLS = 400_000
MOST_BYTES = 4 << 20
STEP = 250
"""Rows that are fetched before their size is looked at again."""

Row = Sequence[Any]


class Batches:
    """The rows of one table, or of a sample of it.

    `sampled` says afterwards of how many rows only some were read; 0 where all were.

    :param most: rows in a batch; None is as many as are quickest.
    """

    def __init__(self, database: Database, query: Query, most: int | None = None) -> None:
        self._database = database
        self._query = query
        self._most_rows = max(1, min(MOST_ROWS, MOST_CELLS // max(1, query.width), most or MOST_ROWS))
        self.sampled = 0

    def all(self) -> Iterator[list[Row]]:
        """Every row."""
        return self._pages() if self._query.pages else self._stream(self._query.rows())

    def sample(self, size: int, generator: random.Random) -> Iterator[list[Row]]:
        """`size` rows, or all where there are no more."""
        count = self._one(self._query.count())[0]
        self.sampled = count if count > size else 0
        if not self.sampled:
            return self.all()
        if self._query.key is None:
            rows = chain.from_iterable(self._stream(self._query.rows()))
            return self._split(picked(rows, count, size, generator))
        return self._by_keys(self._sampled_keys(count, size, generator))

    def _pages(self) -> Iterator[list[Row]]:
        """One short query after the other."""
        last: object = None
        while True:
            try:
                rows = self._page(last)
            except self._database.errors as error:
                if not is_bad_text(error) or not forgiving(self._database):
                    raise
                continue
            if not rows:
                return
            last = rows[-1][self._query.width]
            yield rows

    def _page(self, after: object) -> list[Row]:
        with self._result(self._query.page(after, self._most_rows)) as result:
            return _take(self._fetch(result), self._most_rows)

    def _stream(self, query: Select[Any]) -> Iterator[list[Row]]:
        """One query from beginning to end, whose rows stay on the server until they are asked for."""
        forgiving(self._database)
        with self._result(query) as result:
            fetch = self._fetch(result)
            while rows := _take(fetch, self._most_rows):
                yield rows

    def _split(self, rows: Iterator[Row]) -> Iterator[list[Row]]:
        while batch := _take(lambda size: list(islice(rows, size)), self._most_rows):
            yield batch

    def _sampled_keys(self, count: int, size: int, generator: random.Random) -> list[Any]:
        low, high = self._one(self._query.bounds())
        if isinstance(low, int) and isinstance(high, int) and high - low + 1 <= SPARSE * count:
            return guessed(size, low, high, generator, self._existing)
        keys = (row[0] for row in chain.from_iterable(self._stream(self._query.keys())))
        return list(picked(keys, count, size, generator))

    def _existing(self, keys: Sequence[int]) -> set[int]:
        with self._result(self._query.keys(among=keys)) as result:
            return set(result.scalars())

    def _by_keys(self, keys: Sequence[object]) -> Iterator[list[Row]]:
        for start in range(0, len(keys), BLOCK):
            yield from self._stream(self._query.among(keys[start : start + BLOCK]))

    def _fetch(self, result: CursorResult[Any]) -> Callable[[int], Sequence[Row]]:
        """How the next rows are got; from SQLite as its own tuples, which spares a fifth of the time."""
        more: Callable[[int], Sequence[Row]] = result.fetchmany
        if self._database.dialect == "sqlite" and result.cursor is not None:
            more = result.cursor.fetchmany

        def fetch(size: int) -> Sequence[Row]:
            self._database.hurry()
            return more(size)

        return fetch

    def _one(self, query: Select[Any]) -> Row:
        with self._result(query) as result:
            return result.one()

    def _result(self, query: Select[Any]) -> CursorResult[Any]:
        # SQLite never sends more than is asked for; told to do so, SQLAlchemy would fetch the first row by itself.
        stream = self._database.dialect != "sqlite"
        options = {"stream_results": stream, "max_row_buffer": STEP}
        return self._database.connection().execute(query, execution_options=options)


def _take(fetch: Callable[[int], Sequence[Row]], most: int) -> list[Row]:
    """The next rows, up to `most` or as many as fit into `MOST_BYTES`."""
    rows: list[Row] = []
    size, step = 0, STEP // 4
    while len(rows) < most and size < MOST_BYTES:
        fetched = fetch(min(step, most - len(rows)))
        if not fetched:
            break
        rows += fetched
        size += _size(fetched)
        room = (MOST_BYTES - size) * len(rows) // max(size, 1)
        step = max(1, min(STEP, room))
    return rows


def _size(rows: Sequence[Row]) -> int:
    """About how many bytes the rows take: every so-manieth is looked at."""
    some = rows[:: max(1, len(rows) // 16)]
    return sum(len(value) for row in some for value in row if isinstance(value, str | bytes)) * len(rows) // len(some)
