"""A sample of a table's rows: every row as likely as any other, and the same rows for the same seed."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TypeVar

SPARSE = 4
"""Keys are guessed where at least one number in so many, between the least and the greatest, is a row's."""

BLOCK = 500
"""Keys that are asked for at once."""

T = TypeVar("T")


def guessed(
    size: int, low: int, high: int, generator: random.Random, existing: Callable[[list[int]], Collection[int]]
) -> list[int]:
    """Keys of `size` rows, ascending, found by guessing numbers between `low` and `high`.

    Fewer where there are fewer rows.

    :param existing: which of these numbers are rows' keys.

    >>> guessed(3, 1, 10, random.Random(1), lambda keys: {key for key in keys if key % 2})
    [3, 5, 7]
    """
    found: list[int] = []
    tried: set[int] = set()
    while len(found) < size and len(tried) <= high - low:
        block: list[int] = []
        while len(block) < BLOCK and len(tried) <= high - low:
            key = generator.randint(low, high)
            if key not in tried:
                tried.add(key)
                block.append(key)
        real = existing(block)
        found += [key for key in block if key in real]
    return sorted(found[:size])


def picked(rows: Iterable[T], count: int, size: int, generator: random.Random) -> Iterator[T]:
    """`size` of `count` rows, chosen by their places before the first is read.

    >>> list(picked("abcdefgh", 8, 3, random.Random(2)))
    ['a', 'g', 'h']
    """
    places = sorted(generator.sample(range(count), min(size, count)), reverse=True)
    for place, row in enumerate(rows):
        if not places:
            return
        if place == places[-1]:
            places.pop()
            yield row
