"""Pieces of a decoded item → what it is: structures are asked once about its text and once about each table of it.

The text of an item is asked about when there is enough of it, or no more; then its records are counted as it goes by.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pdscan.engine.decode import Decoded
from pdscan.engine.structures import ENOUGH, Structures
from pdscan.model import Item, Match, TableChunk, TextChunk
from pdscan.protocols import Glimpse, Problem, Recognition

ROWS = 20
"""So many rows of a table are shown to structures."""

Written = tuple[bytes, bytes, bytes]
"""The year, month and day of a log's record, as they are written there."""


@dataclass(frozen=True, slots=True)
class Recognised:
    """What a structure said of an item's text, or of a table's chunk, each chunk of the table after the other.

    `days` counts the records of a log by their day, and is empty where the text is one thing.
    """

    path: str
    item: Item
    chunk: TextChunk | TableChunk
    recognition: Recognition
    days: Mapping[Written, int] = field(default_factory=dict)

    @property
    def rows(self) -> Sequence[int]:
        """The rows of a table's chunk that are records."""
        assert isinstance(self.chunk, TableChunk)
        if self.recognition.row_column is None:
            return range(self.chunk.rows)
        filled: list[int] = self.chunk.row[
            self.chunk.column == self.chunk.columns.index(self.recognition.row_column)
        ].tolist()
        return filled

    @property
    def match(self) -> Match:
        """The recognition as a match without a span."""
        said = self.recognition
        return Match(said.entity, 0, 0, said.confidence, said.value, said.value, said.reasons, said.attributes)


class Recogniser:
    """Asks about one item, and all that is nested in it.

    :param unit: the name of the unit that the item is in.
    """

    def __init__(self, structures: Structures, unit: str = "") -> None:
        self._structures, self._unit = structures, unit
        self._tables: dict[tuple[str, str | None], list[Recognition]] = {}
        self._texts: set[tuple[str, str]] = set()

    def table(self, piece: Decoded) -> Iterator[Recognised | tuple[str, Problem]]:
        """What a chunk of a table holds records of."""
        chunk = piece.content
        assert isinstance(chunk, TableChunk)
        key = piece.path, chunk.name
        if key not in self._tables:
            asked = self._structures.worth_asking(piece.item.media_type, chunk.data, chunk.columns)
            self._tables[key] = []
            for said in self._structures.recognised(asked, lambda: self._table_glimpse(piece, chunk)):
                if isinstance(said, Recognition):
                    self._tables[key].append(said)
                else:
                    yield piece.path, said
        for recognition in self._tables[key]:
            yield Recognised(piece.path, piece.item, chunk, recognition)

    def text(self) -> TextRun:
        """For some pieces of one item's text that come one after the other."""
        return TextRun(self)

    def glimpsed(self, pieces: list[Decoded]) -> list[Recognition | Problem]:
        """What the beginning of an item's text says that it is, as far as that hasn't been said of the item."""
        first = pieces[0]
        chunks = [piece.content for piece in pieces if isinstance(piece.content, TextChunk)]
        texts = (each.field.encode() + b"\n" + each.data if each.field else each.data for each in chunks)
        asked = self._structures.worth_asking(first.item.media_type, b"\n".join(texts))
        found = list(self._structures.recognised(asked, lambda: self._text_glimpse(pieces)))
        known = {(first.path, each.entity) for each in found if isinstance(each, Recognition)} & self._texts
        self._texts.update((first.path, each.entity) for each in found if isinstance(each, Recognition))
        return [each for each in found if isinstance(each, Problem) or (first.path, each.entity) not in known]

    def _text_glimpse(self, pieces: list[Decoded]) -> Glimpse:
        first = pieces[0]
        fields: dict[str, str] = {}
        for piece in pieces:
            assert isinstance(piece.content, TextChunk)
            name = piece.content.field or ""
            text = piece.content.data[:ENOUGH].decode("utf-8", "replace")
            fields[name] = fields[name] + "\n" + text if name in fields else text
        return Glimpse(
            path=self._place(first.path),
            media_type=first.item.media_type,
            head=first.head,
            text="\n".join(fields.values())[:ENOUGH],
            fields=fields,
            noticed=first.noticed,
        )

    def _table_glimpse(self, piece: Decoded, chunk: TableChunk) -> Glimpse:
        return Glimpse(
            path="/".join(filter(None, (self._place(piece.path), chunk.name))),
            media_type=piece.item.media_type,
            head=piece.head,
            text=chunk.data[:ENOUGH].decode("utf-8", "replace"),
            columns=chunk.columns,
            rows=first_rows(chunk, ROWS),
            noticed=piece.noticed,
        )

    def _place(self, path: str) -> str:
        return "/".join(filter(None, (self._unit, path)))


class TextRun:
    """Some pieces of one item's text that come one after the other."""

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser
        self._held: list[Decoded] = []
        self._size = 0
        self._found: list[tuple[Recognition, RecordCount]] | None = None
        self._problems: list[Problem] = []

    def add(self, piece: Decoded) -> None:
        """One more piece."""
        assert isinstance(piece.content, TextChunk)
        if self._found is not None:
            self._count(piece.content.data)
            return
        self._held.append(piece)
        self._size += len(piece.content.data)
        if self._size >= ENOUGH:
            self._ask()

    def close(self) -> Iterator[Recognised | tuple[str, Problem]]:
        """What the text is."""
        if self._found is None and self._held:
            self._ask()
        yield from ((self._held[0].path, problem) for problem in self._problems)
        for recognition, records in self._found or ():
            first = self._held[0]
            assert isinstance(first.content, TextChunk)
            yield Recognised(first.path, first.item, first.content, recognition, records.days())

    def _ask(self) -> None:
        found = self._recogniser.glimpsed(self._held)
        self._found = [(each, RecordCount(each)) for each in found if isinstance(each, Recognition)]
        self._problems = [each for each in found if isinstance(each, Problem)]
        for piece in self._held:
            assert isinstance(piece.content, TextChunk)
            self._count(piece.content.data)
        del self._held[1:]

    def _count(self, data: bytes) -> None:
        for _, records in self._found or ():
            records.count(data)


class RecordCount:
    r"""Counts the records of a log by their day, however its text is cut.

    >>> import re
    >>> records = re.compile(rb"(?m)^(?P<month>[A-Z][a-z]{2}) (?P<day>[ \d]\d) ")
    >>> count = RecordCount(Recognition(entity="traffic_log", confidence=0.9, records=records))
    >>> count.count(b"Jan 31 one\nFe"), count.count(b"b  1 two\n")
    (None, None)
    >>> count.days()
    {(b'', b'Jan', b'31'): 1, (b'', b'Feb', b' 1'): 1}
    """

    def __init__(self, recognition: Recognition) -> None:
        self._records = recognition.records
        self._days: Counter[Written] = Counter()
        self._rest = b""
        names = self._records.groupindex if self._records else {}
        self._groups = [names.get(name, 0) - 1 for name in ("year", "month", "day")]

    def count(self, data: bytes) -> None:
        """Count the records of the next piece, up to its last line's end."""
        if self._records is None:
            return
        data = self._rest + data if self._rest else data
        cut = data.rfind(b"\n") + 1
        self._add(data[:cut])
        self._rest = data[cut:][-ENOUGH:]

    def days(self) -> dict[Written, int]:
        """How many there were on each day; the last line included."""
        self._add(self._rest)
        self._rest = b""
        return dict(self._days)

    def _add(self, data: bytes) -> None:
        if self._records is not None and data:
            for found, times in Counter(self._records.findall(data)).items():
                groups = (found,) if isinstance(found, bytes) else found
                year, month, day = (groups[group] if group >= 0 else b"" for group in self._groups)
                self._days[year, month, day] += times


def first_rows(chunk: TableChunk, number: int) -> tuple[tuple[str, ...], ...]:
    """The cells of the first rows, "" for those that are empty."""
    count = min(number, chunk.rows)
    rows = [[""] * len(chunk.columns) for _ in range(count)]
    for cell in (chunk.row < count).nonzero()[0].tolist():
        start, end = int(chunk.starts[cell]), int(chunk.ends[cell])
        rows[chunk.row[cell]][chunk.column[cell]] = chunk.data[start:end].decode("utf-8", "replace")
    return tuple(map(tuple, rows))
