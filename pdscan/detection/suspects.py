"""The cells of a table by column and width, and which expressions could match in them at all."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.labels import Label
from pdscan.detection.scanner import Scanner
from pdscan.detection.shapes import Places, possible, summed_up
from pdscan.model import TableChunk
from pdscan.protocols import Detector

FEWEST = 256
"""Columns with fewer cells are read cell by cell: the arrays wouldn't pay."""
WIDEST = 64
"""Wider cells are free text, and scanned as such."""

HeaderOf = Callable[[str, Detector], Label | None]


@dataclass(frozen=True, slots=True)
class Group:
    """The cells of one column and one width.

    `texts` are their characters (none where they are too wide), `suspects` the numbers of the expressions that could
    match in them, `entities` those that they are of, and `headed` what the column's name alone makes of them.
    """

    column: int
    cells: NDArray[np.int64]
    texts: NDArray[np.uint8] = field(repr=False)
    suspects: frozenset[int]
    entities: frozenset[str]
    headed: frozenset[str]


class Suspects:
    """Sorts the cells of chunks into groups.

    :param header: the label that a column's name is to a detector.
    """

    def __init__(self, scanner: Scanner, header: HeaderOf) -> None:
        self._scanner = scanner
        self._header = header
        self._known: dict[Places, frozenset[int]] = {}

    def groups(
        self, chunk: TableChunk, alone: NDArray[np.bool_], ruled: Container[str]
    ) -> Iterator[Group | NDArray[np.int64]]:
        """The groups in which anything may be; as bare numbers, the cells that belong to none and must be read.

        :param alone: those that must be read whatever they look like.
        :param ruled: the columns of which a column rule says something.
        """
        data = np.frombuffer(chunk.data, dtype=np.uint8)
        plain = _plain(chunk) & ~alone
        for column, name in enumerate(chunk.columns):
            cells = np.flatnonzero(chunk.column == column)
            if len(cells) < FEWEST:
                yield cells
                continue
            yield cells[~plain[cells]]
            cells = cells[plain[cells]]
            headed = self._headed(name)
            for part in _by_width(chunk, cells):
                group = self._group(chunk, data, column, part, headed)
                if group.suspects or headed or name in ruled:
                    yield group

    def _group(
        self,
        chunk: TableChunk,
        data: NDArray[np.uint8],
        column: int,
        cells: NDArray[np.int64],
        headed: frozenset[str],
    ) -> Group:
        width = int(chunk.ends[cells[0]] - chunk.starts[cells[0]])
        if width > WIDEST:
            every = frozenset(range(len(self._scanner.expressions)))
            nothing = np.empty((len(cells), 0), dtype=np.uint8)
            return Group(column, cells, nothing, every, frozenset(self._scanner.detectors), headed)
        texts = data[chunk.starts[cells][:, None] + np.arange(width)]
        suspects = self._suspected(summed_up(texts))
        entities = frozenset(self._scanner.expressions[number].detector.entity for number in suspects)
        return Group(column, cells, texts, suspects, entities, headed)

    def _headed(self, name: str) -> frozenset[str]:
        labels = (
            (detector.entity, self._header(name, detector))
            for detector in self._scanner.detectors.values()
            if detector.header_only
        )
        return frozenset(entity for entity, label in labels if label is not None and not label.rival)

    def _suspected(self, places: Places) -> frozenset[int]:
        if places not in self._known:
            self._known[places] = frozenset(
                number
                for number, each in enumerate(self._scanner.expressions)
                if possible(each.source, places, tuple(each.detector.not_before), tuple(each.detector.not_after))
            )
        return self._known[places]


def _by_width(chunk: TableChunk, cells: NDArray[np.int64]) -> Iterator[NDArray[np.int64]]:
    widths = (chunk.ends - chunk.starts)[cells]
    order = np.argsort(widths, kind="stable")
    for part in np.split(cells[order], np.flatnonzero(np.diff(widths[order])) + 1):
        if len(part):
            yield part


def _plain(chunk: TableChunk) -> NDArray[np.bool_]:
    """Which cells are ASCII."""
    if chunk.data.isascii():
        return np.ones(len(chunk.starts), dtype=np.bool_)
    high = np.concatenate([[0], np.cumsum(np.frombuffer(chunk.data, dtype=np.uint8) >= 0x80)])
    plain: NDArray[np.bool_] = high[chunk.ends] == high[chunk.starts]
    return plain
