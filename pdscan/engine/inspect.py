"""Decoded content → what stands in it, item by item: where formats and detectors meet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import groupby

from pdscan.detection import Lot, Reading, Scanner, TableScan
from pdscan.detection.position import Positions
from pdscan.engine.decode import Decoded
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.structures import Structures
from pdscan.model import Chunk, Item, Match, TableChunk, TextChunk
from pdscan.protocols import Problem


@dataclass(frozen=True, slots=True)
class Found:
    """A match in text, or a reading of a cell, and the piece of content that it stands in."""

    path: str
    item: Item
    chunk: Chunk
    what: Match | Reading


@dataclass(frozen=True, slots=True)
class FoundMany:
    """Cells of a table that are the same things, and the rows that they stand in."""

    path: str
    item: Item
    chunk: TableChunk
    lot: Lot


@dataclass(frozen=True, slots=True)
class Seen:
    """A piece of content that has been looked at: `bytes` of text, `rows` of a table."""

    path: str
    bytes: int
    rows: int = 0


Seeing = Found | FoundMany | Recognised | Seen | tuple[str, Problem]
"""What inspecting gives: the last is the path of what could not be decoded, and why."""


class Inspection:
    """One item and all that is nested in it.

    Iterating gives what is found, what the item was recognised as, what was looked at, and what could not be decoded.

    :param tables: keeps the columns' tallies by path, for the verdict at the end.
    :param recogniser: knows the item's tables from chunk to chunk.
    :param in_bulk: the cells of tables need no places, so that many of them are found together.
    """

    def __init__(
        self,
        scanner: Scanner,
        decoded: Iterable[Decoded],
        tables: dict[str, TableScan],
        recogniser: Recogniser | None = None,
        *,
        in_bulk: bool = False,
    ) -> None:
        self._in_bulk = in_bulk
        self._scanner = scanner
        self._decoded = decoded
        self._tables_seen = tables
        self._recogniser = recogniser or Recogniser(Structures(()))

    def __iter__(self) -> Iterator[Seeing]:
        for (path, kind), group in groupby(self._decoded, key=lambda each: (each.path, type(each.content))):
            if kind is TextChunk:
                yield from self._text(path, group)
            elif kind is TableChunk:
                yield from self._tables(path, group)
            else:
                for each in group:
                    assert isinstance(each.content, Problem)
                    yield path, each.content

    def _text(self, path: str, group: Iterable[Decoded]) -> Iterator[Seeing]:
        latest: list[Item] = []
        run = self._recogniser.text()
        seen = 0

        def chunks() -> Iterator[TextChunk]:
            nonlocal seen
            for each in group:
                assert isinstance(each.content, TextChunk)
                latest[:] = [each.item]
                seen += len(each.content.data)
                run.add(each)
                yield each.content

        for chunk, match in self._scanner.stream(chunks(), file_name(path)):
            yield Found(path, latest[0], chunk, match)
        yield from run.close()
        yield Seen(path, seen)

    def _tables(self, path: str, group: Iterable[Decoded]) -> Iterator[Seeing]:
        scan = self._tables_seen.setdefault(path, TableScan(self._scanner, file_name(path)))
        for each in group:
            chunk = each.content
            assert isinstance(chunk, TableChunk)
            for reading in scan.in_bulk(chunk) if self._in_bulk else scan.readings(chunk):
                if isinstance(reading, Lot):
                    yield FoundMany(path, each.item, chunk, reading)
                else:
                    yield Found(path, each.item, chunk, reading)
            yield from self._recogniser.table(each)
            yield Seen(path, len(chunk.data), chunk.rows)


def file_name(path: str) -> str:
    """The last part of a path, without its suffix: words that may say what stands in the file.

    >>> file_name("2019/oud.zip!/lijst/bsn-lijst.txt")
    'bsn-lijst'
    """
    name = path.rsplit("!/", 1)[-1].rsplit("/", 1)[-1]
    stem, dot, _ = name.rpartition(".")
    return stem if dot else name


class Placer:
    """Fills in the line and columns of matches in tables, chunk by chunk, in one walk through each."""

    def __init__(self) -> None:
        self._chunk: TableChunk | None = None
        self._positions = Positions(1)

    def placed(self, chunk: TableChunk, match: Match) -> Match:
        """The match with its line and columns in the source."""
        assert match.cell is not None
        if chunk.line is None or chunk.offset is None:
            if self._chunk is not chunk:
                self._chunk, self._positions = chunk, Positions(chunk.first_line)
            return self._positions.placed(match, chunk.data)
        before = chunk.data[int(chunk.starts[match.cell]) : match.start].decode("utf-8", "replace")
        column = int(chunk.offset[match.cell]) + len(before)
        line = int(chunk.line[match.cell])
        return replace(match, line=line, column=column, column_end=column + len(match.text))
