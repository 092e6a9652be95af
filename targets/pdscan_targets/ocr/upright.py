"""Which way up a page is: the way in which it can be read.

A page that stands on its head is read as well, but Tesseract is then half as sure of its words.  Lines that run up or
down the page are read where they stand: the boxes around their words show it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING

from pdscan_targets.ocr.picture import skew, turned
from pdscan_targets.ocr.tesseract import PAGE, SCATTERED, Word, words

if TYPE_CHECKING:
    from PIL.Image import Image

SURE = 65.0
"""So sure is Tesseract on average of the words of a page that is the right way up, at least; of another 50."""

FEW = 5
"""With fewer words than this the text is not where Tesseract looked for it, or there is none."""

LONG = 4
"""Grass and clouds are read as words, too, but not as words of so many letters; text on its head is."""

LETTERS = 8
"""A text has at least so many letters and digits."""

STRAIGHT = 0.3
"""Degrees that do no harm."""


@dataclass(frozen=True, slots=True)
class Page:
    """A picture, turned as it should be, and the words on it."""

    picture: Image
    words: tuple[Word, ...] = field(repr=False)

    @property
    def letters(self) -> int:
        """How many letters and digits stand in words that were surely read."""
        return sum(len(word.text) for word in self.words if word.confidence >= SURE)

    @property
    def legible(self) -> bool:
        """Whether it can be read."""
        long = [word for word in self.words if len(word.text) > 1]
        return self.letters >= LETTERS and sum(word.confidence for word in long) >= SURE * len(long)


def upright(picture: Image) -> Page:
    """The page the right way up, and level; without words when there is nothing to be read on it."""
    tried = list(_readings(picture))
    if tried[-1].legible and not lying(tried[-1].words):
        return tried[-1]
    for degrees in _turns(tried):
        for page in _readings(turned(picture, degrees)):
            if page.legible and not lying(page.words):
                return page
            tried.append(page)
    best = max(tried, key=lambda page: page.letters)
    sure = tuple(word for word in best.words if word.confidence >= SURE and len(word.text) >= LONG)
    return Page(best.picture, sure if len(sure) > 1 else ())


def lying(words: Sequence[Word]) -> int:
    """By how many degrees a page must be turned whose words stand on top of each other; 0 where they don't."""
    long = [word for word in words if len(word.text) >= LONG]
    if 2 * sum(word.height > word.width for word in long) <= len(long):
        return 0
    neighbours = [each for each in pairwise(words) if len({(word.paragraph, word.line) for word in each}) == 1]
    upwards = sum(1 if then.top < one.top else -1 for one, then in neighbours)
    return 270 if upwards >= 0 else 90


def _turns(tried: Sequence[Page]) -> tuple[int, ...]:
    """How to turn a page of which this was read as it is, the likeliest first; not at all where there is no text."""
    page = max(tried, key=lambda each: sum(len(word.text) >= LONG for word in each.words))
    if not any(len(word.text) >= LONG for word in page.words):
        return ()
    if on_its_side := lying(page.words):
        other = 360 - on_its_side
        return (on_its_side, other) if page.legible else (other, on_its_side)
    return 180, 90, 270


def _readings(picture: Image) -> Iterator[Page]:
    """The page read by columns and paragraphs, and where that finds hardly a word, word by word."""
    degrees = skew(picture)
    level = turned(picture, degrees) if abs(degrees) > STRAIGHT else picture
    page = Page(level, tuple(words(level, PAGE)))
    yield page
    if not page.legible and (len(page.words) < FEW or page.letters < LETTERS):
        yield Page(level, tuple(words(level, SCATTERED)))
