"""Lines with their answers: what stands between ⟦entity: and ⟧ must be found, and nothing else.

    "BSN: ⟦bsn:908301662⟧, klantnummer 786579754"

Marks may be nested (a document number inside an MRZ); a star after the entity (⟦bsn*:111222333⟧) says that the find
must be marked as a test value.  Lines whose right answer is a matter of taste are marked `open` and count for nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

MARKS = re.compile(r"⟦(?P<entity>[a-z_]+)(?P<test>\*?):|⟧")


@dataclass(frozen=True, slots=True)
class Answer:
    """An `entity` at the characters `start` to `end` of a line's text."""

    entity: str
    start: int
    end: int
    test: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A text, what must be found in it, and the entity that it was written about."""

    about: str
    text: str
    answers: frozenset[Answer]
    open: bool = False


def read(marked: str, about: str, *, open: bool = False) -> Line:  # noqa: A002 - the word of the data files
    """Take the marks out of a text.

    >>> line = read("BSN: ⟦bsn:908301662⟧ (⟦postcode:1234 AB⟧)", "bsn")
    >>> line.text, sorted((answer.entity, answer.start, answer.end) for answer in line.answers)
    ('BSN: 908301662 (1234 AB)', [('bsn', 5, 14), ('postcode', 16, 23)])
    """
    text, last, length = [], 0, 0
    begun: list[tuple[str, bool, int]] = []
    answers = []
    for mark in MARKS.finditer(marked):
        text.append(marked[last : mark.start()])
        length += mark.start() - last
        last = mark.end()
        if mark["entity"]:
            begun.append((mark["entity"], bool(mark["test"]), length))
        else:
            entity, test, start = begun.pop()
            answers.append(Answer(entity, start, length, test))
    if begun:
        raise ValueError(f"a mark is not closed: {marked}")
    return Line(about, "".join(text) + marked[last:], frozenset(answers), open)


def load(folder: Path) -> Iterator[Line]:
    """The lines of every file in a folder."""
    for path in sorted(folder.glob("*.yaml")):
        document = yaml.safe_load(path.read_text("utf-8"))
        for each in document["lines"]:
            if isinstance(each, str):
                yield read(each, document["entity"])
            else:
                yield read(each["text"], document["entity"], open=each.get("open", False))
