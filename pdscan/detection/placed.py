"""The cells of a table's chunk as places in its normalised text, looked up one by one."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from pdscan.detection.gathered import LABEL_CELL, left_of
from pdscan.detection.normalise import Normalised
from pdscan.detection.scanner import Candidate
from pdscan.model import Match, TableChunk

ColumnKey = tuple[str | None, str]
"""A column: the name of its table or sheet, and its own."""

_DIGIT = re.compile(rb"[0-9]")


class Cells:
    """The cells of a chunk in its normalised text; looked up one by one, so kept as plain lists.

    :param whole: those of the chunk that this one was gathered from, and `numbers` their numbers there: a label may
        stand in a cell that wasn't gathered.
    """

    def __init__(self, chunk: TableChunk, whole: Cells | None = None, numbers: NDArray[np.int64] | None = None) -> None:
        self.chunk = chunk
        self.columns = chunk.columns
        self._whole = whole, numbers

    @cached_property
    def text(self) -> Normalised:
        """The data, normalised."""
        return Normalised(self.chunk.data)

    @cached_property
    def start_array(self) -> NDArray[np.int64]:
        """Where each cell begins in the text."""
        return self.text.moved(self.chunk.starts)

    @cached_property
    def end_array(self) -> NDArray[np.int64]:
        """Where each cell ends in the text."""
        return self.text.moved(self.chunk.ends)

    @cached_property
    def starts(self) -> list[int]:
        """As `start_array`."""
        found: list[int] = self.start_array.tolist()
        return found

    @cached_property
    def ends(self) -> list[int]:
        """As `end_array`."""
        found: list[int] = self.end_array.tolist()
        return found

    @cached_property
    def numbers(self) -> list[int]:
        """The number of each cell's column."""
        found: list[int] = self.chunk.column.tolist()
        return found

    @cached_property
    def rows(self) -> list[int]:
        """The number of each cell's row."""
        found: list[int] = self.chunk.row.tolist()
        return found

    @cached_property
    def keys(self) -> list[ColumnKey]:
        """The key of each column."""
        return [(self.chunk.name, name) for name in self.columns]

    @cached_property
    def _left(self) -> list[int]:
        found: list[int] = left_of(self.chunk).tolist()
        return found

    def at(self, offset: int) -> int:
        """The cell that holds a byte, or the nearest before it; −1 before the first."""
        return bisect_right(self.starts, offset) - 1

    def holding(self, match: Match) -> int:
        """The cell that a match (by its place in the chunk's data) lies in wholly; −1 where there is none."""
        cell = int(np.searchsorted(self.chunk.starts, match.start, side="right")) - 1
        return cell if cell >= 0 and match.end <= self.chunk.ends[cell] else -1

    def covered(self, cell: int, candidate: Candidate) -> bool:
        """Whether a candidate is the whole cell."""
        return self.starts[cell] == candidate.start and self.ends[cell] == candidate.end

    def column_of(self, cell: int) -> ColumnKey:
        """The key of a cell's column."""
        return self.keys[self.numbers[cell]]

    def left_of(self, cell: int) -> bytes | None:
        """The filled cell to the left, when it is words (a form's label) rather than a value."""
        whole, numbers = self._whole
        if whole is not None and numbers is not None:
            return whole.left_of(int(numbers[cell]))
        left = self._left[cell]
        if left < 0 or self.ends[left] - self.starts[left] > LABEL_CELL:
            return None
        words = self.text.data[self.starts[left] : self.ends[left]]
        return None if _DIGIT.search(words) else words
