r"""Could an expression match anywhere in cells that look like this?  Answered without looking at the cells.

Cells of one width are summed up in what may stand at each of their places: `9999-99-99`.  An expression is then
followed through all such texts at once, place by place.  Where it can't match, nothing in the whole column has to be
looked for; the answer errs on the side of yes, because letters of one case count as one.

>>> [possible("[0-9]{5}", places_of(text)) for text in (b"12345", b"2024-01-15", b"nr 12345", b"NL12345")]
[True, False, True, False]
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.matcher import split_flag

Places = tuple[int, ...]
"""For each place in a text the characters that may stand there: a bit for each kind of character."""

_UPPER, _LOWER, _HIGH, _CONTROL = 10, 11, 12, 13


def _kind(byte: int) -> int:
    """The number of a byte's kind: digits and signs by themselves, letters by case, all others together."""
    if 48 <= byte <= 57:
        return byte - 48
    if 65 <= byte <= 90:
        return _UPPER
    if 97 <= byte <= 122:
        return _LOWER
    if byte >= 0x80:
        return _HIGH
    signs = [*b"\t\n\r", *(each for each in range(32, 127) if not chr(each).isalnum())]
    return 14 + signs.index(byte) if byte in signs else _CONTROL


_BITS = np.array([1 << _kind(byte) for byte in range(256)], dtype=np.uint64)
_BIT: list[int] = _BITS.tolist()
_EVERYTHING = int(np.bitwise_or.reduce(_BITS))
_WORDS = (1 << 12) - 1
"""The kinds that may not adjoin a candidate: ASCII's digits and letters."""
_FAMILIES = ((1 << 10) - 1, 1 << _UPPER, 1 << _LOWER, _EVERYTHING & ~_WORDS)


def places_of(text: bytes) -> Places:
    """What stands at each place of one text."""
    return tuple(_BIT[byte] for byte in text)


def summed_up(cells: NDArray[np.uint8]) -> Places:
    """What may stand at each place of cells of one width (shape n × width).

    Where they have no common shape (names, addresses), any of their characters may stand anywhere: so the number of
    different answers stays small.
    """
    places: list[int] = [_widened(place) for place in np.bitwise_or.reduce(_BITS[cells], axis=0).tolist()]
    if all(sum(bool(place & family) for family in _FAMILIES) == 1 for place in places):
        return tuple(places)
    anything = 0
    for place in places:
        anything |= place
    return (_widened(anything),) * len(places)


def _widened(place: int) -> int:
    """Any digit, where there is more than one: which there are depends on which cells happen to come together."""
    digits = place & _FAMILIES[0]
    return place | _FAMILIES[0] if digits & (digits - 1) else place


@lru_cache(maxsize=1 << 14)
def possible(source: str, places: Places, not_before: tuple[str, ...] = (), not_after: tuple[str, ...] = ()) -> bool:
    """Whether a text with these characters may hold a match of an expression that no letter or digit adjoins.

    :param not_before: what may not stand before it, and `not_after` behind it, as a detector has it.

    >>> possible("[0-9]{8}", places_of(b"06-12345678")), possible("[0-9]{8}", places_of(b"06-12345678"), ("[0-9]-",))
    (True, False)
    """
    free = [bool(place & ~_WORDS) for place in places]
    starts, stops = [True, *free], [*free, True]
    for place in range(len(places) + 1):
        starts[place] = starts[place] and not any(_stands(each, places, place, behind=False) for each in not_before)
        stops[place] = stops[place] and not any(_stands(each, places, place, behind=True) for each in not_after)
    walk = _Walk(places)
    return bool(walk.through(_parsed(source), _bits(starts)) & _bits(stops))


def _bits(flags: Sequence[bool]) -> int:
    return sum(1 << place for place, flag in enumerate(flags) if flag)


def _stands(source: str, places: Places, at: int, *, behind: bool) -> bool:
    """Whether in every such text a row of single characters stands right before a place, or right behind it."""
    kinds = _surely(source)
    if kinds is None:
        return False
    begin = at if behind else at - len(kinds)
    span = places[begin : begin + len(kinds)] if begin >= 0 else ()
    return len(span) == len(kinds) > 0 and all(place & ~kind == 0 for place, kind in zip(span, kinds, strict=True))


@cache
def _surely(source: str) -> tuple[int, ...] | None:
    """For each character of an expression the kinds that it takes in wholly; None when it is no plain row of them."""
    caseless, tree = _parsed(source)
    if caseless or not all(str(operation) in ("LITERAL", "IN") for operation, _ in tree):
        return None
    rows = (_listed([part] if str(part[0]) == "LITERAL" else part[1]) for part in tree)
    return tuple(0 if listed is None else _EVERYTHING & ~_kinds(set(range(256)) - listed) for listed in rows)


@cache
def _parsed(source: str) -> tuple[bool, Any]:
    caseless, body = split_flag(source)
    return caseless, re._parser.parse(body)  # type: ignore[attr-defined]


class _Walk:
    """Follows an expression from a set of places to where it may have got to; such a set is the bits of a number."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._here: dict[int, int] = {}

    def through(self, parsed: tuple[bool, Any], starts: int) -> int:
        """Where the whole expression may end that begins at one of the places."""
        self._caseless, tree = parsed
        return self._sequence(tree, starts)

    def _sequence(self, parts: Any, at: int) -> int:
        for operation, argument in parts:
            if not at:
                return 0
            at = self._step(str(operation), argument, at)
        return at

    def _step(self, operation: str, argument: Any, at: int) -> int:
        if operation == "SUBPATTERN":
            _, flags, _, inner = argument
            outer, self._caseless = self._caseless, self._caseless or bool(flags & 2)
            at = self._sequence(inner, at)
            self._caseless = outer
            return at
        if operation == "BRANCH":
            ends = 0
            for branch in argument[1]:
                ends |= self._sequence(branch, at)
            return ends
        if operation.endswith("_REPEAT"):
            least, most, inner = argument
            return self._repeated(least, most, inner, at)
        return self._over(_characters(operation, argument), at)

    def _repeated(self, least: int, most: int, inner: Any, at: int) -> int:
        ends = at if not least else 0
        for count in range(1, min(most, len(self._places) + least) + 1):
            at = self._sequence(inner, at)
            if not at:
                break
            if count >= least:
                ends |= at
        return ends

    def _over(self, kinds: int, at: int) -> int:
        """One character further, where one of these kinds may stand."""
        if self._caseless and kinds & (1 << _UPPER | 1 << _LOWER):
            kinds |= 1 << _UPPER | 1 << _LOWER
        if kinds not in self._here:
            self._here[kinds] = sum(1 << number for number, place in enumerate(self._places) if place & kinds)
        return (at & self._here[kinds]) << 1


def _characters(operation: str, argument: Any) -> int:
    """The kinds of character that one part of an expression stands for; everything, where that is not known."""
    if operation == "LITERAL":
        return _BIT[argument] if argument < 256 else _EVERYTHING
    listed = _listed(argument) if operation == "IN" else None
    return _EVERYTHING if listed is None else _kinds(listed)


def _listed(parts: Sequence[tuple[Any, Any]]) -> set[int] | None:
    """The bytes of a class of characters; None when it holds others than bytes and ranges."""
    listed: set[int] = set()
    negated = False
    for operation, argument in parts:
        match str(operation):
            case "NEGATE":
                negated = True
            case "LITERAL":
                listed.add(argument)
            case "RANGE":
                listed.update(range(argument[0], argument[1] + 1))
            case _:
                return None
    every = set(range(256))
    return every - listed if negated else listed & every


def _kinds(listed: set[int]) -> int:
    kinds = 0
    for byte in listed:
        kinds |= _BIT[byte]
    return kinds
