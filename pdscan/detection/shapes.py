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

ROUGHLY = 16
"""To multiples of this widths are rounded up where that is said."""

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

    Where they have no common shape (names, addresses), any of their characters may stand anywhere, a blank besides, and
    the width is rounded up: so the number of different answers stays small.
    """
    places: list[int] = [_widened(place) for place in np.bitwise_or.reduce(_BITS[cells], axis=0).tolist()]
    if all(sum(bool(place & family) for family in _FAMILIES) == 1 for place in places):
        return tuple(places)
    anything = _BIT[ord(" ")]
    for place in places:
        anything |= place
    return (_widened(anything),) * (-(-len(places) // ROUGHLY) * ROUGHLY)


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
    least, program = _program(source)
    if least > len(places):
        return False
    starts, stops = _edges(places, not_before, not_after)
    return bool(_Walk(places).through(program, starts) & stops)


@lru_cache(maxsize=1 << 12)
def _edges(places: Places, not_before: tuple[str, ...], not_after: tuple[str, ...]) -> tuple[int, int]:
    """Where a match may begin and where it may end, as bits."""
    free = [bool(place & ~_WORDS) for place in places]
    starts, stops = [True, *free], [*free, True]
    for place in range(len(places) + 1):
        starts[place] = starts[place] and not any(_stands(each, places, place, behind=False) for each in not_before)
        stops[place] = stops[place] and not any(_stands(each, places, place, behind=True) for each in not_after)
    return _bits(starts), _bits(stops)


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
    caseless, body = split_flag(source)
    tree = re._parser.parse(body)  # type: ignore[attr-defined]
    if caseless or not all(str(operation) in ("LITERAL", "IN") for operation, _ in tree):
        return None
    rows = (_listed([part] if str(part[0]) == "LITERAL" else part[1]) for part in tree)
    return tuple(0 if listed is None else _EVERYTHING & ~_kinds(set(range(256)) - listed) for listed in rows)


class _Walk:
    """Follows an expression from a set of places to where it may have got to; such a set is the bits of a number."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._here: dict[int, int] = {}

    def through(self, program: Program, at: int) -> int:
        """Where the program may have got to that begins at these places."""
        for kinds, least, most, branches in program:
            if not at:
                return 0
            at = self._repeated(kinds, least, most, branches, at)
        return at

    def _repeated(self, kinds: int, least: int, most: int, branches: tuple[Program, ...], at: int) -> int:
        ends = at if not least else 0
        for count in range(1, min(most, len(self._places) + least) + 1):
            at = self._once(kinds, branches, at)
            if not at:
                break
            if count >= least:
                ends |= at
        return ends

    def _once(self, kinds: int, branches: tuple[Program, ...], at: int) -> int:
        if branches:
            ends = 0
            for branch in branches:
                ends |= self.through(branch, at)
            return ends
        if kinds not in self._here:
            self._here[kinds] = _bits([bool(place & kinds) for place in self._places])
        return (at & self._here[kinds]) << 1


Program = tuple[tuple[int, int, int, tuple["Program", ...]], ...]
"""An expression as steps: kinds of one character, or else branches; at least and at most so often."""


@cache
def _program(source: str) -> tuple[int, Program]:
    """The least width of an expression, and its steps."""
    caseless, body = split_flag(source)
    tree = re._parser.parse(body)  # type: ignore[attr-defined]
    return int(tree.getwidth()[0]), _steps(tree, caseless)


def _steps(tree: Any, caseless: bool) -> Program:
    return tuple(_step(str(operation), argument, caseless) for operation, argument in tree)


def _step(operation: str, argument: Any, caseless: bool) -> tuple[int, int, int, tuple[Program, ...]]:
    if operation == "SUBPATTERN":
        _, flags, _, inner = argument
        return 0, 1, 1, (_steps(inner, caseless or bool(flags & re.IGNORECASE)),)
    if operation == "BRANCH":
        return 0, 1, 1, tuple(_steps(branch, caseless) for branch in argument[1])
    if operation.endswith("_REPEAT"):
        least, most, inner = argument
        return 0, least, int(most), (_steps(inner, caseless),)
    kinds = _characters(operation, argument)
    letters = 1 << _UPPER | 1 << _LOWER
    return kinds | letters if caseless and kinds & letters else kinds, 1, 1, ()


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
