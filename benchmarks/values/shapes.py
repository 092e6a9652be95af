"""Shapes filled in at random, and digits set apart in groups."""

from __future__ import annotations

import random
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

LETTERS = "ABCDEFGHJKLMNPRSTUVW"


@cache
def shapes() -> Any:
    """What `shapes.yaml` says."""
    return yaml.safe_load((files("benchmarks.values") / "shapes.yaml").read_text("utf-8"))


def digits(chance: random.Random, count: int) -> str:
    """So many digits."""
    return "".join(chance.choices("0123456789", k=count))


def filled(chance: random.Random, shape: str, letters: str = LETTERS) -> str:
    """A digit for each #, a capital letter for each @.

    >>> filled(random.Random(1), "@#-#")
    'E9-1'
    """
    signs = {"#": "0123456789", "@": letters}
    return "".join(chance.choice(signs[sign]) if sign in signs else sign for sign in shape)


def grouped(value: str, sizes: tuple[int, ...], by: str) -> str:
    """Groups of the given sizes, and the rest.

    >>> grouped("111222333", (4, 2), ".")
    '1112.22.333'
    """
    parts, start = [], 0
    for size in sizes:
        parts.append(value[start : start + size])
        start += size
    return by.join(part for part in (*parts, value[start:]) if part)


def fours(value: str, by: str = " ") -> str:
    """Groups of four."""
    return grouped(value, (4,) * (len(value) // 4), by)
