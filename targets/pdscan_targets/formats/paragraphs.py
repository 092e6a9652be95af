"""The text of office documents: paragraphs as lines, the cells of a table row on one line between tabs.

Word, PowerPoint and OpenDocument call their elements by other names and mean the same.  Tracked deletions,
hidden text and field codes are in the file, so they are read like the rest.
"""

from __future__ import annotations

import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import BinaryIO
from xml.parsers.expat import ExpatError

from pdscan.model import TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.header import is_column_name
from pdscan_targets.formats.safe_xml import Attributes, Handlers, Refused, parser
from pdscan_targets.formats.text import as_chunks
from pdscan_targets.formats.zip_member import opened

BLOCK = 1 << 16
TYPES = {"lpwstr", "lpstr", "bstr", "filetime", "date", "i1", "i2", "i4", "i8", "ui4", "r4", "r8", "bool"}
"""Elements that say of which type the value of a property is."""

TECHNICAL = {"AppVersion", "Application", "Characters", "CharactersWithSpaces", "DocSecurity", "HeadingPairs"}
TECHNICAL |= {"HiddenSlides", "HyperlinksChanged", "Lines", "LinksUpToDate", "MMClips", "Notes", "Pages", "Paragraphs"}
TECHNICAL |= {"PresentationFormat", "ScaleCrop", "SharedDoc", "Slides", "Template", "TotalTime", "Words", "variant"}
TECHNICAL |= {"created", "modified", "lastPrinted", "revision", "version", "creation-date", "date", "print-date"}
TECHNICAL |= {"editing-cycles", "editing-duration", "generator"}
"""Properties that count pages and name programs."""

DEEPEST = 1000
"""No document nests its elements so deep."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What the elements of one family of documents are called.

    `runs` are the elements whose text counts; where it is empty, all text in a paragraph does.
    `skipped` are elements whose content is left out.
    """

    paragraphs: frozenset[str]
    cells: frozenset[str]
    rows: frozenset[str]
    tabs: frozenset[str]
    breaks: frozenset[str]
    runs: frozenset[str] = frozenset()
    skipped: frozenset[str] = frozenset()
    characters: dict[str, str] = field(default_factory=dict)


OPEN_XML = Vocabulary(
    paragraphs=frozenset({"p"}),
    cells=frozenset({"tc"}),
    rows=frozenset({"tr"}),
    tabs=frozenset({"tab", "ptab"}),
    breaks=frozenset({"br", "cr"}),
    runs=frozenset({"t", "delText", "instrText", "delInstrText"}),
    skipped=frozenset({"pPr", "rPr", "Fallback", "rPh"}),
    characters={"noBreakHyphen": "-"},
)
OPEN_DOCUMENT = Vocabulary(
    paragraphs=frozenset({"p", "h"}),
    cells=frozenset({"table-cell"}),
    rows=frozenset({"table-row"}),
    tabs=frozenset({"tab"}),
    breaks=frozenset({"line-break"}),
    characters={"s": " "},
)


def part(archive: zipfile.ZipFile, source: BinaryIO, name: str, words: Vocabulary, limits: Limits) -> Iterator[Decoded]:
    """The text of one part of a document, with the part's name as field; problems when it breaks off."""
    member = archive.getinfo(name)
    title = name.rsplit("/", 1)[-1].removesuffix(".xml")
    reader = _Paragraphs(words)
    problems: list[Problem] = []
    with opened(archive, source, member) as stream:
        yield from as_chunks(_blocks(stream, reader, limits, problems), field=title)
    yield from (Problem(each.reason, each.detail, name) for each in problems)


def properties(archive: zipfile.ZipFile, source: BinaryIO, name: str, limits: Limits) -> Iterator[Decoded]:
    """The properties of a document (its author, title, keywords …), each with its name as field and label."""
    reader = _Properties()
    problems: list[Problem] = []
    with opened(archive, source, archive.getinfo(name)) as stream:
        for _ in _fed(stream, parser(reader), limits, problems):
            yield from reader.taken()
    yield from (Problem(each.reason, each.detail, name) for each in problems)


def _blocks(stream: BinaryIO, reader: _Paragraphs, limits: Limits, problems: list[Problem]) -> Iterator[bytes]:
    """The lines of a part in blocks of UTF-8."""
    for _ in _fed(stream, parser(reader), limits, problems):
        if reader.size >= limits.block:
            yield reader.taken()
    rest = reader.taken()
    if rest:
        yield rest


def _fed(stream: BinaryIO, made: object, limits: Limits, problems: list[Problem]) -> Iterator[None]:
    """Feed a parser with a stream, stopping after each block; adds a problem when that ends too early."""
    parse = made.Parse  # type: ignore[attr-defined]
    size = 0
    try:
        while block := stream.read(BLOCK):
            size += len(block)
            if size > limits.expanded:
                problems.append(Problem("too large", "unpacks to more than is allowed"))
                return
            parse(block, False)
            yield
        parse(b"", True)
        yield
    except Refused:
        problems.append(Problem("refused", "the document declares entities"))
    except (ExpatError, zlib.error, zipfile.BadZipFile, EOFError, ValueError) as error:
        problems.append(Problem("damaged", type(error).__name__))


class _Paragraphs(Handlers):
    """Collects text; `size` is about the number of characters that wait to be taken."""

    def __init__(self, words: Vocabulary) -> None:
        self._words = words
        self._pieces: list[str] = []
        self._cells = self._skipped = self._runs = self._paragraphs = self._depth = 0
        self.size = 0

    def taken(self) -> bytes:
        """The text since the last time."""
        data = "".join(self._pieces).encode("utf-8", "replace")
        self._pieces.clear()
        self.size = 0
        return data

    def begin(self, name: str, attributes: Attributes) -> None:
        """Tabs and line breaks are elements too."""
        self._depth += 1
        if self._depth > DEEPEST:
            raise ValueError("nested too deep")
        words = self._words
        if name in words.skipped:
            self._skipped += 1
        elif name in words.runs:
            self._runs += 1
        elif name in words.paragraphs:
            self._paragraphs += 1
            if self._cells and self._pieces and self._pieces[-1] not in ("\t", "\n"):
                self._add(" ")
        elif name in words.cells:
            self._cells += 1
        elif name in words.tabs:
            self._add("\t")
        elif name in words.breaks:
            self._add(" " if self._cells else "\n")
        elif name in words.characters:
            self._add(words.characters[name])

    def end(self, name: str) -> None:
        """A paragraph ends its line, a cell its column."""
        self._depth -= 1
        words = self._words
        if name in words.skipped:
            self._skipped -= 1
        elif name in words.runs:
            self._runs -= 1
        elif name in words.paragraphs:
            self._paragraphs -= 1
            self._add("" if self._cells else "\n")
        elif name in words.cells:
            self._cells -= 1
            self._add("\t")
        elif name in words.rows:
            self._add("\n")

    def text(self, text: str) -> None:
        """Text counts inside runs, or where there are none inside paragraphs."""
        if self._runs or (not self._words.runs and self._paragraphs):
            self._add(text.replace("\n", " "))

    def _add(self, text: str) -> None:
        if text and not self._skipped:
            self._pieces.append(text)
            self.size += len(text)


class _Properties(Handlers):
    """Collects elements that hold text."""

    def __init__(self) -> None:
        self._names: list[str] = []
        self._found: list[TextChunk] = []

    def taken(self) -> list[TextChunk]:
        """The properties since the last time."""
        found, self._found = self._found, []
        return found

    def begin(self, name: str, attributes: Attributes) -> None:
        """Properties that users add have their name in an attribute."""
        self._names.append(attributes.get("name", name))

    def end(self, name: str) -> None:
        """An element ends."""
        self._names.pop()

    def text(self, text: str) -> None:
        """The value of the innermost property that has a name of its own."""
        if text.strip():
            names = [name for name in self._names if name not in TYPES]
            name = names[-1] if names and is_column_name(names[-1]) else "property"
            if name in TECHNICAL:
                return
            self._found.append(TextChunk(text.encode("utf-8", "replace"), field=name, label=name))
