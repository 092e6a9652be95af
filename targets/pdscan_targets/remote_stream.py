"""A file on a server as a stream: fetched in pieces that grow while it is read from front to back.

A small piece first, since many files are small and of others the beginning says that nobody wants the rest; then larger
ones, since each costs a journey to the server and back.  No more than one piece is in memory.

>>> stream = RemoteStream(lambda place, size: b"klanten.csv"[place : place + size], 11, lambda: None)
>>> stream.read(3), stream.seek(-3, io.SEEK_END), stream.read()
(b'kla', 8, b'csv')
"""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

FIRST = 32 << 10
LARGEST = 4 << 20
GROWTH = 4


class RemoteStream(io.RawIOBase):
    """A stream over a file.

    :param fetch: gives the bytes at a place, as many as there are and are asked for.
    :param size: how long the file was when it was opened; nothing behind that is read.
    :param done: called when the stream is closed.
    """

    def __init__(self, fetch: Callable[[int, int], bytes], size: int, done: Callable[[], None]) -> None:
        self._fetch, self._size, self._done = fetch, size, done
        self._place = 0
        self._piece, self._begin = b"", 0
        self._next = FIRST

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end of the file."""
        view = memoryview(buffer).cast("B")
        if not self._begin <= self._place < self._begin + len(self._piece):
            self._advance()
        start = self._place - self._begin
        data = memoryview(self._piece)[start : start + len(view)]
        view[: len(data)] = data
        self._place += len(data)
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place."""
        self._place = max(0, (0, self._place, self._size)[whence] + offset)
        return self._place

    def close(self) -> None:
        """Let go of the file."""
        if not self.closed:
            self._piece = b""
            self._done()
        super().close()

    def _advance(self) -> None:
        """Fetch the piece that begins here; a larger one, where the last one ended here."""
        onward = bool(self._piece) and self._place == self._begin + len(self._piece)
        self._next = min(self._next * GROWTH, LARGEST) if onward else FIRST
        wanted = min(self._next, self._size - self._place)
        self._piece = b""  # no two at a time
        self._begin = self._place
        self._piece = self._fetch(self._place, wanted)[:wanted] if wanted > 0 else b""
