"""Measuring two sides of one comparison: interleaved, repeated, the least time of each.

Other work on the machine only ever makes a run slower, so the least of several is nearest to the truth.  What one core
does is measured in processor time, which waiting for others doesn't add to; what waits for a server or for a second
process, by the clock.
"""

from __future__ import annotations

import resource
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

MIB = 1 << 20

Found = Mapping[str, int]
"""How many of each entity were found."""


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: how much it did in how many seconds, and what it found."""

    name: str
    amount: float
    seconds: float
    found: Found = field(default_factory=dict)

    @property
    def pace(self) -> float:
        """The amount in a second."""
        return self.amount / max(self.seconds, 1e-9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One comparison: a ratio, and what it is to reach.

    `least` is what must be reached, `better` what would be good; where `lower` is set, the ratio must be no more than
    that.  `same` says whether both sides found the same, where they have to.
    """

    name: str
    title: str
    unit: str
    sides: tuple[Side, ...]
    ratio: float
    least: float | None = None
    better: float | None = None
    lower: bool = False
    same: bool | None = None
    note: str = ""

    @property
    def reached(self) -> bool | None:
        """Whether the ratio is what it must be; None where nothing is asked."""
        return self._within(self.least)

    @property
    def excelled(self) -> bool | None:
        """Whether it is even what would be good."""
        return self._within(self.better)

    def as_json(self) -> dict[str, Any]:
        """As the result file has it."""
        sides = [asdict(side) | {"pace": side.pace, "found": dict(sorted(side.found.items()))} for side in self.sides]
        return asdict(self) | {"sides": sides, "reached": self.reached, "excelled": self.excelled}

    def _within(self, target: float | None) -> bool | None:
        if target is None:
            return None
        return self.ratio <= target if self.lower else self.ratio >= target


def processor() -> float:
    """The processor seconds that this process and the ended ones that it started have taken."""
    own, ended = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    return own.ru_utime + own.ru_stime + ended.ru_utime + ended.ru_stime


def sides(
    works: Sequence[tuple[str, float, Callable[[], Found]]],
    repeats: int,
    clock: Callable[[], float] = processor,
) -> tuple[Side, ...]:
    """Each work (its name, its amount, and what does it and tells what it found), timed by turns.

    >>> [side.found for side in sides([("a", 1, lambda: {"bsn": 2})], repeats=2)]
    [{'bsn': 2}]
    """
    least = [float("inf")] * len(works)
    found: list[Found] = [Counter()] * len(works)
    for _ in range(repeats):
        for number, (_, _, work) in enumerate(works):
            start = clock()
            found[number] = work()
            least[number] = min(least[number], clock() - start)
    return tuple(Side(works[n][0], works[n][1], least[n], found[n]) for n in range(len(works)))


def wall() -> float:
    """The clock on the wall."""
    return time.perf_counter()
