"""Which items of a unit have been read, small enough to keep: the cursor of targets that are made of files.

Each item is known by six bytes, made from all that changes when the item does (its name, size, times); so an item that
is new or changed is one whose bytes are not in the cursor.

>>> cursor = cursor_of({mark("a.txt", 12), mark("b.txt", 7)})
>>> mark("a.txt", 12) in marks_of(cursor), mark("a.txt", 13) in marks_of(cursor)
(True, False)
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Collection, Iterable
from hashlib import blake2b

_VERSION = "1:"
_SIZE = 6


def mark(*facts: object) -> bytes:
    """The bytes by which an item with these facts is known."""
    return blake2b(repr(facts).encode("utf-8", "surrogatepass"), digest_size=_SIZE).digest()


class Seen:
    """What has been read of the unit at hand, and what an earlier cursor knew of it.

    >>> seen = Seen()
    >>> seen.begin("docs", None)
    >>> seen.add("a.txt", mark("a.txt", 12)), seen.add("b.zip", mark("b.zip", 7))
    (None, None)
    >>> seen.end()
    >>> cursor = seen.cursor("docs", without=["b.zip"])
    >>> seen.begin("docs", cursor)
    >>> seen.knew(mark("a.txt", 12)), seen.knew(mark("b.zip", 7)), seen.cursor("docs")
    (True, False, None)
    """

    def __init__(self) -> None:
        self._unit = ""
        self._known: frozenset[bytes] = frozenset()
        self._read: dict[str, bytes] = {}
        self._whole = False

    def begin(self, unit: str, since: str | None) -> None:
        """A unit is about to be read."""
        self._unit, self._known, self._read, self._whole = unit, marks_of(since), {}, False

    def knew(self, made: bytes) -> bool:
        """Whether the earlier cursor knew an item by this mark."""
        return made in self._known

    def add(self, path: str, made: bytes) -> None:
        """An item was read, or need not be."""
        self._read[path] = made

    def end(self) -> None:
        """The unit was read to its end."""
        self._whole = True

    def cursor(self, unit: str, without: Collection[str] = ()) -> str | None:
        """The cursor of a unit that was read to its end; items that are left out will be read again."""
        if unit != self._unit or not self._whole:
            return None
        return cursor_of(made for path, made in self._read.items() if path not in without)


def cursor_of(marks: Iterable[bytes]) -> str:
    """The cursor after reading these items; the same for the same items in any order."""
    return _VERSION + base64.b64encode(b"".join(sorted(marks))).decode("ascii")


def marks_of(cursor: str | None) -> frozenset[bytes]:
    """The items that a cursor knows; none when there is no cursor, or another version made it.

    >>> marks_of("0:AAAA"), marks_of("1:%"), marks_of(None)
    (frozenset(), frozenset(), frozenset())
    """
    if cursor is None or not cursor.startswith(_VERSION):
        return frozenset()
    try:
        joined = base64.b64decode(cursor.removeprefix(_VERSION), validate=True)
    except binascii.Error:
        return frozenset()
    return frozenset(joined[i : i + _SIZE] for i in range(0, len(joined), _SIZE))
