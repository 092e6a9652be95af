"""Which columns of a table say of when its rows are, and whose: what the user's bindings name, else what names tell."""

from __future__ import annotations

from collections.abc import Sequence
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from pdscan.model import Binding
from pdscan_targets.rows import text_of
from pdscan_targets.sql_columns import Shape
from pdscan_targets.sql_dates import are_dates, candidates, days_of

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NOT_COLUMNS = ("modified", "recorded", "name")
"""What a binding's `record_date` may be besides a column."""

_WILDCARDS = "*?["


class Roles:
    """The columns of one table that hold its rows' dates and customers.

    `date` is the name of the column that dates are taken from, once that is certain; None before, and without one.
    `problems` tells which column a binding names that isn't there.
    """

    def __init__(self, unit: str, shape: Shape, system: str, bindings: Sequence[Binding]) -> None:
        bound = _of_unit(unit, system, bindings)
        self.problems: list[str] = []
        self._names = [column.name for column in shape.columns]
        self._named = self._place(bound, shape, "record_date")
        self.date = None if self._named is None else self._names[self._named]
        self._candidates: list[int] = []
        if self._named is None and not self.problems:
            self._candidates = [self._names.index(name) for name in candidates(shape.columns)]
        self._customer = self._place(bound, shape, "customer")

    def settle(self, date: str | None) -> None:
        """Take the dates from this column, because it has been found already; None: it hasn't."""
        if date is not None and self._named is None and date in self._names:
            self.date, self._candidates = date, [self._names.index(date)]

    def days(self, columns: Sequence[Sequence[object]]) -> NDArray[np.datetime64] | None:
        """The day of each row (datetime64[D]), None when no column tells.

        :param columns: the table's, some rows of each.
        """
        if self._named is not None:
            return days_of(columns[self._named], named=True)
        for place in tuple(self._candidates):
            days = days_of(columns[place], named=False)
            if place == self._candidates[0] and self.date == self._names[place]:
                return days
            are = are_dates(days, columns[place])
            if are:
                self.date, self._candidates = self._names[place], [place]
                return days
            if are is False:
                self._candidates.remove(place)
        return None

    def customers(self, columns: Sequence[Sequence[object]]) -> tuple[str, ...] | None:
        """The customer of each row, None when no binding names a column."""
        return None if self._customer is None else tuple(map(text_of, columns[self._customer]))

    def _place(self, bound: Sequence[Binding], shape: Shape, what: str) -> int | None:
        """The place of the column that the most specific binding names; told when that isn't there."""
        for binding in bound:
            name = getattr(binding, what)
            if not name or "(?P<" in name:
                continue
            place = shape.index(name)
            if place is not None:
                return place
            if name not in NOT_COLUMNS and not _is_glob(binding.location):
                self.problems.append(f"{binding.location} has no column “{name}”, which a binding gives as its {what}")
        return None


def _of_unit(unit: str, system: str, bindings: Sequence[Binding]) -> list[Binding]:
    """The bindings that speak of a table, the most specific first."""
    found = [each for each in bindings if fnmatchcase(system, each.system) and fnmatchcase(unit, each.location)]
    return sorted(found, key=lambda each: (_is_glob(each.location), -len(each.location)))


def _is_glob(location: str) -> bool:
    return any(wildcard in location for wildcard in _WILDCARDS)
