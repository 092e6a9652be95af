"""A statement as any format gives it: paragraphs and tables in reading order, each with its place."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)
_MARKUP = re.compile(r"</?(?:u|i|b|em|strong|s|sup|sub|span|p)\b[^<>]*>", re.IGNORECASE)


def lines_of(text: str) -> str:
    r"""A cell's text without markup and superfluous space; its line breaks stay, as they part one thing from the next.

    >>> lines_of(" <u>a</u>  b\n\n c<br>d < e")
    'a b\nc\nd < e'
    """
    text = _MARKUP.sub("", _BREAK.sub("\n", text))
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A piece of running text.  `line` is 1-based: see `Row`.  `heading` says that it stands above something."""

    text: str
    line: int
    page: int | None = None
    heading: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a table: the plain text of each cell.

    `line` is the 1-based line in the source: of the text file, the HTML source or the CSV file; the row of the
    sheet; the line on its `page` of a PDF; the running number of paragraphs and rows in a DOCX file.
    """

    cells: tuple[str, ...]
    line: int
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows that stand together, header rows among them."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole statement: `name` is its file name; `prose` says that the format has running text."""

    name: str
    blocks: tuple[Paragraph | Table, ...] = field(default=())
    prose: bool = True

    @property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """The running text."""
        return tuple(block for block in self.blocks if isinstance(block, Paragraph))
