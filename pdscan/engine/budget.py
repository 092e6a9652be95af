"""What decoding one root item may cost, nested members included, and the stream that keeps count.

A ZIP file of 16 kB can hold 400 GiB, an XML file can ask for ever more memory, an archive can hold itself.
Every stream that a format reads is metered; what goes over a limit ends the decoding of the root item
with one problem.  The clock runs only while something is decoded, not while its chunks are examined.
"""

from __future__ import annotations

import dataclasses
import errno
import io
import lzma
import struct
import tarfile
import time
import zipfile
import zlib
from typing import BinaryIO

from pdscan.errors import PdscanError
from pdscan.protocols import Limits, Problem

GRACE = 32 << 20
"""Bytes that may always be unpacked, however well they were packed."""

PACE = 1 << 20
"""Bytes of the root item that earn one more second: a large file may take its time."""

REFUSALS = {
    errno.EACCES: "no permission",
    errno.EPERM: "no permission",
    errno.ENOENT: "vanished",
    errno.ESTALE: "vanished",
    errno.ELOOP: "link loop",
    errno.EISDIR: "not a regular file",
    errno.ENXIO: "not a regular file",
}


DAMAGE = (
    OSError,
    PdscanError,
    EOFError,
    UnicodeError,
    struct.error,
    zlib.error,
    lzma.LZMAError,
    tarfile.TarError,
    zipfile.BadZipFile,
)
"""What streams and the parsers of the standard library raise when a file can't be read or is broken."""


class Exhausted(Exception):  # noqa: N818 - a limit that was reached is not an error
    """Raised inside a parser to end it; `Budget.problem` says why."""


class Budget:
    """Counts what one root item costs, and says when it is too much.

    `problem` is None until a limit is reached or the root item can't be read any further.
    """

    def __init__(self, limits: Limits, size: int | None) -> None:
        self.limits = limits
        self.problem: Problem | None = None
        self._size = size
        self._source = 0
        self._unpacked = 0
        self._emitted = 0
        self._members = 0
        self._elapsed = 0.0
        self._running: float | None = None

    def start(self) -> None:
        """The clock runs: something is being decoded."""
        self._running = time.monotonic()

    def stop(self) -> None:
        """The clock stands: somebody looks at what was decoded."""
        self._elapsed = self._spent()
        self._running = None

    def count(self, size: int, nested: bool) -> None:
        """`size` bytes were read, from the root item or from something `nested` in it.

        :raises Exhausted: when a limit is reached.
        """
        if nested:
            self._unpacked += size
        else:
            self._source += size
        self.check()

    def emit(self, size: int) -> None:
        """`size` bytes of text were decoded.

        :raises Exhausted: when a limit is reached.
        """
        self._emitted += size
        self.check()

    def member(self) -> None:
        """One more nested item was met.

        :raises Exhausted: when a limit is reached.
        """
        self._members += 1
        if self._members > self.limits.members:
            self._exhaust("too large", f"more than {self.limits.members} members")

    def check(self) -> None:
        """Look at every limit.

        :raises Exhausted: when one is, or was, reached.
        """
        if self.problem is not None:
            raise Exhausted
        expanded, spent = self._expanded(), self._spent()
        if expanded > self.limits.expanded:
            self._exhaust("too large", f"more than {self.limits.expanded >> 20} MiB when unpacked")
        if expanded > GRACE and expanded > self.limits.ratio * self._origin():
            self._exhaust("too large", f"unpacks to more than {self.limits.ratio} times its size")
        if spent > self.limits.seconds and spent > self._allowed():
            self._exhaust("time limit", f"not decoded within {self._allowed():.0f} seconds")

    def remaining(self) -> Limits:
        """The limits that are left, for a format that unpacks something by itself."""
        ratio = max(GRACE, self.limits.ratio * self._origin())
        left = min(self.limits.expanded, ratio) - self._expanded()
        seconds = max(self._allowed() - self._spent(), 0.0)
        return dataclasses.replace(self.limits, expanded=max(left, 0), seconds=seconds)

    def fail(self, problem: Problem) -> None:
        """The root item itself can't be read any further.

        :raises Exhausted: always.
        """
        self.problem = self.problem or problem
        raise Exhausted

    def _origin(self) -> int:
        """The size of the root item; of one that has none, what was read.  Reading it twice makes nothing larger."""
        return self._size or self._source

    def _expanded(self) -> int:
        return self._unpacked + max(0, self._emitted - self._source - self._unpacked)

    def _allowed(self) -> float:
        return self.limits.seconds + min(self._source, self._origin()) / PACE

    def _spent(self) -> float:
        return self._elapsed + (0.0 if self._running is None else time.monotonic() - self._running)

    def _exhaust(self, reason: str, detail: str) -> None:
        self.problem = Problem(reason, detail)
        raise Exhausted


class Metered(io.RawIOBase):
    """A stream that counts what is read from it; gives its first bytes beforehand.

    Streams inside other streams can seek only where that costs nothing (`io.BytesIO`):
    going back in a compressed stream means unpacking it again.  A packed stream that turns out to be
    broken ends where it breaks, so that what came before is read; `damage` then says what happened.
    """

    def __init__(self, raw: BinaryIO, budget: Budget, nested: bool) -> None:
        self._raw = raw
        self._budget = budget
        self._nested = nested
        self._pending = b""
        self._take = getattr(raw, "read1", raw.read)
        self.damage: Exception | None = None
        self._seekable = isinstance(raw, io.BytesIO) if nested else raw.seekable()

    def head(self, size: int) -> bytes:
        """The first `size` bytes (fewer if there are no more), which will be read once more."""
        pieces: list[bytes] = []
        missing = size
        while missing and (piece := self._read(missing)):
            pieces.append(piece)
            missing -= len(piece)
        head = b"".join(pieces)
        if self._seekable:
            self._raw.seek(0)
        else:
            self._pending = head
        return head

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Whether going back is cheap."""
        return self._seekable

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Fill the buffer, as far as one read goes."""
        if self._pending:
            data, self._pending = self._pending[: len(buffer)], self._pending[len(buffer) :]
        else:
            data = self._read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to another place.

        :raises io.UnsupportedOperation: when the stream can't.
        """
        if not self._seekable:
            raise io.UnsupportedOperation("seek")
        return self._raw.seek(offset, whence)

    def tell(self) -> int:
        """Where the next read begins.

        :raises io.UnsupportedOperation: when the stream can't seek.
        """
        return self.seek(0, io.SEEK_CUR)

    def close(self) -> None:
        """Close the stream underneath too."""
        if not self.closed:
            self._raw.close()
        super().close()

    def _read(self, size: int) -> bytes:
        self._budget.check()
        try:
            data = self._take(size) or b""
        except DAMAGE as error:
            if self._budget.problem is not None:
                raise Exhausted from error
            if not self._nested:
                self._budget.fail(unreadable(error))
            self.damage = error
            data = b""
        self._budget.count(len(data), self._nested)
        return data


def unreadable(error: Exception) -> Problem:
    """Why an item could not be opened or read, without the words of the error.

    >>> unreadable(PermissionError(errno.EACCES, "…"))
    Problem(reason='no permission', detail='PermissionError', member='')
    """
    reason = REFUSALS.get(error.errno or 0, "unreachable") if isinstance(error, OSError) else "unreachable"
    return Problem(reason, type(error).__name__)
