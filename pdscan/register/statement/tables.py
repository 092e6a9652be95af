"""The rows of a statement's tables, each cell under what its column means.

The traps of real statements are dealt with here: the header comes back on every page, an empty service cell means the
service above, a table goes on under a page break without a header, a lone cell heads a group of rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pdscan.register.model import Unclear
from pdscan.register.statement.document import Document, Paragraph, Row, Table
from pdscan.register.statement.headers import Header, column_of, recognise

NO_SERVICE = "no service stands beside or above this row"
NO_DATA = "a row that names no data"
UNKNOWN_HEADER = "a table whose headers are not understood"
UNKNOWN_COLUMN = "a header that is not understood; its column is read as the service"
PURPOSE = "no column names services; the purpose is read as the service"


@dataclass(frozen=True, slots=True)
class Record:
    """One row with a meaning: its cells by column (empty ones left out), and the service that it stands under."""

    kind: str
    cells: Mapping[str, str]
    service: str
    line: int
    page: int | None = None


@dataclass
class _State:
    """Where reading has got to.

    `service` is the one that rows without their own stand under; `heading` is the last one passed, and `headed` the
    one under which the table began; `near` says that only a table was passed since.
    """

    header: Header | None = None
    service: str = ""
    heading: str = ""
    headed: str = ""
    near: bool = False
    unclear: list[Unclear] = field(default_factory=list)


def records(document: Document) -> tuple[list[Record], list[Unclear]]:
    """The rows of every table whose headers are understood, and what was not."""
    state = _State()
    found: list[Record] = []
    for block in document.blocks:
        if isinstance(block, Paragraph):
            _pass(block, state)
        else:
            found += _table(block, state)
    return found, state.unclear


def _pass(paragraph: Paragraph, state: _State) -> None:
    """Running text between tables ends the table, a heading may name the service of the next."""
    state.near = False
    if paragraph.heading:
        state.heading = paragraph.text


def _table(table: Table, state: _State) -> Iterator[Record]:
    headers = [recognise(row.cells) for row in table.rows]
    if not any(headers) and not _goes_on(table, state):
        state.header = None
        if table.rows and sum(column_of(cell) is not None for cell in table.rows[0].cells) > 1:
            state.unclear.append(_unclear(table.rows[0], _joined(table.rows[0].cells), UNKNOWN_HEADER))
        return
    first = next((place for place, header in enumerate(headers) if header), 0)
    for row, header in zip(table.rows[first:], headers[first:], strict=True):
        if header is not None:
            _begin(header, row, state)
        elif any(cell.strip() for cell in row.cells):
            yield from _record(row, state)
    state.near = True


def _goes_on(table: Table, state: _State) -> bool:
    """Whether a table without a header goes on where the one before it, with nothing in between, left off."""
    return bool(state.near and state.header and table.rows and len(table.rows[0].cells) == len(state.header.columns))


def _begin(header: Header, row: Row, state: _State) -> None:
    known = "service" in header.columns or header.kind != "register"
    again = state.header is not None and state.header.texts == header.texts
    if again and (known or state.heading == state.headed):
        return
    state.service = ""
    state.headed = state.heading
    state.header = header if known else _with_service(header, row, state)


def _with_service(header: Header, row: Row, state: _State) -> Header:
    """A header without a service column: its one unknown column is taken for it, else the heading, else the purpose.

    What is taken for the service though it doesn't say so is told.
    """
    columns = list(header.columns)
    unknown = [index for index, text in enumerate(header.texts) if text.strip() and columns[index] is None]
    if len(unknown) == 1 or (unknown and unknown[0] == 0):
        columns[unknown[0]] = "service"
        state.unclear.append(_unclear(row, header.texts[unknown[0]], UNKNOWN_COLUMN))
    elif state.heading:
        state.service = state.heading
    elif "purpose" in columns:
        columns[columns.index("purpose")] = "service"
        state.unclear.append(_unclear(row, _joined(header.texts), PURPOSE))
    return Header(header.kind, tuple(columns), header.texts)


def _record(row: Row, state: _State) -> Iterator[Record]:
    assert state.header is not None
    cells = _by_column(row.cells, state.header)
    if state.header.kind == "register":
        filled = [cell for cell in row.cells if cell.strip()]
        if len(filled) == 1 and not cells.get("data"):
            state.service = filled[0]
            return
        state.service = cells.get("service") or state.service
        if not cells.get("data"):
            state.unclear.append(_unclear(row, _joined(row.cells), NO_DATA))
            return
        if not state.service:
            state.unclear.append(_unclear(row, _joined(row.cells), NO_SERVICE))
    yield Record(state.header.kind, cells, state.service, row.line, row.page)


def _unclear(row: Row, text: str, why: str) -> Unclear:
    return Unclear(row.line, text, why, row.page)


def _by_column(cells: Sequence[str], header: Header) -> dict[str, str]:
    return {
        header.label(index): cell.strip() for index, cell in enumerate(cells[: len(header.columns)]) if cell.strip()
    }


def _joined(cells: Sequence[str]) -> str:
    return " | ".join(" ".join(cell.split()) for cell in cells if cell.strip())
