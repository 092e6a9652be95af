"""A mail folder in mbox format: one file, message after message, each after a line that begins with `From `.

RFC 4155 describes it, and that its dialects differ.  A separator is a `From ` line at the beginning of the file or
after an empty line, or one that is followed by a header, and it bears a date and time, unless the very first one in
the file doesn't either.  Lengths that headers claim are not trusted.  What the writer quoted (`>From `) is restored.
"""

from __future__ import annotations

import errno
import hashlib
import io
import os
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, TargetOptions, Unchanged
from pdscan_targets.folder import user
from pdscan_targets.globs import Selection
from pdscan_targets.mail_date import HEAD, date_of, message_id_of
from pdscan_targets.paths import local_path, shown
from pdscan_targets.quiet import Opened, one_file
from pdscan_targets.volume import Status, Unreadable

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

BLOCK = 1 << 20
"""Bytes of the file that are searched for separators at once."""

LARGEST_IN_MEMORY = 8 << 20
"""Longer messages are read from the file as they stand, with their `>From ` lines."""

_LONGEST_LINE = 1024
_WITNESS = 4096
_SEPARATOR = re.compile(rb"(?:\A|(?<=\n))From [^\r\n]*\r?\n")
_DATED = re.compile(rb"From .*\d{1,2}:\d\d.*\d{4}\s*\Z|From .*\d{4}.*\d{1,2}:\d\d")
_HEADER = re.compile(rb">?From |[!-9;-~]+[ \t]*:")
_QUOTED = re.compile(rb"^>(>*From )", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Span:
    """Where a message stands in the file: bytes `start` to `end` (exclusive), without its separator."""

    start: int
    end: int


class Mbox:
    """The target for `mbox:PATH`: one file, which is one unit.

    :raises pdscan.errors.UsageError: when the URL names no path on this machine.
    """

    schemes = ("mbox",)

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = Path(local_path(url, "mbox"))
        self._system = options.system
        self._selection = Selection(options.include, options.exclude)
        self._cursor: str | None = None

    def check(self) -> Access:
        """Who we are, and whether we could write to the file.

        :raises pdscan.errors.TargetError: when there is no such file, or it may not be read.
        """
        self._opened().release()
        return Access(user(), 1, os.access(self._path, os.W_OK, effective_ids=True))

    def units(self) -> Iterator[Unit | Skipped]:
        """The file.

        :raises pdscan.errors.TargetError: when there is no such file, or it may not be read.
        """
        opened = self._opened()
        opened.release()
        name = shown(self._path.name)
        if not self._selection.excludes(name):
            yield Unit(name, "mail folder", size=opened.status.size)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped | Unchanged]:
        """The messages, in the order of the file; the path of each is its Message-ID, or its number from 1 on.

        :raises pdscan.errors.TargetError: when there is no such file, or it may not be read.
        """
        self._cursor = None
        opened = self._opened()
        with opened.open() as stream:
            fd = stream.fileno()
            if os.pread(fd, 5, 0) not in (b"", b"From "):
                yield Skipped(Location(self._system, unit.name), "unknown format", "doesn't begin with a “From ” line")
                return
            unchanged, known = _unchanged(fd, since), set[int]()
            number = 0
            for number, span in enumerate(spans(fd), 1):
                head = os.pread(fd, min(HEAD, span.end - span.start), span.start)
                path = _path(message_id_of(head), number, known)
                if self._selection.item(unit.name, path):
                    yield Unchanged(path) if number <= unchanged else _item(path, stream, span, opened.status, head)
            change = opened.change()
            if change is not None:
                yield Skipped(Location(self._system, unit.name), "changed while reading", change)
                return
            self._cursor = _cursor(fd, opened.status.size, number)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """How far the file has been read; good for as long as messages are only added at its end."""
        return None if without else self._cursor

    def sampled(self, unit: Unit) -> bool:
        """Never: the file is read whole."""
        return False

    def close(self) -> None:
        """Nothing stays open between two units."""

    def _opened(self) -> Opened:
        return one_file(self._path, "an mbox")


def spans(fd: int) -> Iterator[Span]:
    """Where the messages stand in an open file."""
    begun: int | None = None
    lenient = not _DATED.match(os.pread(fd, _LONGEST_LINE, 0).split(b"\n", 1)[0])
    for place, after in _separators(fd, lenient):
        if begun is not None:
            yield Span(begun, place)
        begun = after
    if begun is not None:
        yield Span(begun, os.fstat(fd).st_size)


def _separators(fd: int, lenient: bool) -> Iterator[tuple[int, int]]:
    """Where each separator begins and ends."""
    place = 0
    while True:
        # What lies before `place` says whether a line begins there; what lies behind the block, how a line goes on.
        before = min(4, place)
        data = os.pread(fd, before + BLOCK + 2 * _LONGEST_LINE, place - before)
        if len(data) <= before:
            return
        for found in _SEPARATOR.finditer(data, before):
            if found.start() - before >= BLOCK:
                break
            if _is_separator(data, found, lenient):
                yield place - before + found.start(), place - before + found.end()
        place += BLOCK


def _is_separator(data: bytes, found: re.Match[bytes], lenient: bool) -> bool:
    first = found.start() == 0
    after_empty_line = data[: found.start()].endswith((b"\n\n", b"\n\r\n"))
    if lenient:
        return first or after_empty_line
    if not _DATED.match(found.group()):
        return False
    return first or after_empty_line or _HEADER.match(data, found.end()) is not None


def _item(path: str, stream: BinaryIO, span: Span, status: Status, head: bytes) -> Item:
    return Item(
        path,
        partial(_message, stream, span),
        size=span.end - span.start,
        modified=status.modified,
        recorded=date_of(head),
        media_type="message/rfc822",
    )


def _path(message_id: str | None, number: int, known: set[int]) -> str:
    """What a message is called: by its id, and a copy of an earlier message by its number besides."""
    if message_id is None:
        return str(number)
    if hash(message_id) in known:
        return f"{message_id} ({number})"
    known.add(hash(message_id))
    return message_id


def _message(mbox: BinaryIO, span: Span) -> BinaryIO:
    """One message as a stream of its own.

    :raises Unreadable: when the file has been closed meanwhile.
    """
    if mbox.closed:
        raise Unreadable(errno.EBADF, "vanished", "its mbox has been closed")
    if span.end - span.start > LARGEST_IN_MEMORY:
        return cast(BinaryIO, io.BufferedReader(Window(os.dup(mbox.fileno()), span)))
    data = os.pread(mbox.fileno(), span.end - span.start, span.start)
    return io.BytesIO(_QUOTED.sub(rb"\1", data))


class Window(io.RawIOBase):
    """A part of a file as a stream; owns the file's descriptor."""

    def __init__(self, fd: int, span: Span) -> None:
        self._fd = fd
        self._span = span
        self._place = 0

    def readable(self) -> bool:
        """Always."""
        return True

    def seekable(self) -> bool:
        """Always."""
        return True

    def readinto(self, buffer: WriteableBuffer) -> int:
        """The next bytes; 0 at the end of the part."""
        view = memoryview(buffer).cast("B")
        room = max(0, self._span.end - self._span.start - self._place)
        count = os.preadv(self._fd, [view[:room]], self._span.start + self._place)
        self._place += count
        return count

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        """Go to a place, counted from the beginning of the part."""
        origins = (0, self._place, self._span.end - self._span.start)
        self._place = max(0, origins[whence] + offset)
        return self._place

    def close(self) -> None:
        """Close the descriptor too."""
        if not self.closed:
            os.close(self._fd)
        super().close()


def _cursor(fd: int, size: int, number: int) -> str:
    return f"1:{size}:{number}:{_witness(fd, size)}"


def _unchanged(fd: int, since: str | None) -> int:
    """How many messages stand as they stood when a cursor was made; none when the file isn't the same up to there.

    >>> _unchanged(-1, None)
    0
    """
    match (since or "").split(":"):
        case ["1", size, number, witness] if size.isdecimal() and number.isdecimal():
            end = int(size)
            goes_on = os.pread(fd, _LONGEST_LINE, end).lstrip(b"\r\n")
            if goes_on[:5] in (b"", b"From ") and os.fstat(fd).st_size >= end and _witness(fd, end) == witness:
                return int(number)
    return 0


def _witness(fd: int, size: int) -> str:
    """A digest of the first and last bytes of what has been read."""
    first = os.pread(fd, min(size, _WITNESS), 0)
    last = os.pread(fd, min(size, _WITNESS), max(0, size - _WITNESS))
    return hashlib.blake2b(first + last, digest_size=12).hexdigest()


TARGET = Mbox
