"""The rows of a table on a page of a PDF: cut by ruled lines, or where nothing is ruled by white space."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise, takewhile

from pdscan.register.statement.formats.pdf_header import Columns, header_at
from pdscan.register.statement.formats.pdf_layout import Line, Rules, Word, join

WIDEST_PADDING = 20
"""So far, in points, the left border of a table may stand from its text."""

MOST_LINES = 12
"""So many lines of a page show whether a table goes on there."""

Cut = tuple[int, list[str]]
"""The first line of a row, and its cells."""


def table_end(lines: Sequence[Line], start: int, columns: Columns, rules: Rules) -> int:
    """The first line from `start` on that no longer belongs to the table."""
    floor = _floor(lines, start, columns, rules)
    for index in range(start, len(lines)):
        if floor is not None and lines[index].top < floor:
            return index
        if floor is None and not _belongs(lines, start, index, columns):
            return index
        if header_at(lines, index, rules) is not None:
            return index
    return len(lines)


def _belongs(lines: Sequence[Line], start: int, index: int, columns: Columns) -> bool:
    """Whether a line of a table without vertical rules looks like one of its rows."""
    line, first = lines[index], lines[start]
    far = index > start and lines[index - 1].bottom - line.top > 2.5 * line.height
    alike = abs(line.height - first.height) < 0.15 * first.height
    return columns.fits(line) and not far and alike and line.left > min(columns.left, first.left) - 3


def rows(lines: Sequence[Line], start: int, end: int, columns: Columns, rules: Rules) -> list[Cut]:
    """The rows of a table between two lines."""
    if start == end:
        return []
    heights = _row_rules(columns, rules, lines[start].top + lines[start].height)
    # Without vertical rules, two horizontal ones only frame the whole.
    if len(heights) >= (3 if _floor(lines, start, columns, rules) is None else 2):
        return _ruled_rows(lines, start, end, columns, rules, heights)
    found = []
    for first, following in pairwise([*_begins_by_gaps(lines, start, end, columns), end]):
        parts = [columns.cells(line) for line in lines[first:following]]
        found.append((first, [join(filter(None, texts)) for texts in zip(*parts, strict=True)]))
    return found


def goes_on(lines: Sequence[Line], columns: Columns, rules: Rules) -> bool:
    """Whether the table of the page before goes on at the top of this one: it is ruled alike, or fits the columns."""
    first = lines[0]
    middle = (first.top + first.bottom) / 2
    ruled = [place for place, bottom, top in rules.vertical if bottom < middle < top]
    if ruled:
        return all(any(abs(place - edge) < 4 for place in ruled) for edge in columns.edges)
    # A row may begin with one tall cell: the first lines together show more than one column.
    fitting = list(takewhile(columns.fits, lines[:MOST_LINES]))
    return len({columns.place(word) for line in fitting for word in line.words}) > 1


def _ruled_rows(
    lines: Sequence[Line], start: int, end: int, columns: Columns, rules: Rules, heights: Sequence[float]
) -> list[Cut]:
    """The rows between rules.  Each word counts by its own place: cells may be set in the middle of their row."""
    firsts: dict[int, int] = {}
    words: dict[tuple[int, int], list[Word]] = {}
    for index in range(start, end):
        for word in lines[index].words:
            band = sum(height > (word.top + word.bottom) / 2 for height in heights)
            firsts.setdefault(band, index)
            words.setdefault((band, columns.place(word)), []).append(word)
    bands = sorted(firsts)
    shared = [_shared(columns, rules, heights[band - 1]) for band in bands[1:]]
    texts: list[list[str]] = []
    for place in range(len(columns.edges) + 1):
        cells = [words.get((band, place), []) for band in bands]
        spans = _spans([place in among for among in shared])
        texts.append([text for span in spans for text in _spanning(cells[span])])
    return [(firsts[band], list(cells)) for band, cells in zip(bands, zip(*texts, strict=True), strict=True)]


def _spans(shared: Sequence[bool]) -> list[slice]:
    """The rows that one cell spans each, from whether two that adjoin share one.

    >>> _spans([True, False])
    [slice(0, 2, None), slice(2, 3, None)]
    """
    begins = [0, *(row for row, one_cell in enumerate(shared, start=1) if not one_cell)]
    return [slice(begin, end) for begin, end in pairwise([*begins, len(shared) + 1])]


def _spanning(cell: Sequence[Sequence[Word]]) -> list[str]:
    """The text of each of the rows that a cell spans: wherever in it one text stands, it is that of them all."""
    every = sorted((word for words in cell for word in words), key=lambda word: -word.top)
    if all(above.bottom - word.top < 0.5 * (word.top - word.bottom) for above, word in pairwise(every)):
        return [_text(every)] * len(cell)
    texts: list[str] = []
    for words in cell:
        texts.append(_text(words) or (texts[-1] if texts else ""))
    return texts


def _text(words: Iterable[Word]) -> str:
    """The text of a cell, line by line."""
    found: list[list[Word]] = []
    for word in sorted(words, key=lambda word: -word.top):
        if found and found[-1][0].top - word.top < 0.5 * (word.top - word.bottom):
            found[-1].append(word)
        else:
            found.append([word])
    ordered = (sorted(line, key=lambda word: word.left) for line in found)
    return join(" ".join(word.text for word in line) for line in ordered)


def _floor(lines: Sequence[Line], start: int, columns: Columns, rules: Rules) -> float | None:
    """Where the vertical rules end that come down from the header, None when there are none."""
    if start >= len(lines):
        return None
    near = [(bottom, top) for place, bottom, top in rules.vertical if place > columns.left - WIDEST_PADDING]
    floor = ceiling = lines[start].top
    for bottom, top in sorted(near, key=lambda span: -span[1]):
        if top >= floor - 3 and bottom < floor:
            floor = bottom
    return floor if floor < ceiling else None


def _row_rules(columns: Columns, rules: Rules, ceiling: float) -> list[float]:
    """The heights, from the top down, at which the greater part of a table's width is ruled."""
    width = columns.edges[-1] - columns.edges[0]
    lengths: dict[int, float] = {}
    for height, left, right in rules.horizontal:
        if height <= ceiling:
            inside = min(right, columns.edges[-1]) - max(left, columns.edges[0])
            lengths[round(height)] = lengths.get(round(height), 0) + max(inside, 0)
    return sorted((height for height, length in lengths.items() if length > width / 2), reverse=True)


def _shared(columns: Columns, rules: Rules, height: float) -> set[int]:
    """The columns in which no rule parts two rows at a height: one cell spans both."""
    places = [columns.left, *(edge + 5 for edge in columns.edges)]
    parting = [(left, right) for at, left, right in rules.horizontal if abs(at - height) < 2.5]
    return {
        index
        for index, place in enumerate(places)
        if not any(left - 2 <= place <= right + 2 for left, right in parting)
    }


def _begins_by_gaps(lines: Sequence[Line], start: int, end: int, columns: Columns) -> list[int]:
    """A row begins below a wider gap; where all gaps are alike, where most columns begin with a capital or digit."""
    usual = _gap_within_cells(lines[start:end], columns)
    begins, floor = [start], lines[start].bottom
    for index in range(start + 1, end):
        line = lines[index]
        if floor - line.top > usual + max(1.0, 0.1 * line.height):
            begins.append(index)
        floor = min(floor, line.bottom)
    if len(begins) > 1:
        return begins
    most = (len(columns.edges) + 1) // 2 + 1
    begun = (sum(cell[:1].isupper() or cell[:1].isdigit() for cell in columns.cells(line)) for line in lines[:end])
    return [start, *(index for index, capitals in enumerate(begun) if index > start and capitals >= most)]


def _gap_within_cells(lines: Sequence[Line], columns: Columns) -> float:
    """How far apart the closest two lines of one cell are; lines of different cells may stand in between."""
    gaps: list[float] = []
    above: dict[int, float] = {}
    for line in lines:
        cells: dict[int, list[Word]] = {}
        for word in line.words:
            cells.setdefault(columns.place(word), []).append(word)
        for place, words in cells.items():
            if place in above:
                gaps.append(above[place] - max(word.top for word in words))
            above[place] = min(word.bottom for word in words)
    return min(gaps, default=0.0)
