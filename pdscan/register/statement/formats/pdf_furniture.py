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
    return [_without(page, often) for page in pages]


def _without(page: list[Line], often: set[tuple[str, int]]) -> list[Line]:
    furniture = [line for line in _outer(page) if _mark(line) in often]
    headers = _headers(page) if furniture else []
    return [line for line in page if line not in furniture or line in headers]


def _headers(page: list[Line]) -> list[Line]:
    """The lines of tables' headers at the top and at the bottom: each may take several, its cells do."""
    found = ((index, header_at(page, index, Rules((), ()))) for index, line in enumerate(page) if line in _outer(page))
    return [line for index, header in found if header is not None for line in page[index : header[1]]]


def _outer(page: list[Line]) -> list[Line]:
    return page[:OUTER] + page[-OUTER:]


def _mark(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text), round(line.top / 3)
