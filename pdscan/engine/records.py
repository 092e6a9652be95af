"""Of which day is a record, and whose is it?  What bindings and content say of each match."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

import numpy as np
from numpy.typing import NDArray

from pdscan.engine.days import date_in_name, logged_day, read_day
from pdscan.engine.ends import EndsOfService
from pdscan.engine.inspect import Found, FoundMany
from pdscan.engine.recognise import Recognised
from pdscan.model import Binding, Item, TableChunk


class Records:
    """The dates and customers of the records in one location.

    :param bindings: those that match the location; the first that says so decides date and customer.
    :param unit: the unit's name, which stands before the item's path.
    :param today: a log that tells no years goes back from here, or from when it was last written to.
    """

    def __init__(
        self, bindings: Sequence[Binding], ends: EndsOfService, unit: str = "", today: date = date.max
    ) -> None:
        self._date = next((each.record_date for each in bindings if each.record_date), None)
        customer = next((each.customer for each in bindings if each.customer), None)
        self._customer, self._customer_column = _pattern(customer), customer
        self._unit, self._today = unit, today
        self._services = tuple(dict.fromkeys(each.service for each in bindings)) or tuple(sorted(ends.services))
        self._ends = ends
        self._known: dict[str, Mapping[str, date | None] | None] = {}
        self._chunk: TableChunk | None = None
        self._columns: dict[str | None, dict[int | None, str]] = {}

    def day(self, found: Found | FoundMany, row: int | None) -> date | None:
        """The date of the record that a match stands in, None where it has none."""
        chunk, item = found.chunk, found.item
        if isinstance(chunk, TableChunk):
            if self._date in chunk.columns and chunk.recorded is None:
                return read_day(self._column(chunk, self._date).get(row, ""))
            if chunk.recorded is not None and row is not None:
                day = chunk.recorded[row]
                return None if np.isnat(day) else day.astype(date)
        elif chunk.recorded is not None and self._date in (None, "recorded"):
            return chunk.recorded
        return self._item_day(item, found.path)

    def days(self, found: FoundMany, rows: NDArray[np.int64]) -> NDArray[np.datetime64]:
        """The dates of the records in many rows of a table (datetime64[D]), NaT where they have none."""
        chunk = found.chunk
        if chunk.recorded is not None:
            return chunk.recorded[rows]
        if self._date in chunk.columns:
            return np.array([self.day(found, row) for row in rows.tolist()], dtype="datetime64[D]")
        return np.full(len(rows), self._item_day(found.item, found.path), dtype="datetime64[D]")

    def all_ends(
        self, found: FoundMany, rows: NDArray[np.int64]
    ) -> Iterator[tuple[Mapping[str, date | None] | None, int]]:
        """The ends of service of the customers of many rows, each with the number of rows that it is true of."""
        chunk = found.chunk
        if chunk.customers is None and self._customer_column not in chunk.columns:
            yield self.ends(found, None), len(rows)
            return
        customers: dict[str, list[int]] = {}
        for row in rows.tolist():
            customers.setdefault(self._customer_of(found, row), []).append(row)
        for same in customers.values():
            yield self.ends(found, same[0]), len(same)

    def _item_day(self, item: Item, path: str) -> date | None:
        recorded = item.recorded.date() if item.recorded else None
        modified = item.modified.date() if item.modified else None
        if self._date == "name":
            return date_in_name(path)
        if self._date == "modified":
            return modified
        return recorded or modified

    def ends(self, found: Found | FoundMany, row: int | None) -> Mapping[str, date | None] | None:
        """The ends of service of the customer of a record, None when the source doesn't know the customer."""
        return self._ends_of(self._customer_of(found, row))

    def _ends_of(self, customer: str) -> Mapping[str, date | None] | None:
        if customer not in self._known:
            self._known[customer] = self._looked_up(customer)
        return self._known[customer]

    def recorded(self, each: Recognised) -> Iterator[tuple[date | None, Mapping[str, date | None] | None, int]]:
        """Of what was recognised: the days of its records, the ends of their customers' services, and how many."""
        found = Found(each.path, each.item, each.chunk, each.match)
        if isinstance(each.chunk, TableChunk):
            days = self._row_days(found, each.chunk, each.recognition.date_column)
            rows = Counter((days[row], self._customer_of(found, row)) for row in each.rows)
        else:
            customer = self._customer_of(found, None)
            rows = Counter({(day, customer): times for day, times in self._text_days(found, each).items()})
        for (day, customer), times in rows.items():
            yield day, self._ends_of(customer), times

    def _row_days(self, found: Found, chunk: TableChunk, told: str | None) -> Sequence[date | None]:
        """The day of each row of a chunk; where neither system nor binding knows it, by the column `told`."""
        bound = self._date if self._date in chunk.columns else None
        if chunk.recorded is not None:
            days: list[date | None] = chunk.recorded.tolist()
            return days
        column = bound or (told if self._date is None and told in chunk.columns else None)
        if column is None:
            return [self._item_day(found.item, found.path)] * chunk.rows
        texts = self._column(chunk, column)
        return [read_day(texts.get(row, "")) or self._seconds(texts.get(row, "")) for row in range(chunk.rows)]

    def _seconds(self, text: str) -> date | None:
        """The day of a number of seconds since 1970."""
        return logged_day(b"", b"", text.encode(), self._today) if len(text) == 10 and text.isdecimal() else None

    def _text_days(self, found: Found, each: Recognised) -> Mapping[date | None, int]:
        """The days of a log's records, or that of the one thing that a text is."""
        if self._date is not None or not (each.days or each.recognition.day):
            return {self.day(found, None): sum(each.days.values()) or 1}
        if not each.days:
            return {each.recognition.day: 1}
        written = found.item.modified.date() if found.item.modified else self._today
        days: Counter[date | None] = Counter()
        for (year, month, day), times in each.days.items():
            days[logged_day(year, month, day, min(written, self._today))] += times
        return days

    def _customer_of(self, found: Found | FoundMany, row: int | None) -> str:
        chunk = found.chunk
        if isinstance(chunk, TableChunk):
            if chunk.customers is not None and row is not None:
                return chunk.customers[row]
            if self._customer_column in chunk.columns:
                return self._column(chunk, self._customer_column).get(row, "")
        if self._customer is None or not (match := self._customer.search(f"{self._unit}/{found.path}")):
            return ""
        return match.group("customer")

    def _column(self, chunk: TableChunk, name: str | None) -> dict[int | None, str]:
        """The texts of one column of a chunk by row; remembered while that chunk is looked at."""
        if self._chunk is not chunk:
            self._chunk, self._columns = chunk, {}
        if name not in self._columns:
            cells = np.flatnonzero(chunk.column == chunk.columns.index(str(name)))
            bounds = zip(chunk.row[cells], chunk.starts[cells], chunk.ends[cells], strict=True)
            self._columns[name] = {int(row): chunk.data[a:b].decode("utf-8", "replace") for row, a, b in bounds}
        return self._columns[name]

    def _looked_up(self, customer: str) -> Mapping[str, date | None] | None:
        ends = {service: self._ends.end(customer, service) for service in self._services}
        known = {service: end for service, end in ends.items() if not isinstance(end, str)}
        return known or None


def _pattern(customer: str | None) -> re.Pattern[str] | None:
    return re.compile(customer) if customer and "(?P<customer>" in customer else None
