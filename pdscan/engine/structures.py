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
        self._marked: dict[bytes, list[int]] = {}
        for number, each in enumerate(structures):
            for mark in each.marks:
                self._marked.setdefault(mark.encode(), []).append(number)
        self._by_columns = lru_cache(maxsize=1024)(self._with_columns)

    def __bool__(self) -> bool:
        return bool(self._structures)

    def worth_asking(self, media_type: str | None, text: bytes, columns: Sequence[str] = ()) -> list[Structure]:
        """The structures that may have something to say.

        :param text: the beginning of the text, of which `ENOUGH` bytes are looked at.
        """
        text = text[:ENOUGH].lower()
        numbers = {number for mark in self._marked if mark in text for number in self._marked[mark]}
        numbers |= self._by_columns(tuple(columns), media_type or "")
        return [self._structures[number] for number in sorted(numbers)]

    def _with_columns(self, columns: tuple[str, ...], media_type: str) -> frozenset[int]:
        """The structures that ask for one of the columns, or for the media type."""
        names = " ".join(map(plain, columns))
        return frozenset(
            number
            for number, each in enumerate(self._structures)
            if media_type.startswith(each.media_types) or any(word in names for word in each.columns)
        )

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


def plain(name: str) -> str:
    """A column's name in small letters and digits alone.

    >>> plain("Start_Time (UTC)")
    'starttimeutc'
    """
    return _OTHERS.sub("", name).lower()
