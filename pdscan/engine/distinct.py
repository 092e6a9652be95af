"""How many different values?  Exact while they are few, estimated from the smallest hashes beyond.

The estimate is that of the k minimum values (Bar-Yossef and others, 2002).
"""

from __future__ import annotations

from hashlib import blake2b

KEPT = 2048
_SPACE = 1 << 64


class Distinct:
    """A sketch of a set of values: bounded memory, about 2 % off beyond 2048 different ones.

    >>> few = Distinct()
    >>> for value in ("a", "b", "a"):
    ...     _ = few.add(value)
    >>> few.estimate()
    2
    """

    __slots__ = ("_hashes", "_limit")

    def __init__(self) -> None:
        self._hashes: set[int] = set()
        self._limit = _SPACE

    def add(self, value: str) -> int:
        """Count a value and give its hash; only hashes are kept, and only in memory."""
        number = int.from_bytes(blake2b(value.encode(), digest_size=8).digest(), "big")
        if number < self._limit:
            self._hashes.add(number)
            if len(self._hashes) >= 2 * KEPT:
                self._prune()
        return number

    def update(self, other: Distinct) -> None:
        """Count all that another sketch has seen."""
        self._limit = min(self._limit, other._limit)
        self._hashes = {number for number in self._hashes | other._hashes if number < self._limit}
        if len(self._hashes) >= 2 * KEPT:
            self._prune()

    def estimate(self) -> int:
        """The number of different values; the same in whatever order they came."""
        if self._limit == _SPACE:
            return len(self._hashes)
        return round((KEPT - 1) * _SPACE / sorted(self._hashes)[KEPT - 1])

    def _prune(self) -> None:
        kept = sorted(self._hashes)[: KEPT + 1]
        self._limit = kept[-1]
        self._hashes = set(kept[:-1])
