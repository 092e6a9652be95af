"""An item → the chunks in it, archive members and attachments included, and what could not be read.

    Item ──► the format that recognises its first bytes ──► chunks
                                                        ──► nested items ──► the same again
                                                        ──► problems

Nothing that a file holds raises an exception here: a broken parser, a bomb or a locked file is a `Problem`.
"""

from __future__ import annotations

import dataclasses
import errno
import gzip
import io
import lzma
import re
import tarfile
import zipfile
import zlib
from collections import Counter
from collections.abc import Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from typing import BinaryIO, cast

from pdscan.engine.budget import DAMAGE, Budget, Metered, unreadable
from pdscan.errors import PdscanError
from pdscan.model import Chunk, Item, TableChunk, TextChunk
from pdscan.protocols import Format, Limits, Noticed, Problem

HEAD = 8192
"""How many first bytes a format may look at to recognise an item."""

BUFFER = 1 << 16

DECLARED = 0.5
"""How sure the media type that somebody else declared makes us: less than the item's own first bytes do."""

LONGEST_NAME = 255

BROKEN: tuple[tuple[type[Exception] | tuple[type[Exception], ...], str], ...] = (
    (EOFError, "it breaks off"),
    (tarfile.TarError, "the archive breaks off, or is broken"),
    ((zlib.error, lzma.LZMAError, zipfile.BadZipFile, gzip.BadGzipFile), "what is packed in it is broken"),
)
"""What is told of damage, by the exception; of other exceptions their class."""

UNSAFE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""Characters that a member's name may not bring into a report: line breaks, controls, changes of direction."""


@dataclass(frozen=True, slots=True)
class Decoded:
    """One chunk of an item, or a problem with it.

    `path` is the item's path, nested members joined with `!/`; for a problem it may name a member that
    could not be opened.  `item` is the (nested) item itself, with the media type that it was recognised as; its stream
    can be opened only until the next piece is asked for.  `head` are the item's first bytes, and `noticed` is what its
    format noticed besides.
    """

    path: str
    item: Item
    content: Chunk | Problem
    head: bytes = field(default=b"", repr=False)
    noticed: Mapping[str, str | int | bool] = field(default_factory=dict)


class Decoder:
    """Decodes items by the formats that there are.

    :param formats: by name; of several that recognise an item the surest reads it.
    :param limits: hold for a whole item, whatever is nested in it; one that is reached gives one problem, and ends it.
    """

    def __init__(self, formats: Mapping[str, Format], limits: Limits | None = None) -> None:
        self._formats = formats
        self._limits = limits or Limits()

    def decode(self, item: Item) -> Iterator[Decoded]:
        """Everything that the item holds, in the order in which it stands there."""
        budget = Budget(self._limits, item.size)
        with closing(_Decoding(budget, self._formats).pieces(item, item.path, 0)) as pieces:
            while True:
                budget.start()
                try:
                    piece = next(pieces, None)
                finally:
                    budget.stop()
                if piece is None:
                    return
                yield piece


def recognise(head: bytes, item: Item, formats: Mapping[str, Format]) -> Format | None:
    """The format that is surest about an item with these first bytes, None when none is."""
    name = item.path.rsplit("/", 1)[-1]
    best, surest = None, 0.0
    for _, candidate in sorted(formats.items()):
        sure = candidate.recognises(head, name)
        if item.media_type in candidate.media_types and item.media_type != "text/plain":
            sure = max(sure, DECLARED)
        if sure > surest:
            best, surest = candidate, sure
    return best


class _Decoding:
    """The recursion over one root item."""

    def __init__(self, budget: Budget, formats: Mapping[str, Format]) -> None:
        self._budget = budget
        self._formats = formats
        self._told = False

    def pieces(self, item: Item, path: str, depth: int) -> Generator[Decoded, None, None]:
        """The pieces of one item, and of what is nested in it."""
        try:
            with self._opened(item, depth) as metered:
                yield from self._contents(metered, item, path, depth)
        except Exception as error:  # noqa: BLE001 - whatever a parser does with hostile input, it is a result
            if self._budget.problem is None:
                yield Decoded(path, item, _problem_of(error))
        if self._budget.problem is not None and not self._told:
            self._told = True
            yield Decoded(path, item, self._budget.problem)

    def _opened(self, item: Item, depth: int) -> Metered:
        try:
            raw = item.open()
        except (OSError, PdscanError) as error:
            if depth:
                raise
            self._budget.fail(unreadable(error))
        return Metered(raw, self._budget, nested=depth > 0)

    def _contents(self, metered: Metered, item: Item, path: str, depth: int) -> Iterator[Decoded]:
        head = metered.head(HEAD)
        chosen = recognise(head, item, self._formats) if head else None
        if chosen is not None:
            yield from self._chosen(chosen, metered, item, path, depth, head)
        elif head:
            yield Decoded(path, item, _unknown(head))
        if metered.damage is not None:
            yield Decoded(path, item, _problem_of(metered.damage))

    def _chosen(
        self, chosen: Format, metered: Metered, item: Item, path: str, depth: int, head: bytes
    ) -> Iterator[Decoded]:
        """What one format makes of an item."""
        item = dataclasses.replace(item, path=path, media_type=chosen.media_types[0])
        stream = cast(BinaryIO, io.BufferedReader(metered, BUFFER))
        names: Counter[str] = Counter()
        noticed: dict[str, str | int | bool] = {}
        for content in chosen.chunks(stream, item, self._budget.remaining()):
            if isinstance(content, Item):
                yield from self._nested(content, item, depth, names)
            elif isinstance(content, Noticed):
                noticed |= content.facts
            elif isinstance(content, Problem):
                yield from self._problem(content, item, path)
            else:
                self._budget.emit(len(content.data))
                yield Decoded(path, item, _dated(content, item), head, noticed)
            self._budget.check()

    def _problem(self, problem: Problem, item: Item, path: str) -> Iterator[Decoded]:
        if self._budget.problem is None:
            yield Decoded(_joined(path, problem.member), item, problem)

    def _nested(self, content: Item, parent: Item, depth: int, names: Counter[str]) -> Iterator[Decoded]:
        """The pieces of a member; what is too deep is told once for its container."""
        self._budget.member()
        if depth >= self._budget.limits.depth:
            names["\0deep"] += 1
            if names["\0deep"] == 1:
                detail = f"nested deeper than {self._budget.limits.depth} levels"
                yield Decoded(parent.path, parent, Problem("too deep", detail))
            return
        path = _joined(parent.path, _distinct(content.path, names))
        child = dataclasses.replace(
            content,
            path=path,
            modified=content.modified or parent.modified,
            recorded=content.recorded or parent.recorded,
        )
        yield from self.pieces(child, path, depth + 1)


def _problem_of(error: Exception) -> Problem:
    """The problem that an exception is: its class may be told, its message may hold scanned values."""
    name = type(error).__name__
    if isinstance(error, RecursionError):
        return Problem("too deep", "nested deeper than the parser can go")
    if isinstance(error, MemoryError):
        return Problem("too large", "needs more memory than there is")
    if isinstance(error, TimeoutError):
        return Problem("time limit", "what unpacks it gives nothing more")
    if isinstance(error, PdscanError):
        return Problem("unreachable", name)
    if isinstance(error, ImportError):
        return Problem("needs a package", error.name or "")
    if isinstance(error, OSError) and error.errno == errno.ENOSPC:
        return Problem("too large", "no room to unpack it")
    if isinstance(error, DAMAGE):
        return Problem("damaged", next((words for kinds, words in BROKEN if isinstance(error, kinds)), name))
    return Problem("parser failed", name)


def _unknown(head: bytes) -> Problem:
    """What an item is that no format can read, by its first bytes."""
    import puremagic

    if head[8:12] == b"DUCK":
        return Problem("unknown format", "a DuckDB database: scan it as a target of its own, duckdb:///…")
    try:
        media_type = puremagic.from_string(head, mime=True) or "application/octet-stream"
    except (puremagic.PureError, ValueError):
        media_type = "application/octet-stream"
    return Problem("unknown format", media_type)


def _dated(chunk: Chunk, item: Item) -> Chunk:
    """The chunk with the date of the record that its item is, where it has none of its own."""
    if item.recorded is None or chunk.recorded is not None:
        return chunk
    day = item.recorded.date()
    if isinstance(chunk, TextChunk):
        return dataclasses.replace(chunk, recorded=day)
    return _dated_rows(chunk, day.isoformat())


def _dated_rows(chunk: TableChunk, day: str) -> TableChunk:
    import numpy as np

    return dataclasses.replace(chunk, recorded=np.full(chunk.rows, day, dtype="datetime64[D]"))


def _joined(path: str, member: str) -> str:
    return f"{path}!/{_cleaned(member)}" if member else path


def _distinct(name: str, names: Counter[str]) -> str:
    """The name, with a number behind it when its container has that name already."""
    name = _cleaned(name)
    names[name] += 1
    return name if names[name] == 1 else f"{name} ({names[name]})"


def _cleaned(name: str) -> str:
    r"""A member's name as it may stand in a report.

    >>> _cleaned("../a\nb\udcff.txt")
    '../a�b?.txt'
    """
    name = UNSAFE.sub("�", name.encode("utf-8", "replace").decode("utf-8"))
    return name if len(name) <= LONGEST_NAME else name[:100] + "…" + name[-100:]
