"""Where in some cells of a table something may begin: one pass of a matcher over the cells of many columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.gathered import gathered
from pdscan.detection.matcher import Expression, Matcher
from pdscan.model import TableChunk


class Hits:
    """The places that a matcher proposes in some cells of a chunk, by entity.

    :param expressions: those that the matcher looks for, in its order.
    :param cells: the numbers of the cells, ascending.
    """

    def __init__(
        self, matcher: Matcher, expressions: Sequence[Expression], chunk: TableChunk, cells: NDArray[np.int64]
    ) -> None:
        self._size = len(chunk.starts)
        self._joined = gathered(chunk, cells)
        self._places: dict[str, list[tuple[Expression, NDArray[np.int64]]]] = defaultdict(list)
        for number, places in matcher.places(self._joined.chunk.data).items():
            each = expressions[number]
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
