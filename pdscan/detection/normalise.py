"""Spaces, hyphens and digits as they are typed or printed → the ASCII ones, with the way back.

No-break and thin spaces, Unicode dashes and full-width digits inside a number are read as a person reads them;
soft hyphens and zero-width characters as nothing.
"""

from __future__ import annotations

import re
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

_PLAIN: dict[str, str] = (
    dict.fromkeys("\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000", " ")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212\uff0d", "-")
    | dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", "")
    | {chr(0xFF10 + digit): str(digit) for digit in range(10)}
    | {chr(0xFF21 + letter): chr(65 + letter) for letter in range(26)}
)
_BYTES = {odd.encode(): plain.encode() for odd, plain in _PLAIN.items()}
_NOTHING = re.compile(b"(?:" + b"|".join(re.escape(odd) for odd, plain in _BYTES.items() if not plain) + b")+")
_ODD = re.compile(b"|".join(map(re.escape, _BYTES)))


class Normalised:
    """UTF-8 with plain separators and digits; `origin` and `moved` translate offsets.

    >>> text = Normalised("BSN 1112\N{NO-BREAK SPACE}22\N{NO-BREAK SPACE}333".encode())
    >>> text.data
    b'BSN 1112 22 333'
    >>> text.origin(9), text.moved(np.array([10])).tolist()
    (10, [9])
    """

    __slots__ = ("_original", "_places", "_shrunk", "data")

    def __init__(self, data: bytes) -> None:
        self.data = self._original = data
        self._places: NDArray[np.int64] | None = None
        if data.isascii() or not _ODD.search(data):
            return
        found = [(match.start(), len(match.group()) - len(_BYTES[match.group()])) for match in _ODD.finditer(data)]
        self.data = _ODD.sub(lambda match: _BYTES[match.group()], data)
        self._places = np.array([place for place, _ in found], dtype=np.int64)
        self._shrunk = np.array([0, *accumulate(shrink for _, shrink in found)], dtype=np.int64)

    def origin(self, offset: int) -> int:
        """The offset in the original data of an offset in `data`."""
        if self._places is None:
            return offset
        moved = self._places - self._shrunk[:-1]
        return offset + int(self._shrunk[np.searchsorted(moved, offset, side="left")])

    def beginning(self, offset: int) -> int:
        """The offset in the original data of a span that begins at an offset in `data`: behind what is read as nothing.

        >>> Normalised("BSN:\N{ZERO WIDTH SPACE}111222333".encode()).beginning(4)
        7
        """
        start = self.origin(offset)
        if self._places is None or (skipped := _NOTHING.match(self._original, start)) is None:
            return start
        return skipped.end()

    def moved(self, offsets: NDArray[np.int64]) -> NDArray[np.int64]:
        """The offsets in `data` of offsets in the original data."""
        if self._places is None:
            return offsets
        return offsets - self._shrunk[np.searchsorted(self._places, offsets, side="left")]
