"""Columns in bulk: the cells of a table that detectors can read without an object for each.

    a column's cells of one width ─► which expressions could match ─► none: done
                                                                  ─► all of detectors that read in bulk: lots
                                                                  ─► others: one pass of a matcher tells which cells
    what nobody is sure of ─► the rest, cell by cell

What comes out is exactly what reading cell by cell gives, counted: a *lot* is the cells of one column that are the same
things with the same confidence, and holds their values as arrays.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.gathered import left_words
from pdscan.detection.hits import Hits
from pdscan.detection.labels import Label
from pdscan.detection.lots import Count, Lot, Opinion, counted, lots
from pdscan.detection.matcher import Matcher, matcher
from pdscan.detection.scanner import Scanner
from pdscan.detection.suspects import Group, HeaderOf, Suspects
from pdscan.model import TableChunk
from pdscan.protocols import BY_HEADER, NO_CANDIDATE, UNSURE, Detector, Many

RulesOf = Callable[[str | None, str], Mapping[str, Callable[[NDArray[np.uint8]], Many]]]
"""By entity, how the cells of a column (of a table) are read that is known to hold what is judged by whole cells."""
Words = Callable[[], NDArray[np.bool_]]
"""For each cell of a chunk, whether words stand to its left: asked for only where it matters."""

FEW = 12
"""So many expressions get a matcher of their own, which is quicker than that for all, and quick to compile."""


@dataclass(slots=True)
class Sorted:
    """A chunk, sorted into lots and what must be read cell by cell (`rest`, the numbers of cells)."""

    lots: list[Lot] = field(default_factory=list)
    counts: list[Count] = field(default_factory=list)
    rest: list[NDArray[np.int64]] = field(default_factory=list)


class Bulk:
    """Sorts chunks of tables.

    :param header: the label that a column's name is to a detector, and `file_label` that of the file's name.
    :param rules: what column rules say of a column's cells.
    """

    def __init__(
        self, scanner: Scanner, header: HeaderOf, file_label: Callable[[Detector], Label | None], rules: RulesOf
    ) -> None:
        self._scanner = scanner
        self._header = header
        self._file_label = file_label
        self._rules = rules
        self._suspects = Suspects(scanner, header)
        self._matchers: dict[tuple[int, ...], Matcher] = {}

    def sort(self, chunk: TableChunk, alone: NDArray[np.bool_]) -> Sorted:
        """The chunk's cells as lots, as far as that is possible; those that are to be read alone stay in the rest."""
        found = Sorted()
        words = cache(lambda: left_words(chunk))
        waiting: dict[tuple[int, ...], list[Group]] = defaultdict(list)
        ruled = {name for name in chunk.columns if self._rules(chunk.name, name)}
        for group in self._suspects.groups(chunk, alone, ruled):
            if not isinstance(group, Group):
                found.rest.append(group)
            elif (read := self._read(group, group.entities | self._headed(chunk, group))) is not None:
                self._settle(chunk, group, read, words, found)
            else:
                waiting[tuple(sorted(group.suspects)) if len(group.suspects) <= FEW else ()].append(group)
        for expressions, groups in waiting.items():
            self._scan(chunk, expressions, groups, words, found)
        return found

    def _headed(self, chunk: TableChunk, group: Group) -> frozenset[str]:
        """What the column's name makes of a group, as far as no rule for whole cells reads it."""
        return group.headed - self._rules(chunk.name, chunk.columns[group.column]).keys()

    def _read(self, group: Group, entities: Iterable[str]) -> dict[str, Many] | None:
        """What each detector says of a group; None when one of them can't read it in bulk."""
        read: dict[str, Many] = {}
        for entity in sorted(entities):
            many = self._many(entity, group)
            if many is None:
                return None
            read[entity] = many
        return read

    def _many(self, entity: str, group: Group) -> Many | None:
        reader = self._scanner.detectors[entity].read_many
        return reader(group.texts) if reader is not None and group.texts.shape[1] else None

    def _scan(
        self, chunk: TableChunk, chosen: tuple[int, ...], groups: Sequence[Group], words: Words, found: Sorted
    ) -> None:
        """Look for expressions (all, when none are chosen) in many groups at once, then read what may hold any."""
        cells = np.sort(np.concatenate([group.cells for group in groups]))
        every = self._scanner.expressions
        if chosen:
            few = [every[number] for number in chosen]
            if chosen not in self._matchers:
                self._matchers[chosen] = matcher(self._scanner.matcher.name, few, keep=False)
            hits = Hits(self._matchers[chosen], few, chunk, cells)
        else:
            hits = Hits(self._scanner.matcher, every, chunk, cells)
        for group in groups:
            self._after_scan(chunk, group, hits, words, found)

    def _after_scan(self, chunk: TableChunk, group: Group, hits: Hits, words: Words, found: Sorted) -> None:
        unread = np.zeros(len(group.cells), dtype=np.bool_)
        read: dict[str, Many] = {}
        headed = self._headed(chunk, group)
        seen = frozenset(entity for entity in hits.entities if hits.near(entity)[group.cells].any())
        for entity in sorted(seen | headed):
            many = self._many(entity, group)
            if many is None:
                unread |= hits.exactly(entity)[group.cells] | (entity in headed)
            elif entity in headed:
                read[entity] = many
            else:
                near = hits.near(entity)[group.cells]
                read[entity] = replace(many, kind=np.where(near, many.kind, np.int16(NO_CANDIDATE)))
        found.rest.append(group.cells[unread])
        kept = ~unread
        if kept.any():
            fewer = replace(group, cells=group.cells[kept], texts=group.texts[kept], entities=seen)
            self._settle(chunk, fewer, {entity: _some(many, kept) for entity, many in read.items()}, words, found)

    def _settle(self, chunk: TableChunk, group: Group, read: dict[str, Many], words: Words, found: Sorted) -> None:
        """Turn what the detectors say into lots, as far as they are sure and one label goes for all cells."""
        rules = self._rules(chunk.name, chunk.columns[group.column])
        if rules and not group.texts.shape[1]:
            found.rest.append(group.cells)
            return
        sure = np.ones(len(group.cells), dtype=np.bool_)
        opinions: list[Opinion] = []
        for entity, many in (read | {entity: rule(group.texts) for entity, rule in rules.items()}).items():
            detector = self._scanner.detectors[entity]
            sure &= many.kind != UNSURE
            if entity in group.headed:
                sure &= many.kind != BY_HEADER
            label = self._header(chunk.columns[group.column], detector)
            if label is None:
                label = self._file_label(detector)
                accepted = many.kind >= 0
                if accepted.any():
                    # Words to the left may be a label, which each cell has for itself.
                    sure &= ~(accepted & words()[group.cells])
            opinions.append(Opinion(detector, many, label))
        found.rest.append(group.cells[~sure])
        for opinion in opinions:
            entity = opinion.detector.entity
            if opinion.detector.candidates:
                suspected = entity in group.entities and entity in read
                found.counts.append(counted(group.column, opinion, sure, suspected=suspected))
        found.lots += lots(group.column, chunk.row[group.cells], group.texts, opinions, sure)


def _some(many: Many, mask: NDArray[np.bool_]) -> Many:
    return Many(many.kind[mask], many.verdicts, many.values[mask])
