"""Statements as PDF: text with positions, of which tables are put together again.

The line of a row or paragraph is the one on its page.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import cast

from pdscan.errors import RegisterError
from pdscan.register.statement.document import Document, Paragraph, Row, Table, lines_of
from pdscan.register.statement.formats.pdf_furniture import without_furniture
from pdscan.register.statement.formats.pdf_header import Columns, header_at
from pdscan.register.statement.formats.pdf_layout import Line, Rules, join, lines, rules
from pdscan.register.statement.formats.pdf_rows import goes_on, rows, table_end
from pdscan.register.statement.headers import recognise

Block = Paragraph | Table


def read(path: Path) -> Document:
    """A PDF file with a text layer.

    :raises RegisterError: when it is damaged or encrypted, or holds pictures of text only.
    """
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as document:
            drawn = [rules(page) for page in document]
            found = without_furniture([lines(page, ruled) for page, ruled in zip(document, drawn, strict=True)])
    except pypdfium2.PdfiumError as error:
        raise RegisterError(str(path), ["is no PDF, or a damaged or encrypted one; save it anew"]) from error
    if not any(found):
        raise RegisterError(str(path), ["holds no text, only pictures; recognise its text first, or write YAML"])
    return Document(path.name, tuple(_blocks(list(zip(found, drawn, strict=True)))))


def _blocks(pages: Sequence[tuple[list[Line], Rules]]) -> Iterator[Block]:
    blocks: list[Block] = []
    columns: Columns | None = None
    for number, (found, drawn) in enumerate(pages, start=1):
        fresh, columns = _page(found, drawn, number, columns)
        if blocks and fresh:
            _mend(blocks, fresh)
        blocks += fresh
    yield from blocks


def _page(found: list[Line], drawn: Rules, page: int, columns: Columns | None) -> tuple[list[Block], Columns | None]:
    """The blocks of a page, and the columns of the table with which it ends.

    :param columns: those of the table with which the page before ended: it may go on without a header.
    """
    parts: list[list[int] | Table] = []
    index = 0
    while index < len(found):
        header = header_at(found, index, drawn)
        if header is not None:
            columns, begin = header
            head = [Row(columns.header.texts, index + 1, page)]
        elif index == 0 and columns is not None and goes_on(found, columns, drawn):
            begin, head = index, []
        else:
            if not parts or isinstance(parts[-1], Table):
                parts.append([])
            cast(list[int], parts[-1]).append(index)
            index, columns = index + 1, None
            continue
        end = table_end(found, begin, columns, drawn)
        cut = rows(found, begin, end, columns, drawn)
        parts.append(Table((*head, *(Row(tuple(map(lines_of, cells)), first + 1, page) for first, cells in cut))))
        index = max(end, begin, index + 1)
    return _with_paragraphs(parts, found, page), columns if parts and isinstance(parts[-1], Table) else None


def _with_paragraphs(parts: Sequence[list[int] | Table], found: Sequence[Line], page: int) -> list[Block]:
    """The tables, and the lines between them as paragraphs."""
    loose = [index for part in parts if not isinstance(part, Table) for index in part]
    letters = sorted(found[index].height for index in loose for _ in found[index].text)
    usual = letters[len(letters) // 2] if letters else 0.0
    blocks: list[Block] = []
    for part in parts:
        if isinstance(part, Table):
            blocks.append(part)
        else:
            blocks += [_paragraph(group, found, page, usual) for group in _groups(part, found)]
    return blocks


def _groups(indexes: Sequence[int], found: Sequence[Line]) -> list[list[int]]:
    """Lines close below one another belong together; an item of a list begins anew."""
    groups: list[list[int]] = []
    for index in indexes:
        line, before = found[index], found[index - 1]
        close = bool(groups) and before.bottom - line.top < 0.5 * line.height and abs(before.height - line.height) < 1
        if close and line.text[:1] not in "-•*·–" and line.text[:2] != "o ":
            groups[-1].append(index)
        else:
            groups.append([index])
    return groups


def _paragraph(group: Sequence[int], found: Sequence[Line], page: int, usual: float) -> Paragraph:
    first = found[group[0]]
    heading = len(group) == 1 and first.height > usual * 1.1 and first.text[-1] not in ".:;"
    return Paragraph(join(found[index].text for index in group), group[0] + 1, page, heading)


def _mend(before: list[Block], fresh: list[Block]) -> None:
    """Put together a row that a page break cut: its second half stands first on the new page, without a retention."""
    last, first = before[-1], fresh[0]
    if not (isinstance(last, Table) and isinstance(first, Table) and last.rows and first.rows):
        return
    header = recognise(first.rows[0].cells)
    place = 1 if header is not None else 0
    meaning = header or next((found for row in last.rows if (found := recognise(row.cells))), None)
    if meaning is None or "retention" not in meaning.columns or len(first.rows) <= place:
        return
    half, whole = first.rows[place], last.rows[-1]
    filled = [label for label, cell in zip(meaning.columns, half.cells, strict=False) if cell]
    if len(half.cells) != len(whole.cells) or "retention" in filled or filled == ["service"]:
        return
    cells = tuple(join(filter(None, pair)) for pair in zip(whole.cells, half.cells, strict=True))
    before[-1] = Table((*last.rows[:-1], Row(cells, whole.line, whole.page)))
    fresh[0] = Table((*first.rows[:place], *first.rows[place + 1 :]))
