"""Made-up values of every entity from a seed, right ones and ones with a wrong check digit, in every usual notation.

The checks are those of python-stdnum and phonenumbers, and three lines of arithmetic for ICAO 9303, so that the
detectors are measured against something that isn't themselves.
"""

from __future__ import annotations

import random

from benchmarks.values import contacts, documents, numbers

_MAKERS = numbers.MAKERS | documents.MAKERS | contacts.MAKERS


def make(chance: random.Random, entity: str, style: str = "") -> str:
    """A right value of an entity, in a notation of its own (`NL.spaced`, `mobile_nl`, `td3.D`).

    >>> make(random.Random(1), "bsn", "dots")
    '5502.74.157'
    """
    return _MAKERS[entity](chance, style)


def spoil(chance: random.Random, entity: str, style: str = "") -> str:
    """The same shape, with one digit changed so that the check fails.

    >>> numbers.right("bsn", spoil(random.Random(1), "bsn"))
    False
    """
    value = make(chance, entity, style)
    places = [place for place, sign in enumerate(value) if sign.isdigit()][2:]
    while True:
        place = chance.choice(places)
        digit = chance.choice([digit for digit in "0123456789" if digit != value[place]])
        changed = value[:place] + digit + value[place + 1 :]
        if entity == "mrz" or not numbers.right(entity, changed):
            return changed
