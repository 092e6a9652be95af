"""What was called by its full name is recognised by a part of it, before and after, in the same document.

>>> from pdscan.model import Match, Verdict
>>> from pdscan.protocols import Detector
>>> name = Detector(entity="name", validate=lambda text: None, echoes=lambda text: [text.split()[-1]])
>>> echoes = Echoes([name])
>>> full = Match("name", 0, 10, 0.9, "jan jansen", "Jan Jansen")
>>> echoes.learn([full])
>>> [(match.start, match.text) for match in echoes.heard(b"Jan Jansen zei: Jansen belt. Jansensen ook.", [full])]
[(0, 'Jan Jansen'), (16, 'Jansen')]
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from pdscan.model import THRESHOLD, Match
from pdscan.protocols import Detector

SURE = 0.6
"""From this confidence on a match teaches its parts."""
HEARD = 0.7
"""What a part is worth."""
MOST = 20_000
"""So many phrases of one document are remembered."""

_WORD = re.compile(
    rb"(?<![0-9A-Za-z_@/.\x80-\xff-])(?:[A-Z]|[\xc3-\xc9][\x80-\xbf])[A-Za-z\x80-\xc9]+"
    rb"(?![0-9A-Za-z_@]|[-.][0-9A-Za-z])"
)
_KEY = 3
_CODES = np.arange(256)
_LETTER = ((_CODES | 32) >= 97) & ((_CODES | 32) <= 122) | (_CODES >= 0x80)
_CAPITAL = (_CODES >= 65) & (_CODES <= 90) | (_CODES >= 0xC3) & (_CODES <= 0xC9)
_GLUED = re.compile(rb"[0-9A-Za-z\x80-\xff]")
_LONGEST = 60
"""A phrase that begins before an edge ends at most so far behind it."""


class Echoes:
    """The phrases that one document has taught so far."""

    def __init__(self, detectors: Iterable[Detector]) -> None:
        self._detectors = {each.entity: each.echoes for each in detectors if each.echoes is not None}
        self._phrases: dict[bytes, list[tuple[bytes, str]]] = defaultdict(list)
        self._count = 0

    def learn(self, matches: Iterable[Match]) -> None:
        """Remember the parts of what is surely known."""
        for match in matches:
            parts = self._detectors.get(match.entity)
            if parts is not None and match.confidence >= SURE:
                for phrase in parts(match.text):
                    self._remember(phrase.encode(), match.entity)

    def _remember(self, phrase: bytes, entity: str) -> None:
        last = phrase.rpartition(b" ")[2]
        if len(last) < _KEY:
            return
        known = self._phrases[last]
        if (phrase, entity) not in known and self._count < MOST:
            known.append((phrase, entity))
            known.sort(key=lambda each: (-len(each[0]), each))
            self._count += 1

    def heard(self, data: bytes, matches: Sequence[Match], start: int = 0, stop: int | None = None) -> list[Match]:
        """The matches, with those beside them that repeat a part of what is known and begin in `data[start:stop]`."""
        if not self._phrases:
            return list(matches)
        stop = len(data) if stop is None else stop
        likely = _Taken([match for match in matches if match.confidence >= THRESHOLD])
        heard = [echo for echo in self._echoes(data, start, stop) if not likely.overlap(echo)]
        taken = _Taken(heard)
        kept = [match for match in matches if match.confidence >= THRESHOLD or not taken.overlap(match)]
        return sorted([*kept, *heard], key=lambda match: (match.start, match.end, match.entity))

    def _keys(self) -> NDArray[np.uint32]:
        """The first three bytes of each last word, as one number."""
        return np.array([int.from_bytes(word[:_KEY], "little") for word in self._phrases], dtype=np.uint32)

    def _echoes(self, data: bytes, start: int, stop: int) -> Iterator[Match]:
        for place in _beginnings(data, start, stop + _LONGEST, self._keys()):
            word = _WORD.match(data, place)
            if word is None:
                continue
            for phrase, entity in self._phrases.get(word.group(), ()):
                begin = word.end() - len(phrase)
                if start <= begin < stop and _stands(data, phrase, begin):
                    text = phrase.decode()
                    yield Match(entity, begin, word.end(), HEARD, text.casefold(), text, ("echo",))
                    break


def _beginnings(data: bytes, start: int, stop: int, keys: NDArray[np.uint32]) -> list[int]:
    """The places between two bytes where the three bytes of one of the keys begin, and no letter stands before."""
    codes = np.frombuffer(data, dtype=np.uint8)[start:stop]
    if len(codes) < _KEY:
        return []
    capital = _CAPITAL[codes[: -_KEY + 1]]
    capital[1:] &= ~_LETTER[codes[:-_KEY]]
    places = np.flatnonzero(capital)
    triples = sum(codes[places + place].astype(np.uint32) << 8 * place for place in range(_KEY))
    found: list[int] = (places[np.isin(triples, keys)] + start).tolist()
    return found


def _stands(data: bytes, phrase: bytes, begin: int) -> bool:
    """Whether a phrase begins at a byte, and no letter or digit adjoins it there."""
    return data.startswith(phrase, begin) and not (begin and _GLUED.match(data, begin - 1))


class _Taken:
    """The places of some matches in ascending order; one may lie within another."""

    def __init__(self, ascending: Sequence[Match]) -> None:
        self._starts = [match.start for match in ascending]
        self._reach = list(accumulate((match.end for match in ascending), max))

    def overlap(self, match: Match) -> bool:
        """Whether one of them overlaps a match."""
        before = bisect_left(self._starts, match.end)
        return before > 0 and self._reach[before - 1] > match.start
