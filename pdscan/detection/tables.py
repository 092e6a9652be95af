"""Detection in tables: a cell is read with its column's name, and judged with its column's other values.

The values of a cell that may be several things (fifteen digits: an IMEI or an IMSI?) stay together as a
*reading* until the whole column has been seen; so the outcome does not depend on how a table was cut into chunks.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.bulk import Bulk
from pdscan.detection.cells import PROBE, CellJudge
from pdscan.detection.columns import ColumnVerdict, Tally, verdict
from pdscan.detection.gathered import gathered
from pdscan.detection.labels import LINE_ABOVE, VAGUE, Label, Labels, letters
from pdscan.detection.lots import Lot
from pdscan.detection.matcher import Expression
from pdscan.detection.placed import Cells, ColumnKey
from pdscan.detection.ruled import ruled
from pdscan.detection.scanner import Candidate, LineContext, Scanner, arithmetic, container, matches
from pdscan.model import Match, TableChunk, Verdict
from pdscan.protocols import ColumnRule, Detector, Many

Counts = tuple[Mapping[ColumnKey, Mapping[str, Tally]], Mapping[ColumnKey, int]]
"""Of some rows: by column and entity what their values look like, and by column how many are filled."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What one cell (`whole`) or a part of it may be: the possible matches, before the column's verdict."""

    cell: int
    row: int
    column: ColumnKey
    whole: bool
    matches: tuple[Match, ...]

    def judged(self, verdict_of: Callable[[ColumnKey, str], ColumnVerdict]) -> Match | None:
        """The best match after the column's verdict, None when nothing remains of any."""
        if not self.whole:
            return self.matches[0]
        judged = (_with_verdict(match, verdict_of(self.column, match.entity)) for match in self.matches)
        best = max(judged, key=lambda match: (match.confidence, match.entity))
        return best if best.confidence > 0 else None


def _with_verdict(match: Match, column: ColumnVerdict) -> Match:
    labelled = any(reason.startswith(("header:", "label:")) for reason in match.reasons)
    confidence = column.applied(match.confidence, labelled=labelled)
    if confidence == match.confidence:
        return match
    return replace(match, confidence=round(confidence, 4), reasons=(*match.reasons, column.reason))


class TableScan:
    """The tables of one item, chunk by chunk; the tallies of their columns grow along."""

    def __init__(self, scanner: Scanner, file_name: str = "") -> None:
        self.scanner = scanner
        self._file_name = file_name
        self._tallies: dict[ColumnKey, dict[str, Tally]] = defaultdict(lambda: defaultdict(Tally))
        self._filled: dict[ColumnKey, int] = defaultdict(int)
        self._headers: dict[tuple[str, str], Label | None] = {}
        self._rules = [(each, each.column) for each in scanner.detectors.values() if each.column is not None]
        self._judges: dict[tuple[ColumnKey, str], CellJudge] = defaultdict(CellJudge)
        self._bulk = Bulk(scanner, self._header, self._file_label, self._settled)
        self._looking = bool(self._rules)

    def counted(self) -> Counts:
        """What was counted for the columns' verdicts, for the scan of another part of the same table to add."""
        return {column: dict(tallies) for column, tallies in self._tallies.items()}, dict(self._filled)

    def add(self, counts: Counts) -> None:
        """Count another part of the same table."""
        tallies, filled = counts
        for column, by_entity in tallies.items():
            for entity, tally in by_entity.items():
                self._tallies[column][entity].add(tally)
        for column, number in filled.items():
            self._filled[column] += number

    def verdict(self, column: ColumnKey, entity: str) -> ColumnVerdict:
        """What the column, as far as it has been seen, says of its values being this entity."""
        detector = self.scanner.detectors.get(entity)
        if detector is None:
            return verdict(Tally(), 1.0, 0.0)
        tally, filled = self._tallies[column][entity], self._filled[column]
        if detector.column is not None:
            return verdict(Tally(filled, filled, tally.valid), detector.chance, 0.0, labelled_ceiling=1.0)
        return verdict(Tally(filled, tally.shaped, tally.valid), detector.chance, detector.column_confidence)

    def readings(self, chunk: TableChunk) -> Iterator[Reading]:
        """Every cell of a chunk that may be something, ascending."""
        self._fill(chunk)
        yield from self._each(Cells(chunk))

    def in_bulk(self, chunk: TableChunk) -> Iterator[Lot | Reading]:
        """The same, with cells that are the same things together; the readings' offsets are of no use."""
        if self.scanner.explain:
            yield from self.readings(chunk)
            return
        self._fill(chunk)
        for part in self._parts(chunk):
            yield from self._part_in_bulk(part)

    def _parts(self, chunk: TableChunk) -> Iterator[TableChunk]:
        """A chunk in ever larger parts as long as column rules look at each cell: from what they see in the first,
        most columns turn out to be none of theirs, and the rest is quick to read.
        """
        begin, size = 0, PROBE
        while self._looking and size < chunk.rows - begin:
            yield gathered(chunk, np.flatnonzero((chunk.row >= begin) & (chunk.row < begin + size))).chunk
            begin, size = begin + size, 2 * size
        yield gathered(chunk, np.flatnonzero(chunk.row >= begin)).chunk if begin else chunk

    def _part_in_bulk(self, chunk: TableChunk) -> Iterator[Lot | Reading]:
        alone = self._alone(chunk)
        self._looking = bool(alone.any())
        found = self._bulk.sort(chunk, alone)
        for each in found.counts:
            tally = self._tallies[chunk.name, chunk.columns[each.column]][each.entity]
            tally.shaped, tally.valid = tally.shaped + each.shaped, tally.valid + each.valid
        yield from found.lots
        rest = np.sort(np.concatenate(found.rest)) if found.rest else np.empty(0, dtype=np.int64)
        if len(rest) == len(chunk.starts):
            yield from self._each(Cells(chunk))
        elif len(rest):
            part = gathered(chunk, rest)
            yield from self._each(Cells(part.chunk, Cells(chunk), part.cells))

    def _alone(self, chunk: TableChunk) -> NDArray[np.bool_]:
        """Which cells a column rule must look at, each by itself: those of columns that have not shown yet what they
        hold, and those that the user's lists speak of.
        """
        alone = self.scanner.lists.marks(chunk.data, chunk.starts)
        for detector, rule in self._rules:
            open_ = np.array([self._says(chunk.name, name, detector) is None for name in chunk.columns], dtype=np.bool_)
            if open_.any():
                alone |= open_[chunk.column] & rule.look(chunk.data, chunk.starts, chunk.ends)
        return alone

    def _settled(self, table: str | None, column: str) -> Mapping[str, Callable[[NDArray[np.uint8]], Many]]:
        """How the cells of a column are read that is known, by its name or its first cells, to hold what is judged by
        whole cells.
        """
        key, found = (table, column), {}
        for detector, rule in self._rules:
            if self._says(table, column, detector):
                found[detector.entity] = partial(ruled, rule, judge=partial(self._worth, key, detector.entity, rule))
        for detector in self.scanner.detectors.values():
            if detector.read_many is None and self._promised(column, detector):
                rule = ColumnRule(look=_every, validate=_of_whole_cells(detector))
                found[detector.entity] = partial(ruled, rule, judge=rule.validate)
        return found

    def _promised(self, column: str, detector: Detector) -> bool:
        """Whether a column's name alone says that it holds this."""
        header = self._header(column, detector)
        return detector.header_only and header is not None and not header.rival and header.place != VAGUE

    def _worth(self, column: ColumnKey, entity: str, rule: ColumnRule, text: str) -> Verdict | None:
        return self._judges[column, entity].worth(text, rule)

    def _says(self, table: str | None, column: str, detector: Detector) -> bool | None:
        """Whether a column holds what a detector's column rule judges: its name says so, or else its first cells did;
        None as long as there were too few.
        """
        header = self._header(column, detector)
        if header is not None and header.place != VAGUE:
            return not header.rival
        judge = self._judges[(table, column), detector.entity]
        return not judge.hopeless if judge.decided else None

    def _fill(self, chunk: TableChunk) -> None:
        for number, filled in enumerate(np.bincount(chunk.column, minlength=len(chunk.columns)).tolist()):
            self._filled[chunk.name, chunk.columns[number]] += filled

    def _each(self, cells: Cells) -> Iterator[Reading]:
        whole: dict[int, list[Match]] = defaultdict(list)
        partial: dict[int, list[Match]] = defaultdict(list)
        context = LineContext(self.scanner, cells.text.data, "", "")
        for cell, candidate in _each_once((*self._by_column(cells), *self._candidates(cells), *self._by_header(cells))):
            if cells.covered(cell, candidate) and candidate.detector.candidates and candidate.verdict.proves:
                self._tallies[cells.column_of(cell)][candidate.detector.entity].valid += 1
            label = self._label(cells, context, cell, candidate)
            for match in self._matches(cells, cell, candidate, label):
                covers = cells.covered(cell, candidate) and container(match) is None
                (whole if covers else partial)[cell].append(match)
        for match in self.scanner.lists.written(cells.text, cells.chunk.data):
            cell = cells.holding(match)
            if cell >= 0:
                partial[cell].append(replace(match, cell=cell))
        for cell in sorted(whole.keys() | partial.keys()):
            yield from self._readings(cells, cell, whole.get(cell, []), partial.get(cell, []))
        if self.scanner.explain:
            yield from self._near_misses(cells)

    def _near_misses(self, cells: Cells) -> Iterator[Reading]:
        for miss in self.scanner.near_misses(cells.text, cells.chunk.data):
            cell = int(np.searchsorted(cells.chunk.starts, miss.start, side="right")) - 1
            if cell >= 0:
                placed = replace(miss, cell=cell)
                yield Reading(cell, cells.rows[cell], cells.column_of(cell), False, (placed,))

    def _readings(self, cells: Cells, cell: int, whole: Sequence[Match], partial: Sequence[Match]) -> Iterator[Reading]:
        if self.scanner.lists:
            whole, partial = self._listed(whole, partial)
        surest = max((match.confidence for match in whole), default=-1.0)
        parts = [match for match in partial if container(match) or match.confidence > surest]
        row, column = cells.rows[cell], cells.column_of(cell)
        if whole:
            yield Reading(cell, row, column, True, tuple(sorted(whole, key=lambda match: match.entity)))
        for match in self.scanner.best(parts):
            yield Reading(cell, row, column, False, (match,))

    def _listed(self, whole: Sequence[Match], partial: Sequence[Match]) -> tuple[list[Match], list[Match]]:
        """What a column's verdict decides about, and what is decided: by a list too, which no column outvotes."""
        settled = self.scanner.lists.settled([*whole, *partial], explain=self.scanner.explain)
        still_open = set(map(id, settled.open))
        denied = any(match.confidence for match in settled.decided)
        return (
            [] if denied else [match for match in whole if id(match) in still_open],
            [*(match for match in partial if id(match) in still_open), *settled.decided],
        )

    def _candidates(self, cells: Cells) -> Iterator[tuple[int, Candidate]]:
        data = cells.text.data
        seen = self._shape_seen(cells)
        for number, places in self.scanner.matcher.places(data).items():
            each = self.scanner.expressions[number]
            self._count_shaped(cells, each, places)
            for candidate in self.scanner.accepted(each, data, arithmetic(each, data, places), seen):
                cell = cells.at(candidate.start)
                if cell >= 0 and candidate.end <= cells.ends[cell]:
                    yield cell, candidate

    def _count_shaped(self, cells: Cells, each: Expression, places: NDArray[np.int64]) -> None:
        """Count the cells of this shape in bulk, where arithmetic will thin them out before they are looked at."""
        if each.bulk is None:
            return
        cell = np.searchsorted(cells.start_array, places, side="right") - 1
        fits = (cell >= 0) & (cells.start_array[cell] == places) & (cells.end_array[cell] == places + each.bulk)
        for number, shaped in enumerate(np.bincount(cells.chunk.column[cell[fits]]).tolist()):
            if shaped:
                self._tallies[cells.keys[number]][each.detector.entity].shaped += shaped

    def _shape_seen(self, cells: Cells) -> Callable[[Expression, int, int], None]:
        known: set[tuple[str, int]] = set()

        def seen(each: Expression, start: int, end: int) -> None:
            if each.bulk is not None:
                return
            cell, entity = cells.at(start), each.detector.entity
            fits = cell >= 0 and cells.starts[cell] == start and cells.ends[cell] == end
            if fits and (entity, cell) not in known:
                known.add((entity, cell))
                self._tallies[cells.column_of(cell)][entity].shaped += 1

        return seen

    def _by_column(self, cells: Cells) -> Iterator[tuple[int, Candidate]]:
        """The whole cells that a detector's column rule accepts."""
        for detector, rule in self._rules:
            places = cells.start_array, cells.end_array
            worth = np.flatnonzero(rule.look(cells.text.data, *places))
            for number in np.unique(cells.chunk.column[worth]).tolist():
                header = self._header(cells.columns[number], detector)
                if header is not None and header.rival:
                    continue
                judge = self._judges[cells.keys[number], detector.entity]
                for cell in worth[cells.chunk.column[worth] == number].tolist():
                    text = cells.text.data[cells.starts[cell] : cells.ends[cell]].decode("utf-8", "replace")
                    found = judge.verdict(text, rule, labelled=header is not None and header.place != VAGUE)
                    if found is not None:
                        yield cell, Candidate.of(detector, cells.starts[cell], text, found)

    def _by_header(self, cells: Cells) -> Iterator[tuple[int, Candidate]]:
        """The cells of columns whose name alone says what they hold (company names, job titles)."""
        for detector in self.scanner.detectors.values():
            validate = _of_whole_cells(detector)
            for number, name in enumerate(cells.chunk.columns):
                if not self._promised(name, detector):
                    continue
                for cell in np.flatnonzero(cells.chunk.column == number).tolist():
                    start, end = cells.starts[cell], cells.ends[cell]
                    text = cells.text.data[start:end].decode("utf-8", "replace")
                    found = validate(text)
                    if found is not None:
                        yield cell, Candidate.of(detector, start, text, found)

    def _header(self, name: str, detector: Detector) -> Label | None:
        key = name, detector.entity
        if key not in self._headers:
            self._headers[key] = self.scanner.labels[detector.entity].in_name(name)
        return self._headers[key]

    def _label(self, cells: Cells, context: LineContext, cell: int, candidate: Candidate) -> Label | None:
        """The label in the cell itself, in the header, in the cell to the left, in the file's name."""
        detector = candidate.detector
        labels = self.scanner.labels[detector.entity]
        if not cells.covered(cell, candidate):
            near = context.label(candidate, cells.starts[cell], cells.ends[cell])
            if near is not None:
                return near
        header = self._header(cells.columns[cells.numbers[cell]], detector)
        if header is not None:
            return header
        left = cells.left_of(cell)
        if left is not None and labels.mentioned(letters(left)) and (near := _spoken(labels, left)):
            return near
        return self._file_label(detector)

    def _file_label(self, detector: Detector) -> Label | None:
        labels = self.scanner.labels[detector.entity]
        return labels.in_name(self._file_name, "file", 0.5) if self._file_name else None

    def _matches(self, cells: Cells, cell: int, candidate: Candidate, label: Label | None) -> Iterator[Match]:
        required = candidate.verdict.label_required and (label is None or label.rival)
        if required and not (cells.covered(cell, candidate) and candidate.detector.chance < 1):
            self.scanner.missed(candidate, "label")
            return
        for match in matches(candidate, label, cells.text, cells.chunk.data, cell):
            yield replace(match, confidence=0.0) if required and match.entity == candidate.detector.entity else match


def _of_whole_cells(detector: Detector) -> Callable[[str], Verdict | None]:
    return detector.column.validate if detector.column else detector.validate


def _every(_data: bytes, starts: NDArray[np.int64], _ends: NDArray[np.int64]) -> NDArray[np.bool_]:
    return np.ones(len(starts), dtype=np.bool_)


def _spoken(labels: Labels, left: bytes) -> Label | None:
    return labels.in_name(left.decode("utf-8", "replace"), "label", LINE_ABOVE)


def _each_once(found: Iterable[tuple[int, Candidate]]) -> Iterator[tuple[int, Candidate]]:
    """Several expressions, or an expression and the header, may give the same candidate."""
    known: set[tuple[str, int, int]] = set()
    for cell, candidate in found:
        key = candidate.detector.entity, candidate.start, candidate.end
        if key not in known:
            known.add(key)
            yield cell, candidate
