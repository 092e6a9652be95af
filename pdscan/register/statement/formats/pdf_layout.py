"""What stands where on a page of a PDF: words, the lines they form, and the ruled lines between them.

Coordinates are in points from the lower left corner.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pypdfium2 import PdfPage

HYPHENS = ("\x02", "\xad", "\ufffe")
"""What stands for a hyphen at the end of a line."""


@dataclass(frozen=True, slots=True)
class Word:
    """Characters without a space between them, in their box; `ruled_off` by a vertical rule from the word before."""

    text: str
    left: float
    right: float
    bottom: float
    top: float
    ruled_off: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """Words at one height, from left to right."""

    words: tuple[Word, ...]

    @property
    def top(self) -> float:
        """The upper edge."""
        return max(word.top for word in self.words)

    @property
    def bottom(self) -> float:
        """The lower edge."""
        return min(word.bottom for word in self.words)

    @property
    def height(self) -> float:
        """The height of the tallest word."""
        return max(word.top - word.bottom for word in self.words)

    @property
    def text(self) -> str:
        """All words."""
        return " ".join(word.text for word in self.words)

    def pieces(self) -> list[Line]:
        """The line cut at rules, and where the gap is wider than a space: the texts of its cells."""
        found = [[self.words[0]]]
        for before, word in pairwise(self.words):
            if word.ruled_off or word.left - before.right > 0.55 * (word.top - word.bottom):
                found.append([])
            found[-1].append(word)
        return [Line(tuple(words)) for words in found]

    @property
    def left(self) -> float:
        """The left edge."""
        return self.words[0].left

    @property
    def right(self) -> float:
        """The right edge."""
        return self.words[-1].right


@dataclass(frozen=True, slots=True)
class Rules:
    """Ruled lines: horizontal ones as (height, left, right), vertical ones as (place, bottom, top)."""

    horizontal: tuple[tuple[float, float, float], ...]
    vertical: tuple[tuple[float, float, float], ...]


def lines(page: PdfPage, drawn: Rules) -> list[Line]:
    """The lines of a page from top to bottom."""
    found: list[list[Word]] = []
    for word in sorted(_words(page), key=lambda word: (-word.top, word.left)):
        middle = (word.top + word.bottom) / 2
        for line in reversed(found[-4:]):
            if line[0].bottom < middle < line[0].top:
                line.append(word)
                break
        else:
            found.append([word])
    rows = (Line(tuple(_ruled(sorted(words, key=lambda word: word.left), drawn))) for words in found)
    return sorted(rows, key=lambda line: -line.top)


def _ruled(words: Sequence[Word], drawn: Rules) -> Iterator[Word]:
    """The words of a line, with those marked that stand behind a vertical rule."""
    yield words[0]
    for before, word in pairwise(words):
        middle = (word.top + word.bottom) / 2
        between = (
            before.right - 1 <= place <= word.left + 1 for place, low, high in drawn.vertical if low < middle < high
        )
        yield replace(word, ruled_off=True) if any(between) else word


def rules(page: PdfPage) -> Rules:
    """The ruled lines of a page, and the thin boxes that are drawn in their stead."""
    import pypdfium2.raw as raw

    horizontal, vertical = [], []
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        left, bottom, right, top = drawn.get_bounds()
        wide, high = right - left, top - bottom
        if high <= 2.5 and wide > 5:
            horizontal.append(((top + bottom) / 2, left, right))
        elif wide <= 2.5 and high > 5:
            vertical.append(((left + right) / 2, bottom, top))
        elif wide > 5 and high > 5:
            horizontal += [(top, left, right), (bottom, left, right)]
            vertical += [(left, bottom, top), (right, bottom, top)]
    return Rules(tuple(horizontal), tuple(vertical))


def join(texts: Iterable[str]) -> str:
    """Lines of one text joined again: a word that was cut at a hyphen keeps the hyphen.

    >>> join(["e-", "mailadres, geboortedatum en -", "plaats"])
    'e-mailadres, geboortedatum en -plaats'
    """
    joined = ""
    for text in texts:
        cut = re.search(r"(?:[^\W\d]|\b(?:en|of|and|or) )-$", joined) and text[:1].islower()
        joined += text if cut or not joined else " " + text
    return joined


def _words(page: PdfPage) -> Iterator[Word]:
    text = page.get_textpage()
    letters: list[tuple[str, tuple[float, float, float, float]]] = []
    for index in range(text.count_chars()):
        character = text.get_text_range(index, 1)
        if character in HYPHENS:
            character = "-"
        if not character.strip():
            yield from _word(letters)
            letters = []
            continue
        box = text.get_charbox(index, loose=True)
        if letters and _apart(letters[-1][1], box):
            yield from _word(letters)
            letters = []
        letters.append((character, box))
    yield from _word(letters)


def _apart(before: Sequence[float], box: Sequence[float]) -> bool:
    """Whether two neighbours (left, bottom, right, top) belong to different words."""
    height = box[3] - box[1]
    return box[0] - before[2] > 0.25 * height or box[0] < before[0] - height or abs(box[1] - before[1]) > 0.6 * height


def _word(letters: Sequence[tuple[str, tuple[float, float, float, float]]]) -> Iterator[Word]:
    if letters:
        lefts, bottoms, rights, tops = zip(*(box for _, box in letters), strict=True)
        yield Word("".join(text for text, _ in letters), min(lefts), max(rights), min(bottoms), max(tops))
