"""Columns in bulk: the cells of a table that detectors can read without an object for each.

    a column's cells of one width ─► which expressions could match ─► none: done
                                                                  ─► all of detectors that read in bulk: lots
                                                                  ─► others: one pass of the matcher tells which cells
    what nobody is sure of ─► the rest, cell by cell

What comes out is exactly what reading cell by cell gives, counted: a *lot* is the cells of one column that are the same
things with the same confidence, and holds their values as arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.gathered import gathered, left_words
from pdscan.detection.labels import Label
from pdscan.detection.matcher import Expression
from pdscan.detection.normalise import Normalised
from pdscan.detection.scanner import Candidate, Scanner, matches
from pdscan.detection.shapes import Places, possible, summed_up
from pdscan.model import Match, TableChunk, Verdict
from pdscan.protocols import BY_HEADER, NO_CANDIDATE, REFUSED, UNSURE, Detector, Many

FEWEST = 256
"""Columns with fewer cells are read cell by cell: the arrays wouldn't pay."""
WIDEST = 64
"""Wider cells are free text, and scanned as such."""

HeaderOf = Callable[[str, Detector], Label | None]


@dataclass(frozen=True, slots=True)
class Part:
    """What the cells of a lot may be: a match without its value, and the values and texts by row."""

    match: Match
    values: NDArray[np.uint8] = field(repr=False)
    texts: NDArray[np.uint8] = field(repr=False)


@dataclass(frozen=True, slots=True)
class Lot:
    """Cells of one column, by their rows, that are all the same things with the same confidence."""

    column: int
    rows: NDArray[np.int64]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Count:
    """How many cells of a column have the shape of an entity, and how many pass its check."""

    column: int
    entity: str
    shaped: int
    valid: int


@dataclass(slots=True)
class Sorted:
    """A chunk, sorted into lots and what must be read cell by cell (`rest`, the numbers of cells)."""

    lots: list[Lot] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    rest: list[NDArray[np.int64]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Group:
    """The cells of one column and one width."""

    column: int
    cells: NDArray[np.int64]
    texts: NDArray[np.uint8] = field(repr=False)
    suspects: frozenset[str]
    headed: frozenset[str]


class Bulk:
    """Sorts chunks of tables.

    :param header: the label that a column's name is to a detector.
    """

    def __init__(self, scanner: Scanner, header: HeaderOf, file_label: Callable[[Detector], Label | None]) -> None:
        self._scanner = scanner
        self._header = header
        self._file_label = file_label
        self._suspects: dict[Places, frozenset[str]] = {}

    def sort(self, chunk: TableChunk) -> Sorted:
        """The chunk's cells as lots where that is possible; nothing where its columns don't stand in one piece each."""
        found = Sorted()
        if (np.diff(chunk.column) < 0).any():
            found.rest.append(np.arange(len(chunk.starts)))
            return found
        waiting: list[_Group] = []
        for group in self._groups(chunk, found):
            if not group.suspects and not group.headed:
                continue
            read = self._read(group, group.suspects | group.headed)
            if read is None or any(many is None for many in read.values()):
                waiting.append(group)
            else:
                self._settle(chunk, group, read, found)
        self._scan(chunk, waiting, found)
        return found

    def _groups(self, chunk: TableChunk, found: Sorted) -> Iterator[_Group]:
        data = np.frombuffer(chunk.data, dtype=np.uint8)
        edges = np.searchsorted(chunk.column, np.arange(len(chunk.columns) + 1))
        for column, (first, last) in enumerate(zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True)):
            cells = np.arange(first, last)
            if last - first < FEWEST:
                found.rest.append(cells)
                continue
            plain = _plain(chunk, cells)
            found.rest.append(cells[~plain])
            yield from self._by_width(chunk, column, cells[plain], data)

    def _by_width(
        self, chunk: TableChunk, column: int, cells: NDArray[np.int64], data: NDArray[np.uint8]
    ) -> Iterator[_Group]:
        widths = (chunk.ends - chunk.starts)[cells]
        order = np.argsort(widths, kind="stable")
        edges = np.flatnonzero(np.diff(widths[order])) + 1
        headed = self._headed(chunk.columns[column])
        everything = frozenset(self._scanner.detectors)
        for part in np.split(cells[order], edges):
            if not len(part):
                continue
            width = int(chunk.ends[part[0]] - chunk.starts[part[0]])
            if width > WIDEST:
                texts = np.empty((len(part), 0), dtype=np.uint8)
                yield _Group(column, part, texts, everything, headed)
            else:
                texts = data[chunk.starts[part][:, None] + np.arange(width)]
                yield _Group(column, part, texts, self._suspected(summed_up(texts)), headed)

    def _headed(self, name: str) -> frozenset[str]:
        """The detectors to which the header alone says that the column is theirs."""
        labels = {
            entity: self._header(name, detector)
            for entity, detector in self._scanner.detectors.items()
            if detector.header_only
        }
        return frozenset(entity for entity, label in labels.items() if label is not None and not label.rival)

    def _suspected(self, places: Places) -> frozenset[str]:
        """The detectors of which an expression could match in such cells."""
        if places not in self._suspects:
            self._suspects[places] = frozenset(
                each.detector.entity
                for each in self._scanner.expressions
                if possible(each.source, places, tuple(each.detector.not_before), tuple(each.detector.not_after))
            )
        return self._suspects[places]

    def _read(self, group: _Group, entities: Iterable[str]) -> dict[str, Many | None] | None:
        """What each detector says of a group; None when one of them can't read in bulk."""
        detectors = [self._scanner.detectors[entity] for entity in sorted(entities)]
        if not group.texts.shape[1] or any(each.read_many is None for each in detectors):
            return None
        return {each.entity: each.read_many(group.texts) for each in detectors if each.read_many is not None}

    def _scan(self, chunk: TableChunk, groups: Sequence[_Group], found: Sorted) -> None:
        """Look for all expressions in the groups at once; only cells in which one may begin are read any further."""
        if groups:
            hits = Hits(self._scanner, chunk, np.sort(np.concatenate([group.cells for group in groups])))
            for group in groups:
                self._after_scan(chunk, group, hits, found)

    def _after_scan(self, chunk: TableChunk, group: _Group, hits: Hits, found: Sorted) -> None:
        unread = np.zeros(len(group.cells), dtype=np.bool_)
        read: dict[str, Many] = {}
        seen = frozenset(entity for entity in hits.entities if hits.near(entity)[group.cells].any())
        for entity in sorted(seen | group.headed):
            reader = self._scanner.detectors[entity].read_many
            many = reader(group.texts) if reader is not None and group.texts.shape[1] else None
            if many is None:
                unread |= hits.exactly(entity)[group.cells] | (entity in group.headed)
            elif entity in group.headed:
                read[entity] = many
            else:
                near = hits.near(entity)[group.cells]
                read[entity] = replace(many, kind=np.where(near, many.kind, np.int16(NO_CANDIDATE)))
        found.rest.append(group.cells[unread])
        kept = ~unread
        if read and kept.any():
            fewer = replace(group, cells=group.cells[kept], texts=group.texts[kept], suspects=seen)
            self._settle(chunk, fewer, {entity: _some(many, kept) for entity, many in read.items()}, found)

    def _settle(self, chunk: TableChunk, group: _Group, read: Mapping[str, Many | None], found: Sorted) -> None:
        """Turn what the detectors say into lots."""
        sure = np.ones(len(group.cells), dtype=np.bool_)
        told: dict[str, tuple[Many, Label | None]] = {}
        for entity, many in read.items():
            if many is None:
                continue
            detector = self._scanner.detectors[entity]
            sure &= many.kind != UNSURE
            if entity in group.headed:
                sure &= many.kind != BY_HEADER
            label = self._header(chunk.columns[group.column], detector)
            if label is None:
                label = self._file_label(detector)
                sure &= ~self._may_be_labelled(chunk, group, many)
            told[entity] = many, label
        found.rest.append(group.cells[~sure])
        code = np.zeros(len(group.cells), dtype=np.int64)
        choices: list[tuple[Many, list[Match | None]]] = []
        for entity, (many, label) in told.items():
            self._count(group, entity, many.kind[sure], found)
            detector = self._scanner.detectors[entity]
            templates = [_template(detector, verdict, label) for verdict in many.verdicts]
            worth = np.array([0, *(number + 1 if each is not None else 0 for number, each in enumerate(templates))])
            code = code * (len(templates) + 1) + worth[np.maximum(many.kind, -1) + 1]
            choices.append((many, templates))
        code[~sure] = 0
        for each in np.unique(code[code > 0]).tolist():
            cells = np.flatnonzero(code == each)
            found.lots.append(Lot(group.column, chunk.row[group.cells[cells]], _parts(each, choices, group, cells)))

    def _count(self, group: _Group, entity: str, kind: NDArray[np.int16], found: Sorted) -> None:
        if not self._scanner.detectors[entity].candidates:
            return
        valid = int(np.count_nonzero(kind >= 0))
        shaped = valid + int(np.count_nonzero(kind == REFUSED)) if entity in group.suspects else 0
        if valid or shaped:
            found.counts.append(Count(group.column, entity, shaped, valid))

    def _may_be_labelled(self, chunk: TableChunk, group: _Group, many: Many) -> NDArray[np.bool_]:
        """Which of the cells that a detector accepts have words to their left, which may be a label."""
        accepted = many.kind >= 0
        if accepted.any():
            accepted[accepted] = left_words(chunk, group.cells[accepted])
        return accepted


class Hits:
    """Where in some cells of a chunk an expression may begin, by one pass of the matcher."""

    def __init__(self, scanner: Scanner, chunk: TableChunk, cells: NDArray[np.int64]) -> None:
        self._size = len(chunk.starts)
        self._joined = gathered(chunk, cells)
        self._places: dict[str, list[tuple[Expression, NDArray[np.int64]]]] = defaultdict(list)
        for number, places in scanner.matcher.places(self._joined.chunk.data).items():
            each = scanner.expressions[number]
            self._places[each.detector.entity].append((each, places))
        self._near: dict[str, NDArray[np.bool_]] = {}
        self._exactly: dict[str, NDArray[np.bool_]] = {}

    @property
    def entities(self) -> Iterable[str]:
        """Those of which anything may be there."""
        return self._places.keys()

    def near(self, entity: str) -> NDArray[np.bool_]:
        """For each cell of the chunk, whether a candidate of an entity may be in it."""
        if entity not in self._near:
            self._near[entity] = self._cells_of(places for _, places in self._places[entity])
        return self._near[entity]

    def exactly(self, entity: str) -> NDArray[np.bool_]:
        """For each cell of the chunk, whether a candidate begins in it, what must not adjoin it considered."""
        if entity not in self._exactly:
            data = self._joined.chunk.data
            spans = (each.spans(data, places.tolist()) for each, places in self._places.get(entity, ()))
            starts = [start for found in spans for start, *_ in found]
            self._exactly[entity] = self._cells_of([np.array(starts, dtype=np.int64)])
        return self._exactly[entity]

    def _cells_of(self, offsets: Iterable[NDArray[np.int64]]) -> NDArray[np.bool_]:
        mask = np.zeros(self._size, dtype=np.bool_)
        for each in offsets:
            at = np.searchsorted(self._joined.chunk.starts, each, side="right") - 1
            mask[self._joined.cells[at[at >= 0]]] = True
        return mask


def _plain(chunk: TableChunk, cells: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Which cells of one column are ASCII."""
    first, last = int(chunk.starts[cells[0]]), int(chunk.ends[cells[-1]])
    piece = chunk.data[first:last]
    if piece.isascii():
        return np.ones(len(cells), dtype=np.bool_)
    high = np.concatenate([[0], np.cumsum(np.frombuffer(piece, dtype=np.uint8) >= 0x80)])
    plain: NDArray[np.bool_] = high[chunk.ends[cells] - first] == high[chunk.starts[cells] - first]
    return plain


def _some(many: Many, mask: NDArray[np.bool_]) -> Many:
    return Many(many.kind[mask], many.verdicts, many.values[mask])


def _template(detector: Detector, verdict: Verdict, label: Label | None) -> Match | None:
    """The match, without its value, of a verdict under a label; None when it comes to nothing."""
    required = verdict.label_required and (label is None or label.rival)
    if required and detector.chance >= 1:
        return None
    (match,) = matches(Candidate(detector, 0, 0, verdict), label, Normalised(b""), b"")
    return replace(match, confidence=0.0) if required else match


def _parts(
    code: int, choices: Sequence[tuple[Many, list[Match | None]]], group: _Group, cells: NDArray[np.int64]
) -> tuple[Part, ...]:
    """What the cells with one code are, by entity: the code is a number whose digits are the verdicts."""
    parts = []
    for many, templates in reversed(choices):
        code, number = divmod(code, len(templates) + 1)
        match = templates[number - 1] if number else None
        if match is not None:
            parts.append(Part(match, many.values[cells], group.texts[cells]))
    return tuple(sorted(parts, key=lambda part: part.match.entity))
