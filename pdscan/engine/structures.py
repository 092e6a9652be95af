"""All structures together: which of them are worth asking about a thing, and what they say of it.

Most things are none of these.  So each structure names what it can be told by (a media type, a word in a column's
name, a mark in the text), and is asked about nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache

from pdscan.protocols import Glimpse, Problem, Recognition, Structure

ENOUGH = 1 << 15
"""So many bytes of text (or of a table's cells) are looked at."""

_OTHERS = re.compile(r"[\W_]+")


class Structures:
    """The structures that a scan looks for."""

    def __init__(self, structures: Sequence[Structure]) -> None:
        self._structures = tuple(structures)
        self._marks = [(each, [mark.encode() for mark in each.marks]) for each in structures]

    def __bool__(self) -> bool:
        return bool(self._structures)

    def worth_asking(self, media_type: str | None, text: bytes, columns: Sequence[str] = ()) -> list[Structure]:
        """The structures that may have something to say.

        :param text: the beginning of the text, of which `ENOUGH` bytes are looked at.
        """
        media_type = media_type or ""
        text = text[:ENOUGH].lower()
        names = " ".join(map(plain, columns))
        return [
            each
            for each, marks in self._marks
            if media_type.startswith(each.media_types)
            or any(mark in text for mark in marks)
            or (names and any(word in names for word in each.columns))
        ]

    def recognised(self, asked: Sequence[Structure], glimpse: Callable[[], Glimpse]) -> Iterator[Recognition | Problem]:
        """What those that were worth asking say of a thing, which is not looked at if there are none.

        One that fails on something hostile is a problem of that thing.
        """
        if asked:
            seen = glimpse()
            for each in asked:
                try:
                    yield from each.inspect(seen)
                except Exception as error:  # noqa: BLE001 - a structure's mistake must not cost the unit
                    yield Problem("parser failed", f"{each.entity}: {type(error).__name__}")


@lru_cache(maxsize=1 << 14)
def plain(name: str) -> str:
    """A column's name in small letters and digits alone.

    >>> plain("Start_Time (UTC)")
    'starttimeutc'
    """
    return _OTHERS.sub("", name).lower()
