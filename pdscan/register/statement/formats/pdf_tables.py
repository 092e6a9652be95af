"""Tables on a page of a PDF, found by their header and cut by ruled lines, or where nothing is ruled by white space."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdscan.register.statement.formats.pdf_layout import Line, Rules, join
from pdscan.register.statement.headers import Header, recognise, surplus

MOST_HEADER_LINES = 4
WIDEST_PADDING = 20
"""So far, in points, the left border of a table may stand from its text."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table part: `edges` are the places between them, `left` is where the first begins.

    `header` says what they mean.
    """

    header: Header
    edges: tuple[float, ...]
    left: float

    def cells(self, line: Line) -> list[str]:
        """The words of a line by column."""
        found: list[list[str]] = [[] for _ in range(len(self.edges) + 1)]
        for word in line.words:
            middle = (word.left + word.right) / 2
            found[sum(edge < middle for edge in self.edges)].append(word.text)
        return [" ".join(words) for words in found]

    def fits(self, line: Line) -> bool:
        """Whether nothing in the line reaches over from one column into the next."""
        return not any(_straddles(piece, edge) for piece in line.pieces() for edge in self.edges)


def header_at(lines: Sequence[Line], start: int, rules: Rules) -> tuple[Columns, int] | None:
    """The header that begins on a line, and the line below it; None when none does.

    Its cells may hold several lines each: as many are taken together as make the most sense.
    """
    best = _best_header(lines, start)
    if best is None:
        return None
    without_first = _best_header(lines, start + 1)
    if without_first is not None and without_first.score > best.score:
        return None
    near = lines[start : best.end + 15]
    edges = tuple(_edge(one, two, near, rules) for one, two in pairwise(best.boxes))
    return Columns(best.header, edges, best.boxes[0].left), best.end


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


def rows(lines: Sequence[Line], start: int, end: int, columns: Columns, rules: Rules) -> list[tuple[int, list[str]]]:
    """The rows of a table between two lines: the first line of each, and its cells."""
    if start == end:
        return []
    ruled = _begins_by_rules(lines, start, end, columns, rules)
    found: list[tuple[int, list[str]]] = []
    for first, following in pairwise([*(ruled or _begins_by_gaps(lines, start, end, columns)), end]):
        parts = [columns.cells(line) for line in lines[first:following]]
        cells = [join(filter(None, texts)) for texts in zip(*parts, strict=True)]
        if ruled and found:
            above = found[-1][1]
            shared = _shared(columns, rules, lines[first - 1].bottom, lines[first].top)
            cells = [cell or (above[place] if place in shared else "") for place, cell in enumerate(cells)]
        found.append((first, cells))
    return found


@dataclass(frozen=True, slots=True)
class _Found:
    """A possible header: how much sense it makes, what it says, its cells, and the line below it."""

    score: int
    header: Header
    boxes: list[_Box]
    end: int


def _best_header(lines: Sequence[Line], start: int) -> _Found | None:
    best: _Found | None = None
    for end in range(start + 1, min(start + MOST_HEADER_LINES, len(lines)) + 1):
        if end > start + 1 and lines[end - 2].bottom - lines[end - 1].top > lines[start].height:
            break
        boxes = _boxes(lines[start:end])
        header = recognise([box.text for box in boxes])
        if header is not None:
            score = sum(100 for column in header.columns if column) - sum(surplus(box.text) for box in boxes)
            if best is None or score > best.score:
                best = _Found(score, header, boxes, end)
    return best


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell of a header: its text, and how far it reaches."""

    text: str
    left: float
    right: float


def _boxes(lines: Sequence[Line]) -> list[_Box]:
    """The cells that some lines form, each of the pieces above one another."""
    found: list[_Box] = []
    for piece in (piece for line in lines for piece in line.pieces()):
        over = [box for box in found if box.left < piece.right and piece.left < box.right]
        merged = _Box(
            join([*(box.text for box in over), piece.text]),
            min([piece.left, *(box.left for box in over)]),
            max([piece.right, *(box.right for box in over)]),
        )
        found = [box for box in found if box not in over] + [merged]
    return sorted(found, key=lambda box: box.left)


def _edge(one: _Box, two: _Box, lines: Sequence[Line], rules: Rules) -> float:
    """Where two columns part: at a ruled line, else where the fewest texts are cut."""
    low, high = min(line.bottom for line in lines), max(line.top for line in lines)
    ruled = [
        place for place, bottom, top in rules.vertical if one.right <= place <= two.left and bottom < high and top > low
    ]
    if ruled:
        return max(ruled)
    pieces = [piece for line in lines for piece in line.pieces()]
    places = [two.left - 1, *(piece.left - 1 for piece in pieces if one.right < piece.left <= two.left)]
    return min(places, key=lambda place: (sum(_straddles(piece, place) for piece in pieces), -place))


def _straddles(piece: Line, place: float) -> bool:
    return piece.left < place < piece.right


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
    if not columns.edges:
        return []
    width = columns.edges[-1] - columns.edges[0]
    lengths: dict[int, float] = {}
    for height, left, right in rules.horizontal:
        if height <= ceiling:
            inside = min(right, columns.edges[-1]) - max(left, columns.edges[0])
            lengths[round(height)] = lengths.get(round(height), 0) + max(inside, 0)
    return sorted((height for height, length in lengths.items() if length > width / 2), reverse=True)


def _begins_by_rules(lines: Sequence[Line], start: int, end: int, columns: Columns, rules: Rules) -> list[int]:
    """Where rows begin by the rules between them; without vertical ones, two rules only frame the whole."""
    heights = _row_rules(columns, rules, lines[start].top + lines[start].height)
    if len(heights) < (3 if _floor(lines, start, columns, rules) is None else 2):
        return []
    bands = [sum(height > (line.top + line.bottom) / 2 for height in heights) for line in lines[start:end]]
    return [start + index for index, band in enumerate(bands) if index == 0 or band != bands[index - 1]]


def _shared(columns: Columns, rules: Rules, above: float, below: float) -> set[int]:
    """The columns in which no rule parts two rows: one cell spans both."""
    places = [columns.left, *(edge + 5 for edge in columns.edges)]
    parting = [(left, right) for height, left, right in rules.horizontal if below - 2 < height < above + 2]
    return {
        index
        for index, place in enumerate(places)
        if not any(left - 2 <= place <= right + 2 for left, right in parting)
    }


def _begins_by_gaps(lines: Sequence[Line], start: int, end: int, columns: Columns) -> list[int]:
    """A row begins below a wider gap; where all gaps are alike, where most columns begin with a capital or digit."""
    steps = [one.top - two.top for one, two in pairwise(lines[start:end])]
    usual = min(steps, default=0.0)
    wide = [step > usual * 1.15 + 1 for step in steps]
    if any(wide):
        return [start, *(start + index for index, is_wide in enumerate(wide, start=1) if is_wide)]
    most = (len(columns.edges) + 1) // 2 + 1
    begun = (sum(cell[:1].isupper() or cell[:1].isdigit() for cell in columns.cells(line)) for line in lines[:end])
    return [start, *(index for index, capitals in enumerate(begun) if index > start and capitals >= most)]
