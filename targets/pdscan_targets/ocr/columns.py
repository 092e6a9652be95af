"""Fields beside one another, as on cards and passports: each label with its value under it.

Tesseract may take two labels beside one another for one line, and their values for the next.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pdscan_targets.ocr.lines import Line

APART = 1.8
"""So many times its height stands between two fields on a line, at least; between words there is a third of it."""


def by_column(lines: Sequence[Line]) -> list[Line]:
    """The lines, those of several fields cut apart and put in the order of columns."""
    ordered: list[Line] = []
    for rows in _blocks([_fields(line) for line in lines]):
        ordered += [row[column] for column in range(len(rows[0])) for row in rows]
    return ordered


def _fields(line: Line) -> list[Line]:
    fields = [[line.words[0]]]
    for left, right in pairwise(line.words):
        if right.left - left.right > APART * line.height:
            fields.append([])
        fields[-1].append(right)
    return [Line(tuple(words)) for words in fields]


def _blocks(rows: Sequence[list[Line]]) -> Iterator[list[list[Line]]]:
    """Rows under one another whose fields begin at the same places."""
    block: list[list[Line]] = []
    for row in rows:
        if block and not _aligned(block[-1], row):
            yield block
            block = []
        block.append(row)
    if block:
        yield block


def _aligned(above: Sequence[Line], below: Sequence[Line]) -> bool:
    if len(above) != len(below):
        return False
    return all(abs(one.box.left - other.box.left) <= 2 * other.height for one, other in zip(above, below, strict=True))
