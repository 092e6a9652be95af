r"""Some of a table's cells, gathered into a table of their own, and what stands to the left of a cell.

>>> starts, ends, column, row = map(np.array, ([0, 2, 5], [1, 4, 6], [0, 1, 0], [0, 0, 1]))
>>> chunk = TableChunk(("a", "b"), b"x;12;y", starts, ends, column, row, rows=2)
>>> gathered(chunk, np.array([1, 2])).chunk.data
b'12\ny'
>>> left_words(chunk).tolist()
[False, True, False]
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pdscan.model import TableChunk

LABEL_CELL = 60
"""A cell that names what stands to its right is no longer than this, in bytes."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """Cells of a chunk as a chunk of their own; `cells` are their numbers in the one they come from."""

    chunk: TableChunk
    cells: NDArray[np.int64]


def gathered(chunk: TableChunk, cells: NDArray[np.int64]) -> Gathered:
    """The cells with these numbers, ascending, joined by line breaks."""
    lengths = chunk.ends[cells] - chunk.starts[cells]
    ends = np.cumsum(lengths + 1) - 1
    starts = ends - lengths
    size = int(ends[-1]) if len(cells) else 0
    source = np.frombuffer(chunk.data, dtype=np.uint8)
    data = np.full(size, ord("\n"), dtype=np.uint8)
    shift = np.repeat(chunk.starts[cells] - starts, lengths)
    target = np.arange(int(lengths.sum())) + np.repeat(np.arange(len(cells)), lengths)
    data[target] = source[target + shift]
    part = replace(
        chunk, data=data.tobytes(), starts=starts, ends=ends, column=chunk.column[cells], row=chunk.row[cells],
        line=None, offset=None,
    )  # fmt: skip
    return Gathered(part, cells)


def left_of(chunk: TableChunk) -> NDArray[np.int64]:
    """For each cell the number of the nearest filled cell to its left in its row; −1 where there is none."""
    by_rows = (np.diff(chunk.row) >= 0).all() and (np.diff(chunk.column)[np.diff(chunk.row) == 0] > 0).all()
    order = np.arange(len(chunk.row)) if by_rows else np.lexsort((chunk.column, chunk.row))
    left = np.full(len(order), -1, dtype=np.int64)
    same = chunk.row[order[1:]] == chunk.row[order[:-1]]
    left[order[1:][same]] = order[:-1][same]
    return left


def left_words(chunk: TableChunk) -> NDArray[np.bool_]:
    """For each cell, whether a short cell without digits stands to its left."""
    left = left_of(chunk)
    data = np.frombuffer(chunk.data, dtype=np.uint8)
    digits = np.concatenate([[0], np.cumsum((data >= ord("0")) & (data <= ord("9")), dtype=np.int32)])
    wordy = (left >= 0) & (chunk.ends[left] - chunk.starts[left] <= LABEL_CELL)
    without: NDArray[np.bool_] = digits[chunk.ends[left]] == digits[chunk.starts[left]]
    return wordy & without
