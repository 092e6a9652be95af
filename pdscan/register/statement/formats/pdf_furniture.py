"""What comes back on every page of a PDF and belongs to none: running heads, feet and page numbers."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from pdscan.register.statement.formats.pdf_header import header_at
from pdscan.register.statement.formats.pdf_layout import Line, Rules

OUTER = 2
"""So many lines at the top and at the bottom of a page may be such."""


def without_furniture(pages: Sequence[list[Line]]) -> list[list[Line]]:
    """The pages without lines that stand at the same height, numbers aside, on at least half of two or more pages.

    A table's header that comes back on every page is none of these.
    """
    marks = Counter(mark for page in pages for mark in {_mark(line) for line in _outer(page)})
    often = {mark for mark, count in marks.items() if count > 1 and count * 2 >= len(pages)}
    return [[line for line in page if not _is_furniture(line, page, often)] for page in pages]


def _is_furniture(line: Line, page: list[Line], often: set[tuple[str, int]]) -> bool:
    return line in _outer(page) and _mark(line) in often and header_at([line], 0, Rules((), ())) is None


def _outer(page: list[Line]) -> list[Line]:
    return page[:OUTER] + page[-OUTER:]


def _mark(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 3)
