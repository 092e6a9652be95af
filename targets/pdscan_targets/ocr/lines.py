"""Lines of words on a picture, and the text that they make."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from statistics import median

from pdscan_targets.ocr.tesseract import Word


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def height(self) -> int:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def width(self) -> int:
        """From left to right."""
        return self.right - self.left

    def beside(self, other: Box) -> bool:
        """Whether the middle of the flatter one is at the height of the other one."""
        one, two = (self, other) if self.height <= other.height else (other, self)
        return two.top <= (one.top + one.bottom) / 2 <= two.bottom

    def under(self, other: Box) -> bool:
        """Whether this one stands below the other one, at least in part."""
        return self.top >= (other.top + other.bottom) / 2 and self.left < other.right and self.right > other.left


@dataclass(frozen=True, slots=True)
class Line:
    """Words beside one another."""

    words: tuple[Word, ...] = field(repr=False)

    @property
    def text(self) -> str:
        """The words, with a space between them."""
        return " ".join(word.text for word in self.words)

    @property
    def glued(self) -> str:
        """The words without spaces: a line for machines has none, however it was read."""
        return "".join(word.text for word in self.words)

    @property
    def box(self) -> Box:
        """Where it stands."""
        return around(self.boxes())

    def boxes(self, sure: float = 0.0) -> list[Box]:
        """Where its words stand, those that were read so surely."""
        sure_words = (word for word in self.words if word.confidence >= sure)
        return [Box(word.left, word.top, word.right, word.bottom) for word in sure_words]

    @property
    def height(self) -> float:
        """How high its words are, as a rule."""
        return median(word.height for word in self.words)


def lines_of(words: Sequence[Word]) -> list[Line]:
    """The lines that Tesseract saw, in its order of reading."""
    groups = groupby(words, key=lambda word: (word.paragraph, word.line))
    return [Line(tuple(group)) for _, group in groups]


def around(boxes: Iterable[Box]) -> Box:
    """The smallest box around all of them."""
    every = list(boxes)
    return Box(
        min(box.left for box in every),
        min(box.top for box in every),
        max(box.right for box in every),
        max(box.bottom for box in every),
    )
