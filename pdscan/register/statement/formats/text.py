r"""Statements as text: tables with tabs or with Markdown's bars, marked up a little (`<u>`, `<i>`) or not at all.

>>> from pdscan.register.statement.document import Paragraph, Row, Table
>>> blocks("Wij\n\nDienst\tGegevens\n<u>Web</u>\t<i>Naam</i>\n")[1]
Table(rows=(Row(cells=('Dienst', 'Gegevens'), line=3, page=None), Row(cells=('Web', 'Naam'), line=4, page=None)))
"""

from __future__ import annotations

import html
import re
from itertools import groupby
from pathlib import Path

from pdscan.register.statement.document import Document, Paragraph, Row, Table, lines_of

_RULE = re.compile(r"\|?[\s|:+-]+\|?")


def read(path: Path) -> Document:
    """A text or Markdown file, in UTF-8, UTF-16 or a Western encoding."""
    return Document(path.name, blocks(decode(path.read_bytes())))


def decode(content: bytes) -> str:
    """The text of a file: by its byte order mark, else UTF-8, else what its bytes look like.

    >>> decode("één".encode("cp1252")), decode("één".encode("utf-16"))
    ('één', 'één')
    """
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", errors="replace")


def blocks(text: str) -> tuple[Paragraph | Table, ...]:
    """The paragraphs and tables of a text; a line without a full stop above a table or an empty line is a heading."""
    found: list[Paragraph | Table] = []
    lines = list(enumerate(text.split("\n"), start=1))
    for separator, group in groupby(lines, key=lambda numbered: _separator(numbered[1])):
        numbered = [(number, line.rstrip("\r")) for number, line in group]
        if separator:
            rows = (Row(_cells(line, separator), number) for number, line in numbered if not _RULE.fullmatch(line))
            found.append(Table(tuple(rows)))
        else:
            found += [_paragraph(line, number) for number, line in numbered if line.strip()]
    return tuple(found)


def _separator(line: str) -> str:
    """What divides a line into cells, "" when it is no line of a table."""
    if "\t" in line.strip(" \r"):
        return "\t"
    return "|" if re.fullmatch(r"\s*\|.*\|\s*", line) else ""


def _cells(line: str, separator: str) -> tuple[str, ...]:
    if separator == "|":
        line = line.strip()[1:-1].replace(r"\|", "\N{VERTICAL LINE EXTENSION}")
    return tuple(_plain(cell).replace("\N{VERTICAL LINE EXTENSION}", "|") for cell in line.split(separator))


def _paragraph(line: str, number: int) -> Paragraph:
    text = _plain(line)
    marked = text.startswith("#")
    heading = marked or (len(text) <= 80 and text[-1:] not in ".;:,!?" and not text.startswith(("-", "*", "•")))
    return Paragraph(text.lstrip("# ") if marked else text, number, heading=heading)


def _plain(text: str) -> str:
    return html.unescape(" ".join(lines_of(text).split()))
