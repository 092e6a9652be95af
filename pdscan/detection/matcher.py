"""Where may something begin?  One pass over a buffer for every expression of every detector at once.

Hyperscan does it where it is installed; `re` gives the same answers, slower.  Both only propose places: the
exact span is decided by the same Python expression afterwards (`Expression.spans`), so that the two can't differ.
"""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from pdscan.errors import UsageError
from pdscan.protocols import Detector

_NOT_GLUED_BEFORE = rb"(?<![0-9A-Za-z])"
_NOT_GLUED_AFTER = rb"(?![0-9A-Za-z])"
_OUTSIDE = "[^0-9A-Za-z]"
_DIGITS_ONLY = re.compile(r"(?:(?:\\d|\[[\d-]+\]|\d)(?:\{\d+\})?)+")
FEW = 64
"""Fewer events are sorted without arrays, as in a small file."""
_PLACE_BITS = 40
_PLACE_MASK = (1 << _PLACE_BITS) - 1


@dataclass(frozen=True, slots=True)
class Expression:
    """One candidate expression of a detector, in the shapes that the two matchers need.

    `width` is its width in bytes where every match has the same one, else None.
    """

    detector: Detector
    source: str
    exact: re.Pattern[bytes]
    width: int | None
    anchor: re.Pattern[bytes] | None = None

    @property
    def anywhere(self) -> re.Pattern[bytes] | None:
        """Its anchor, found wherever one begins, within another one too."""
        return self.anchor and re.compile(b"(?=" + self.anchor.pattern + b")")

    @property
    def bulk(self) -> int | None:
        """The width of the candidates that `check_many` can look at in bulk: digits only, all of one width."""
        bulk = self.detector.check_many is not None and self.anchor is None and _DIGITS_ONLY.fullmatch(self.source)
        return self.width if bulk else None

    def spans(self, data: bytes, places: Sequence[int]) -> Iterator[tuple[int, int, int, int]]:
        """The candidates among the proposed places, ascending and without overlap.

        Yields (start, end, value start, value end): the value is the part that the detector's `value_group` names.
        """
        group, opens = self.detector.value_group or 0, self.detector.opens
        taken = 0
        for place in places:
            if opens is not None and not opens(data, place):
                continue
            for found in self._at(data, place, taken):
                taken = found.end()
                yield found.start(), taken, found.start(group), found.end(group)

    def _at(self, data: bytes, place: int, taken: int) -> Iterator[re.Match[bytes]]:
        reach, limit = self.detector.anchor_reach, place + self.detector.max_length + 1
        if self.anchor is None:
            if place < taken:
                return
            found = self.exact.match(data, place) or self.exact.search(data, place + 1, limit)
            if found and found.end() == limit:
                found = self.exact.match(data, found.start())
            if found:
                yield found
            return
        if not reach:
            if place >= taken and (found := self.exact.match(data, place)):
                yield found
            return
        begin = max(taken, place - reach)
        while begin <= place and (found := self.exact.search(data, begin, limit)):
            if found.start() > place:
                return
            if found.end() > place:
                yield found
                return
            begin = max(found.end(), begin + 1)


def expressions(detectors: Sequence[Detector]) -> list[Expression]:
    """Every expression of every detector.

    >>> from pdscan.model import Verdict
    >>> five = Detector(entity="five", validate=lambda text: Verdict(text, 1.0), candidates=("[0-9]{5}",))
    >>> [(found.source, found.width) for found in expressions([five])]
    [('[0-9]{5}', 5)]
    """
    found = []
    for detector in detectors:
        for source in detector.candidates:
            exact = _exact(detector, source)
            if detector.anchors:
                anchor = re.compile("|".join(f"(?:{each})" for each in detector.anchors).encode())
                found.append(Expression(detector, source, exact, None, anchor))
            else:
                found.append(Expression(detector, source, exact, _width(source)))
    return found


def _exact(detector: Detector, source: str) -> re.Pattern[bytes]:
    caseless, body = split_flag(source)
    before = b"".join(b"(?<!%s)" % each.encode() for each in detector.not_before)
    after = b"".join(b"(?!%s)" % each.encode() for each in detector.not_after)
    pattern = _NOT_GLUED_BEFORE + before + b"(?:" + body.encode() + b")" + after + _NOT_GLUED_AFTER
    return re.compile(pattern, re.IGNORECASE if caseless else 0)


def split_flag(source: str) -> tuple[bool, str]:
    """Whether case doesn't matter to an expression, and the expression without its flag."""
    return (True, source[4:]) if source.startswith("(?i)") else (False, source)


@cache
def _width(source: str) -> int | None:
    low, high = re._parser.parse(source).getwidth()  # type: ignore[attr-defined]
    return int(low) if low == high else None


class Matcher(Protocol):
    """Proposes places."""

    name: str

    def places(self, data: bytes) -> dict[int, NDArray[np.int64]]:
        """Ascending byte offsets at which expression *i* may begin (its anchor stands, if it has one)."""
        ...


def matcher(name: str, found: Sequence[Expression], *, keep: bool = True) -> Matcher:
    """The matcher called `auto`, `hyperscan` or `re`.

    :param keep: whether compiled expressions are kept for the next run.
    :raises pdscan.errors.UsageError: when Hyperscan is asked for and isn't installed.
    """
    if name == "re":
        return ReMatcher(found)
    try:
        return HyperscanMatcher(found, keep=keep)
    except ImportError as error:
        if name == "hyperscan":
            raise UsageError("Hyperscan isn't installed here: pip install hyperscan, or use --matcher re") from error
        return ReMatcher(found)


class ReMatcher:
    """One expression after another, with Python's `re`."""

    name = "re"

    def __init__(self, found: Sequence[Expression]) -> None:
        self._patterns = [each.anywhere or each.exact for each in found]

    def places(self, data: bytes) -> dict[int, NDArray[np.int64]]:
        """See `Matcher`."""
        answer = {}
        for number, pattern in enumerate(self._patterns):
            if starts := [found.start() for found in pattern.finditer(data)]:
                answer[number] = np.array(starts, dtype=np.int64)
        return answer


class HyperscanMatcher:
    """All expressions in one pass, with Hyperscan; those that it can't compile with `re` beside it."""

    name = "hyperscan"

    def __init__(self, found: Sequence[Expression], *, keep: bool = True) -> None:
        import hyperscan

        from pdscan.detection.compiled import compiled, compiles

        users: dict[tuple[bytes, bool], list[int]] = {}
        for number, each in enumerate(found):
            for pattern in _patterns(each):
                users.setdefault(pattern, []).append(number)
        patterns = list(users)
        left_out: set[int] = set()
        try:
            self._database = compiled(patterns, keep=keep)
        except hyperscan.error:
            patterns = [pattern for pattern in users if compiles(pattern)]
            left_out = {number for pattern in users.keys() - patterns for number in users[pattern]}
            self._database = compiled(patterns, keep=keep)
        self._users = [users[pattern] for pattern in patterns]
        self._shift = [0 if each.anchor else 1 for each in found]
        self._scratch: Any = hyperscan.Scratch(self._database) if self._database else None
        self._numbers = sorted(left_out)
        self._others = ReMatcher([found[number] for number in self._numbers])

    def places(self, data: bytes) -> dict[int, NDArray[np.int64]]:
        """See `Matcher`.  The buffer is scanned between two line breaks, so that every edge has a neighbour."""
        answer = {self._numbers[number]: places for number, places in self._others.places(data).items()}
        events = array("q")
        if self._database:
            self._database.scan(b"\n" + data + b"\n", match_event_handler=_collector(events), scratch=self._scratch)
        if not events:
            return answer
        for pattern, part in _by_pattern(events):
            for number in self._users[pattern]:
                places = part - 1 + self._shift[number]
                answer[number] = np.union1d(answer[number], places) if number in answer else places
        return answer


def _by_pattern(events: array[int]) -> Iterator[tuple[int, NDArray[np.int64]]]:
    """The places of each pattern, ascending, each once."""
    if len(events) < FEW:
        found: dict[int, list[int]] = {}
        for event in sorted(set(events)):
            found.setdefault(event >> _PLACE_BITS, []).append(event & _PLACE_MASK)
        yield from ((pattern, np.array(places, dtype=np.int64)) for pattern, places in found.items())
        return
    packed = np.unique(np.frombuffer(events, dtype=np.int64))
    patterns, starts = packed >> _PLACE_BITS, packed & _PLACE_MASK
    edges = np.flatnonzero(np.diff(patterns)) + 1
    yield from zip(patterns[np.r_[0, edges]].tolist(), np.split(starts, edges), strict=True)


def _patterns(each: Expression) -> Iterator[tuple[bytes, bool]]:
    """What Hyperscan looks for, and whether case doesn't matter."""
    for source in each.detector.anchors or (each.source,):
        caseless, body = split_flag(source)
        yield (body if each.anchor else f"{_OUTSIDE}(?:{_unnamed(body)}){_OUTSIDE}").encode(), caseless


def _collector(events: array[int]) -> Callable[[int, int, int, int, object], None]:
    append = events.append

    def collect(number: int, start: int, _end: int, _flags: int, _context: object) -> None:
        append(number << _PLACE_BITS | start)

    return collect


def _unnamed(source: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", source)
