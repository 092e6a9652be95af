"""XML: the text of elements and the values of attributes as cells, under the path of their elements.

The rows are the elements that repeat nearest to the root.  Entities are not expanded and nothing is fetched.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import BinaryIO
from xml.parsers import expat

from pdscan.model import Item, TableChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import Utf8Reader, head_text
from pdscan_targets.formats.header import is_column_name
from pdscan_targets.formats.html import stripped
from pdscan_targets.formats.safe_xml import local
from pdscan_targets.formats.spool import peeked
from pdscan_targets.formats.text import undecoded

CELLS = 50_000
"""So many cells, or about one block of bytes, make a chunk."""

LEVELS = 4
"""Rows are looked for among elements at most so deep."""

DEEPEST = 64
"""Paths grow no longer below this depth."""

NAMED = {
    "attr",
    "attribute",
    "cell",
    "col",
    "column",
    "data",
    "entry",
    "field",
    "param",
    "parameter",
    "prop",
    "property",
}
"""Elements that say in an attribute which field they are."""

MOST_NAMES = 200
"""What has more different names is no set of fields: its names are values."""

SECOND_ROOT = expat.errors.codes[expat.errors.XML_ERROR_JUNK_AFTER_DOC_ELEMENT]

_SUFFIXES = (".xml", ".svg", ".rss", ".atom", ".xsd", ".xsl", ".gpx", ".kml", ".rdf", ".rels", ".plist", ".wsdl")
_DECLARED = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]+)[\"']")
_ELEMENT = re.compile(rb"\s*<(?:!--|!DOCTYPE|[A-Za-z_])", re.IGNORECASE)


class Xml:
    """Structured text between tags."""

    media_types = ("application/xml", "text/xml")
    suffixes = _SUFFIXES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the declaration; otherwise only when the name says so."""
        text = head_text(head)
        if text is None:
            return 0.0
        if text.lstrip().startswith(b"<?xml"):
            return 0.75
        return 0.65 if name.lower().endswith(_SUFFIXES) and _ELEMENT.match(text) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Tables of about one block each; from where the document breaks on, text without tags."""
        reader = Utf8Reader(stream, limits, _declared(stream))
        yield from _parsed(iter(reader), limits)
        yield from undecoded(reader)


def _declared(stream: BinaryIO) -> str | None:
    """The encoding that the document says it is in."""
    found = _DECLARED.search(peeked(stream, 256))
    return found[1].decode() if found else None


def _parsed(blocks: Iterator[bytes], limits: Limits) -> Iterator[Decoded]:
    elements = _Elements()
    before = 0
    for block in blocks:
        try:
            elements.parser.Parse(block, False)
        except expat.ExpatError as error:
            elements.finish()
            yield from elements.taken()
            yield from _broken(error, _from_tag(block, elements.parser.ErrorByteIndex - before), blocks)
            break
        before += len(block)
        if elements.size >= limits.block or elements.cells >= CELLS:
            yield from elements.taken()
    else:
        yield from _ended(elements)
    if elements.unexpanded:
        yield Problem("refused", "entities that the document defines are not expanded")


def _ended(elements: _Elements) -> Iterator[Decoded]:
    try:
        elements.parser.Parse(b"", True)
    except expat.ExpatError:
        yield Problem("damaged", "the document ends too early")
    elements.finish()
    yield from elements.taken()


def _from_tag(block: bytes, place: int) -> bytes:
    """The block from a place on, or from where the tag begins that this place is in."""
    place = max(place, 0)
    begin = block.rfind(b"<", 0, place + 1)
    return block[begin if begin >= 0 and b">" not in block[begin:place] else place :]


def _broken(error: expat.ExpatError, rest: bytes, blocks: Iterator[bytes]) -> Iterator[Decoded]:
    """What follows a mistake, as text.  A second root element is none: logs are written so."""
    if error.code != SECOND_ROOT:
        yield Problem("damaged", f"not well-formed from line {error.lineno} on")

    def left() -> Iterator[bytes]:
        yield rest
        yield from blocks

    yield from stripped(left(), line=error.lineno)


class _Elements:
    """Collects cells while the parser runs; `cells` and `size` say how many, and of how many bytes, wait."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate("utf-8")
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self._begin
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._text
        self.parser.CommentHandler = self._comment
        self.parser.EntityDeclHandler = self._entity
        self.parser.DefaultHandler = self._other
        self.unexpanded = False
        self.size = 0
        self._names: set[str] = set()
        self._path: list[str] = []
        self._paths: dict[tuple[str, str], str] = {}
        self._columns: dict[str, int] = {}
        self._numbers = [0] * LEVELS
        self._count = 0
        self._repeats: list[Counter[str]] = [Counter() for _ in range(LEVELS)]
        self._waiting: list[str] = []
        self._place = (1, 0)
        self._cells: list[tuple[bytes, int, int, int]] = []
        self._ancestors: list[tuple[int, ...]] = []

    @property
    def cells(self) -> int:
        """How many cells wait."""
        return len(self._cells)

    def finish(self) -> None:
        """What was read since the last tag is one cell."""
        if self._waiting:
            self._add(self._path[-1] if self._path else "", "".join(self._waiting).rstrip())
            self._waiting.clear()

    def taken(self) -> Iterator[TableChunk]:
        """The cells since the last time, as a table; nothing when there are none."""
        if not self._cells:
            return
        import numpy as np

        texts, column, line, offset = zip(*self._cells, strict=True)
        ends = np.cumsum(np.array([len(text) + 1 for text in texts], dtype=np.int64)) - 1
        ancestors = np.array(self._ancestors, dtype=np.int64)[:, self._row_level()]
        numbers, row = np.unique(ancestors, return_inverse=True)
        yield TableChunk(
            columns=tuple(self._columns),
            data=b"\n".join(texts),
            starts=np.concatenate([np.zeros(1, dtype=np.int64), ends[:-1] + 1]),
            ends=ends,
            column=np.array(column, dtype=np.int32),
            row=row.astype(np.int64),
            rows=len(numbers),
            first_line=int(line[0]),
            line=np.array(line, dtype=np.int64),
            offset=np.array(offset, dtype=np.int64),
        )
        self._cells, self._ancestors, self.size = [], [], 0

    def _row_level(self) -> int:
        """How deep the elements stand that are rows: nearest to the root of those that repeat."""
        for level, counter in enumerate(self._repeats):
            if counter and counter.most_common(1)[0][1] > 1:
                return level
        return 0

    def _begin(self, name: str, attributes: dict[str, str]) -> None:
        self.finish()
        name = local(name)
        if name.lower() in NAMED:
            name += self._naming(attributes)
        parent = self._path[-1] if self._path else ""
        path = self._joined(parent, "/", name) if len(self._path) < DEEPEST else parent
        level = len(self._path)
        if level < LEVELS:
            self._count += 1
            self._numbers[level:] = [self._count] * (LEVELS - level)
            self._repeats[level][path] += 1
        self._path.append(path)
        self._place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)
        for key, value in attributes.items():
            if not key.startswith("xmlns"):
                self._add(self._joined(path, "@", local(key)), value.strip())

    def _naming(self, attributes: dict[str, str]) -> str:
        """What an element is called that says so itself (`<field name="bsn">`); takes that attribute out."""
        key = "name" if "name" in attributes else "key"
        naming = attributes.get(key, "")
        if not is_column_name(naming) or len(self._names | {naming}) > MOST_NAMES:
            return ""
        self._names.add(naming)
        del attributes[key]
        return f"[{naming}]"

    def _end(self, name: str) -> None:
        self.finish()
        self._path.pop()
        level = len(self._path)
        if level < LEVELS:
            above = self._numbers[level - 1] if level else 0
            self._numbers[level:] = [above] * (LEVELS - level)

    def _text(self, text: str) -> None:
        if not self._waiting:
            stripped_text = text.lstrip()
            if not stripped_text:
                return
            blanks = len(text) - len(stripped_text)
            self._place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber + blanks)
            text = stripped_text
        self._waiting.append(text)

    def _comment(self, text: str) -> None:
        self.finish()
        self._place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)
        self._add(self._joined(self._path[-1] if self._path else "", "/", "comment"), text.strip())

    def _entity(self, name: str, is_parameter: bool, value: str | None, *_: object) -> None:
        self._place = (self.parser.CurrentLineNumber, self.parser.CurrentColumnNumber)
        if value:
            self._add("entity", value)

    def _other(self, data: str) -> None:
        if data.startswith("&"):
            self.unexpanded = True

    def _add(self, column: str, text: str) -> None:
        if not text:
            return
        data = text.encode("utf-8", "replace")
        number = self._columns.setdefault(column, len(self._columns))
        self._cells.append((data, number, *self._place))
        self._ancestors.append(tuple(self._numbers))
        self.size += len(data) + 1

    def _joined(self, path: str, mark: str, name: str) -> str:
        """A longer path; kept, because documents say the same again and again."""
        known = self._paths.get((path, mark + name))
        if known is None:
            known = self._paths[path, mark + name] = f"{path}{mark}{name}" if path else name
        return known


FORMAT = Xml()
