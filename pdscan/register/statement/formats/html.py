"""Statements as web pages: `<table>` elements, with cells that span rows and columns."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from pdscan.register.statement.document import Document, Paragraph, Row, Table

if TYPE_CHECKING:
    from lxml.html import HtmlElement

_BLOCKS = frozenset(
    [
        "p",
        "div",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "dt",
        "dd",
        "section",
        "article",
        "header",
        "footer",
        "main",
        "aside",
        "blockquote",
        "body",
        "ul",
        "ol",
    ]
)
_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6", "caption", "dt"])
_IGNORED = frozenset(["script", "style", "head", "template", "noscript", "svg", "nav"])
_LARGEST_SPAN = 1000


def read(path: Path) -> Document:
    """An HTML file.  A row's line is the one of its `<tr>` in the source."""
    import lxml.html

    parser = lxml.html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True)
    root = lxml.html.document_fromstring(_with_encoding(path.read_bytes()), parser=parser)
    return Document(path.name, tuple(_blocks(root)))


def _with_encoding(content: bytes) -> bytes:
    """The page, with a byte order mark where it is UTF-8: without it libxml2 would take it for Latin-1."""
    try:
        content.decode("utf-8")
    except UnicodeDecodeError:
        return content
    return content if content.startswith(b"\xef\xbb\xbf") else b"\xef\xbb\xbf" + content


def _blocks(element: HtmlElement) -> Iterator[Paragraph | Table]:
    if not isinstance(element.tag, str) or element.tag in _IGNORED:
        return
    if element.tag == "table" and not element.findall(".//table"):
        yield from (_paragraph(caption) for caption in element.findall("caption"))
        yield Table(tuple(_rows(element)))
    elif _holds_blocks(element):
        yield from _mixed(element)
    elif _text(element):
        yield _paragraph(element)


def _mixed(element: HtmlElement) -> Iterator[Paragraph | Table]:
    """The blocks inside an element, and each run of text between them as a paragraph."""
    run, line = [element.text or ""], element.sourceline or 1
    for child in element:
        if child.tag in _BLOCKS or child.tag == "table" or _holds_blocks(child):
            yield from _run(run, line)
            yield from _blocks(child)
            run, line = [], child.sourceline or 1
        else:
            _collect(child, run)
        run.append(child.tail or "")
    yield from _run(run, line)


def _run(parts: list[str], line: int) -> Iterator[Paragraph]:
    text = " ".join("".join(parts).split())
    if text:
        yield Paragraph(text, line)


def _holds_blocks(element: HtmlElement) -> bool:
    return any(child.tag in _BLOCKS or child.tag == "table" for child in element.iterdescendants())


def _paragraph(element: HtmlElement) -> Paragraph:
    return Paragraph(_text(element), element.sourceline or 1, heading=element.tag in _HEADINGS)


def _rows(table: HtmlElement) -> Iterator[Row]:
    """Every row, a cell that spans several written into each of them."""
    hanging: dict[int, tuple[int, str]] = {}
    for row in table.iter("tr"):
        cells: list[str] = []
        given = iter([cell for cell in row if cell.tag in ("td", "th")])
        while True:
            while len(cells) in hanging:
                left, text = hanging.pop(len(cells))
                if left > 1:
                    hanging[len(cells)] = (left - 1, text)
                cells.append(text)
            cell = next(given, None)
            if cell is None:
                break
            for position in range(_span(cell, "colspan")):
                text = _text(cell) if position == 0 else ""
                if _span(cell, "rowspan") > 1:
                    hanging[len(cells)] = (_span(cell, "rowspan") - 1, text)
                cells.append(text)
        yield Row(tuple(cells), row.sourceline or 1)


def _span(cell: HtmlElement, name: str) -> int:
    value = cell.get(name, "1").strip()
    return min(max(int(value), 1), _LARGEST_SPAN) if value.isdigit() else 1


def _text(element: HtmlElement) -> str:
    """The text of an element: a new line at `<br>` and between blocks, a dash before each item of a list."""
    parts: list[str] = []
    _collect(element, parts)
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line and line != "-")


def _collect(element: HtmlElement, parts: list[str]) -> None:
    if not isinstance(element.tag, str) or element.tag in _IGNORED:
        return
    if element.tag == "li":
        parts.append("\n- ")
    elif element.tag == "br" or element.tag in _BLOCKS:
        parts.append("\n")
    parts.append((element.text or "").replace("\n", " "))
    for child in element:
        _collect(child, parts)
        parts.append((child.tail or "").replace("\n", " "))
    if element.tag in _BLOCKS:
        parts.append("\n")
