"""What a child process unpacks, as one stream: archives whose readers are programs or libraries of others.

The child turns the archive into a TAR file that nobody keeps: it goes through a pipe, and is read as it comes.  The
child has bounded memory, and no longer to live than the item that it reads may take.
"""

from __future__ import annotations

import errno
import io
import os
import select
import signal
import tarfile
import tempfile
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO, NoReturn, cast

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.isolated import confine
from pdscan_targets.formats.tar import FORMAT as TAR

CLOSING = 5.0
"""Seconds that a child which has written everything may take to end."""

MOST_NOTES = 1 << 16

Writing = Callable[[int], None]
"""Writes to the file descriptor that it gets; or runs a program that does."""


class Piped(io.RawIOBase):
    """The stream; `failed` and `notes` say afterwards how the child ended, and what it complained of."""

    def __init__(self, child: int, receiving: int, notes: IO[bytes], seconds: float) -> None:
        self._child, self._receiving, self._notes = child, receiving, notes
        self._until = time.monotonic() + seconds
        self._status: int | None = None

    def readable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """Some more of what the child writes.

        :raises TimeoutError: when it writes nothing until its time is over.
        """
        left = max(self._until - time.monotonic(), 0.0)
        if not select.select([self._receiving], [], [], left)[0]:
            raise TimeoutError
        data = os.read(self._receiving, len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def ended(self) -> tuple[bool, bytes]:
        """Whether the child came to its end as it should, and what it wrote to its standard error."""
        if self._status is None:
            self._status = self._waited()
        self._notes.seek(0)
        return self._status == 0, self._notes.read(MOST_NOTES)

    def _waited(self) -> int:
        until = time.monotonic() + CLOSING
        while time.monotonic() < until:
            child, status = os.waitpid(self._child, os.WNOHANG)
            if child:
                return status
            time.sleep(0.005)
        os.kill(self._child, signal.SIGKILL)
        return os.waitpid(self._child, 0)[1]

    def end(self) -> None:
        """Whatever the child does, it is gone afterwards."""
        os.close(self._receiving)
        if self._status is None:
            os.kill(self._child, signal.SIGKILL)
            self._status = os.waitpid(self._child, 0)[1]


@contextmanager
def piped(writing: Writing, seconds: float) -> Iterator[Piped]:
    """What `writing` writes in a child process."""
    receiving, sending = os.pipe()
    with tempfile.TemporaryFile() as notes:
        child = os.fork()
        if child == 0:
            os.close(receiving)
            _write_and_exit(writing, sending, notes.fileno())
        os.close(sending)
        stream = Piped(child, receiving, notes, seconds)
        try:
            yield stream
        finally:
            stream.end()


def members(stream: Piped, item: Item, limits: Limits) -> Generator[Decoded, None, bool]:
    """The members of the TAR file that a child writes; gives back whether it broke off."""
    broken = False
    try:
        for each in TAR.chunks(cast(BinaryIO, stream), item, limits):
            if isinstance(each, Problem) and each.reason == "damaged":
                broken = True
            else:
                yield each
    except tarfile.TarError:
        return True
    return broken


def program(arguments: list[str], source: BinaryIO) -> Writing:
    """Runs a program that reads an archive from its standard input, and writes to its standard output."""

    def writing(sending: int) -> None:
        os.dup2(source.fileno(), 0)
        os.dup2(sending, 1)
        os.lseek(0, 0, os.SEEK_SET)
        os.execvp(arguments[0], arguments)  # noqa: S606 - the point is that there is no shell

    return writing


def on_disk(head: bytes, stream: BinaryIO, most: int) -> BinaryIO:
    """A copy that another process can go to and fro in: it has no name, and is gone when it is closed.

    Without a buffer, because the place in the file is that of both processes.

    :param head: what was read of the stream before.
    :raises OSError: when it is larger than `most` bytes, as when there is no room for it.
    """
    copy = cast(BinaryIO, tempfile.TemporaryFile(buffering=0))  # noqa: SIM115 - the caller closes it
    copy.write(head)
    while block := stream.read(1 << 20):
        copy.write(block)
        if copy.tell() > most:
            copy.close()
            raise OSError(errno.ENOSPC, "")
    copy.seek(0)
    return copy


def _write_and_exit(writing: Writing, sending: int, notes: int) -> NoReturn:
    """The whole life of the child."""
    status = 1
    try:
        confine()
        os.dup2(notes, 2)
        writing(sending)
        status = 0
    except BaseException as error:  # noqa: BLE001 - a panic of a library is no Exception
        os.write(2, type(error).__name__.encode())
    finally:
        os._exit(status)
