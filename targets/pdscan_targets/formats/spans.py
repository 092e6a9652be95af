"""Where the cells of delimited text stand: the hot path of CSV, in NumPy over the raw bytes.

A delimiter or line break counts where the number of quotes before it is even.  That holds as long as
every quote that opens stands at the beginning of a cell; where a stray quote (`5" pipe`) breaks
it, the quoted cells of the block are looked for one by one instead.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

import numpy as np

from pdscan_targets.formats.header import MOST_COLUMNS

if TYPE_CHECKING:
    from numpy.typing import NDArray

QUOTE, SPACE, FEED, RETURN = b'" \n\r'

BLANKS = 32
"""So many blanks are taken off each side of a cell."""


@dataclass(frozen=True, slots=True)
class Spans:
    """The cells of `rows` records, empty ones left out, and how many bytes the records take (`size`)."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    column: NDArray[np.int32]
    row: NDArray[np.int64]
    rows: int
    size: int


def split(data: bytes, delimiter: bytes | None, final: bool = False, literal: bool = False) -> Spans | None:
    r"""The cells of the whole records that the data begins with; None when not one record is whole.

    >>> spans = split(b'a;"b;\n""c"\n d ;;e\nf', b";")
    >>> [b'a;"b;\n""c"\n d ;;e\nf'[start:end] for start, end in zip(spans.starts, spans.ends)]
    [b'a', b'b;\n""c', b'd', b'e']
    >>> spans.column.tolist(), spans.row.tolist(), spans.rows, spans.size
    ([0, 1, 0, 2], [0, 0, 1, 1], 2, 18)

    :param final: nothing follows: the last record is whole even without a line break.
    :param literal: quotes mean nothing.
    """
    buffer = np.frombuffer(data, dtype=np.uint8)
    marks = buffer == FEED
    if delimiter is not None:
        marks |= buffer == delimiter[0]
    if not literal and QUOTE in data:
        marks &= ~_quoted(data, buffer, delimiter)
    ends = np.flatnonzero(marks)
    feeds = buffer[ends] == FEED
    if final and (not len(ends) or ends[-1] != len(data) - 1 or not feeds[-1]):
        ends, feeds = np.append(ends, len(data)), np.append(feeds, True)
    last = np.flatnonzero(feeds)
    if not len(last):
        return None
    ends = ends[: last[-1] + 1]
    starts = np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1])
    size = min(int(ends[-1]) + 1, len(data))
    column, row = _places(last)
    starts, ends = _stripped(buffer, starts, ends)
    filled = np.flatnonzero(ends > starts)
    return Spans(starts[filled], ends[filled], column[filled], row[filled], len(last), size)


def _places(last: NDArray[np.int64]) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The column and the row of every cell, from the index of each row's last cell."""
    first = np.concatenate([np.zeros(1, dtype=np.int64), last[:-1] + 1])
    widths = last - first + 1
    row = np.repeat(np.arange(len(last), dtype=np.int64), widths)
    column = np.arange(len(row), dtype=np.int64) - np.repeat(first, widths)
    return np.minimum(column, MOST_COLUMNS - 1).astype(np.int32), row


def _stripped(
    buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The spans without carriage returns, blanks and the quotes around them."""
    if not len(buffer):
        return starts, ends
    ends = ends - ((ends > starts) & (buffer[ends - 1] == RETURN))
    starts, ends = _trimmed(buffer, starts, ends)
    quoted = (ends - starts >= 2) & (buffer[np.minimum(starts, len(buffer) - 1)] == QUOTE) & (buffer[ends - 1] == QUOTE)
    if quoted.any():
        starts, ends = _trimmed(buffer, starts + quoted, ends - quoted)
    return starts, ends


def _trimmed(
    buffer: NDArray[np.uint8], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The spans without blanks on their sides."""
    edge = len(buffer) - 1
    for _ in range(BLANKS):
        blank = (starts < ends) & (buffer[np.minimum(starts, edge)] == SPACE)
        if not blank.any():
            break
        starts = starts + blank
    for _ in range(BLANKS):
        blank = (starts < ends) & (buffer[ends - 1] == SPACE)
        if not blank.any():
            break
        ends = ends - blank
    return starts, ends


def _quoted(data: bytes, buffer: NDArray[np.uint8], delimiter: bytes | None) -> NDArray[np.bool_]:
    """Which bytes stand between quotes."""
    quotes = buffer == QUOTE
    inside = (np.cumsum(quotes, dtype=np.uint8) & 1).astype(np.bool_)
    places = np.flatnonzero(quotes)
    opening = inside[places]
    beside = _beside(delimiter)
    before = buffer[places[opening] - 1]
    begins = beside[before] | (places[opening] == 0)
    closing = places[~opening]
    ends = beside[buffer[np.minimum(closing + 1, len(buffer) - 1)]] | (closing == len(buffer) - 1)
    if begins.all() and ends.all():
        return inside
    return _quoted_cells(data, delimiter)


def _quoted_cells(data: bytes, delimiter: bytes | None) -> NDArray[np.bool_]:
    """Which bytes stand in cells that are quoted from beginning to end; other quotes are part of the text."""
    change = np.zeros(len(data) + 1, dtype=np.int8)
    for cell in _quoted_cell(delimiter).finditer(data):
        change[cell.start()] += 1
        change[cell.end()] -= 1
    return np.cumsum(change[:-1], dtype=np.int8).astype(np.bool_)


@cache
def _beside(delimiter: bytes | None) -> NDArray[np.bool_]:
    """What may stand on the outer side of a quote: the edge of a cell, a blank, or another quote."""
    table = np.zeros(256, dtype=np.bool_)
    table[[QUOTE, SPACE, FEED, RETURN]] = True
    if delimiter is not None:
        table[delimiter[0]] = True
    return table


@cache
def _quoted_cell(delimiter: bytes | None) -> re.Pattern[bytes]:
    edge = rb"\n\r" + (re.escape(delimiter) if delimiter is not None else b"")
    return re.compile(rb'(?<![^%b ])"[^"]*+(?:""[^"]*+)*+"(?= *(?:[%b]|\Z))' % (edge, edge))
