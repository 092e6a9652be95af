"""When did a customer's service end?  The end-of-service source, joined to records while they are read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class EndsOfService:
    """The last day of each customer's services (None: it goes on), by customer and service.

    >>> contracts = ("K1", "DNS", date(2025, 1, 31)), ("K1", "Hosting", None), ("K2", "DNS", date(2024, 6, 1))
    >>> ends = EndsOfService.of(contracts)
    >>> ends.end("K1", "DNS")
    datetime.date(2025, 1, 31)
    >>> ends.end("K1", "Algemeen") is None, ends.end("K2", "Algemeen")
    (True, datetime.date(2024, 6, 1))
    >>> ends.end("K9", "DNS"), ends.end("K2", "Hosting")
    ('unknown', 'unknown')
    """

    customers: Mapping[str, Mapping[str, date | None]] = field(default_factory=dict, repr=False)
    services: frozenset[str] = frozenset()

    @classmethod
    def of(cls, rows: Iterable[tuple[str, str, date | None]]) -> EndsOfService:
        """From rows of customer, service and last day; of two contracts for one service the later end counts."""
        customers: dict[str, dict[str, date | None]] = {}
        for customer, service, end in rows:
            ends = customers.setdefault(customer, {})
            ends[service] = _later(ends[service], end) if service in ends else end
        return cls(customers, frozenset(service for ends in customers.values() for service in ends))

    def end(self, customer: str, service: str) -> date | str | None:
        """The last day of a customer's service, None when it goes on, `UNKNOWN` when the source doesn't say.

        A service that no customer has in the source (“Algemeen”) ends with the last of the customer's services.
        """
        ends = self.customers.get(customer)
        if ends is None:
            return UNKNOWN
        if service in ends:
            return ends[service]
        if service in self.services:
            return UNKNOWN
        last: date | None = date.min
        for end in ends.values():
            last = _later(last, end)
        return last


def _later(one: date | None, other: date | None) -> date | None:
    return None if one is None or other is None else max(one, other)
