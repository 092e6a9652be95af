"""How many different values?  Exact while they are few, estimated from the smallest hashes beyond.

The estimate is that of the k minimum values (Bar-Yossef and others, 2002).  The hash can be taken of one value, and of
a whole column at once with the same result: eight bytes at a time are multiplied by odd numbers (multilinear hashing,
after Dietzfelbinger), and the sum is mixed as in SplitMix64.
"""

from __future__ import annotations

import struct
from functools import cache

import numpy as np
from numpy.typing import NDArray

KEPT = 2048
_SPACE = 1 << 64
_MASK = _SPACE - 1
_WORD = 8
_GOLDEN, _FIRST, _SECOND = 0x9E3779B97F4A7C15, 0xBF58476D1CE4E5B9, 0x94D049BB133111EB


def hashed(value: str) -> int:
    """The hash of one value: 64 bits.

    >>> hashed("a") == hashed("a"), hashed("a") == hashed("b")
    (True, False)
    """
    data = value.encode("utf-8", "surrogatepass")
    count = -(-len(data) // _WORD)
    words = struct.unpack(f"<{count}Q", data.ljust(count * _WORD, b"\0"))
    number = len(data) * _GOLDEN
    for word, factor in zip(words, _factors(count), strict=True):
        number += word * factor
    number &= _MASK
    number = (number ^ number >> 30) * _FIRST & _MASK
    number = (number ^ number >> 27) * _SECOND & _MASK
    return number ^ number >> 31


def hashed_many(values: NDArray[np.uint8]) -> NDArray[np.uint64]:
    r"""The hashes of many values, one a row, padded with zeros (shape n × longest).

    >>> rows = np.array([list(b"111222333"), list(b"ab\0\0\0\0\0\0\0")], dtype=np.uint8)
    >>> hashed_many(rows).tolist() == [hashed("111222333"), hashed("ab")]
    True
    """
    count = -(-values.shape[1] // _WORD)
    padded = np.zeros((len(values), count * _WORD), dtype=np.uint8)
    padded[:, : values.shape[1]] = values
    words = padded.view("<u8")
    number = np.count_nonzero(values, axis=1).astype(np.uint64) * np.uint64(_GOLDEN)
    for place, factor in enumerate(_factors(count)):
        number += words[:, place] * np.uint64(factor)
    number = (number ^ number >> np.uint64(30)) * np.uint64(_FIRST)
    number = (number ^ number >> np.uint64(27)) * np.uint64(_SECOND)
    mixed: NDArray[np.uint64] = number ^ number >> np.uint64(31)
    return mixed


@cache
def _factors(count: int) -> tuple[int, ...]:
    """Odd numbers that have nothing to do with each other."""
    return tuple(((place + 2) * _GOLDEN ^ (place + 1) * _SECOND) & _MASK | 1 for place in range(count))


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
        number = hashed(value)
        if number < self._limit:
            self._hashes.add(number)
            self._prune()
        return number

    def add_many(self, hashes: NDArray[np.uint64]) -> None:
        """Count the values with these hashes."""
        if self._limit < _SPACE:
            hashes = hashes[hashes < np.uint64(self._limit)]
        if len(hashes) > 2 * KEPT:
            hashes = np.unique(hashes)[: 2 * KEPT]
        self._hashes.update(hashes.tolist())
        self._prune()

    def update(self, other: Distinct) -> None:
        """Count all that another sketch has seen."""
        self._limit = min(self._limit, other._limit)
        self._hashes = {number for number in self._hashes | other._hashes if number < self._limit}
        self._prune()

    def estimate(self) -> int:
        """The number of different values; the same in whatever order they came."""
        if self._limit == _SPACE:
            return len(self._hashes)
        return round((KEPT - 1) * _SPACE / sorted(self._hashes)[KEPT - 1])

    def _prune(self) -> None:
        if len(self._hashes) < 2 * KEPT:
            return
        kept = sorted(self._hashes)[: KEPT + 1]
        self._limit = kept[-1]
        self._hashes = set(kept[:-1])
