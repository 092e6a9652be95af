"""Where a table begins on a page of a PDF: its header, and where its columns part."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdscan.register.statement.formats.pdf_layout import Line, Rules, Word, join
from pdscan.register.statement.headers import Header, column_of, recognise, surplus

MOST_HEADER_LINES = 4
LONGEST = 120
"""A text of more characters than this is no row of headers."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns of a table part: `edges` are the places between them, `left` is where the first begins.

    `header` says what they mean.
    """

    header: Header
    edges: tuple[float, ...]
    left: float

    def place(self, word: Word) -> int:
        """The number of the column that a word stands in."""
        return sum(edge < (word.left + word.right) / 2 for edge in self.edges)

    def cells(self, line: Line) -> list[str]:
        """The words of a line by column."""
        found: list[list[str]] = [[] for _ in range(len(self.edges) + 1)]
        for word in line.words:
            found[self.place(word)].append(word.text)
        return [" ".join(words) for words in found]

    def fits(self, line: Line) -> bool:
        """Whether nothing in the line reaches over from one column into the next."""
        return not any(reaches_over(piece, edge) for piece in line.pieces() for edge in self.edges)


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
    for piece in (part for line in lines for whole in line.pieces() for part in _by_meaning(whole)):
        over = [box for box in found if box.left < piece.right and piece.left < box.right]
        merged = _Box(
            join([*(box.text for box in over), piece.text]),
            min([piece.left, *(box.left for box in over)]),
            max([piece.right, *(box.right for box in over)]),
        )
        found = [box for box in found if box not in over] + [merged]
    return sorted(found, key=lambda box: box.left)


def _by_meaning(piece: Line) -> list[Line]:
    """A piece cut where that gives headers and nothing else: columns set so close that only a space parts them."""
    if len(piece.text) > LONGEST:
        return [piece]
    for place in range(len(piece.words) - 1, 0, -1):
        first = Line(piece.words[:place])
        if column_of(first.text) is None or surplus(first.text):
            continue
        parts = [first, *_by_meaning(Line(piece.words[place:]))]
        columns = [column_of(part.text) for part in parts]
        if None not in columns and len(set(columns)) == len(parts) and not surplus(parts[-1].text):
            return parts
    return [piece]


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
    cut = {place: sum(_straddles(piece, place) for piece in pieces) for place in places}
    best = min(places, key=lambda place: (cut[place], -place))
    return best if cut[best] * 3 <= len(lines) else _close_edge(one, two, pieces)


def _close_edge(one: _Box, two: _Box, pieces: Sequence[Line]) -> float:
    """Where two columns part that are set so close that their texts look like one: where the most words begin."""
    words = [word for piece in pieces for word in piece.words]
    places = [two.left - 1, *(word.left - 1 for word in words if one.right < word.left <= two.left)]

    def cost(place: float) -> tuple[int, int, float]:
        beginning = sum(_begins_at(word, place) for word in words)
        return sum(reaches_over(piece, place) for piece in pieces), -beginning, -place

    return min(places, key=cost)


def _straddles(piece: Line, place: float) -> bool:
    return piece.left < place < piece.right


def reaches_over(piece: Line, place: float) -> bool:
    """Whether a text goes on over a place, where no word begins just behind it.

    Where columns are set close together, a text and that of the next column look like one.
    """
    return _straddles(piece, place) and not any(_begins_at(word, place) for word in piece.words)


def _begins_at(word: Word, place: float) -> bool:
    return place <= word.left <= place + 3
