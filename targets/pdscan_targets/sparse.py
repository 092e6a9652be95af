"""Files with holes: long stretches of zeros that the file system doesn't store.

Who reads such a file from front to back is given one block of zeros for each long hole, so that two terabytes
of nothing cost nothing and yet no two values run into one.  From the moment somebody goes to a place in the file
(ZIP archives, PDF), it is read as it is.  So is a tar archive from the beginning, because its members are counted
in bytes.
"""

from __future__ import annotations

import errno
import io
import os
import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

HOLE = 1 << 20
"""Shorter holes are read like everything else."""

BLOCK = 4096


def is_sparse(fd: int) -> bool:
    """Whether a regular file takes so much less room than it is long that a long hole may be in it."""
    status = os.fstat(fd)
    return status.st_blocks * 512 + HOLE <= status.st_size and os.pread(fd, 5, 257) != b"ustar"


class SparseFile(io.RawIOBase):
    """A stream over a regular file (whose descriptor it owns) that cuts long holes short."""

    def __init__(self, fd: int) -> None:
        self._fd = fd
        self._place = 0
        self._given = 0
        self._data_end = 0
        self._shortened = True

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def fileno(self) -> int:
        """The descriptor; what is read from it directly is the file as it is."""
        return self._fd

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end of the file."""
        view = memoryview(buffer).cast("B")
        if self._shortened:
            view = view[: self._stretch()]
        count = os.preadv(self._fd, [view], self._place)
        self._place += count
        self._given += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place.  Going back to the beginning, or nowhere, leaves holes short; anything else ends that."""
        if whence == io.SEEK_CUR and offset == 0:
            return self._given
        origins = (0, self._place, os.fstat(self._fd).st_size)
        self._place = self._given = max(0, origins[whence] + offset)
        self._data_end = 0
        self._shortened = self._shortened and self._place == 0
        return self._place

    def close(self) -> None:
        """Close the descriptor too."""
        if not self.closed:
            os.close(self._fd)
        super().close()

    def _stretch(self) -> int:
        """How many bytes may be read from here at once; jumps to the last block of a long hole."""
        if self._place >= self._data_end:
            data = _seek(self._fd, self._place, os.SEEK_DATA)
            if data - self._place > HOLE:
                self._place = max(self._place, (data - 1) // BLOCK * BLOCK)
            self._data_end = _seek(self._fd, data, os.SEEK_HOLE)
        return max(self._data_end - self._place, BLOCK)


def _seek(fd: int, place: int, whence: int) -> int:
    """Where the next data or hole begins; the end of the file when there is none."""
    try:
        return os.lseek(fd, place, whence)
    except OSError as error:
        if error.errno != errno.ENXIO:
            return sys.maxsize if whence == os.SEEK_HOLE else place
        return os.fstat(fd).st_size
