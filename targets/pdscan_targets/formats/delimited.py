"""CSV, TSV and any other text of records and delimiters, with or without a header, quotes and line breaks in cells.

The chunks are tables whose cells are spans of the text itself: no Python object per value.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING, BinaryIO

from pdscan.model import Item, TableChunk
from pdscan.protocols import Decoded, Limits
from pdscan_targets.formats.dialect import TABLES, Dialect, sniff
from pdscan_targets.formats.encoding import SAMPLE, Utf8Reader, head_text
from pdscan_targets.formats.header import column_names
from pdscan_targets.formats.text import as_chunks, undecoded

if TYPE_CHECKING:
    from pdscan_targets.formats.spans import Spans

LONGEST_RECORD = 4
"""A record that takes more blocks than this is cut: somebody forgot a quote, or a line break."""


class Delimited:
    """Tables as text."""

    media_types = ("text/csv", "text/tab-separated-values")
    suffixes = TABLES

    def recognises(self, head: bytes, name: str) -> float:
        """Sure when the records are even; surer when the name says so."""
        text = head_text(head)
        if text is None or not text.strip():
            return 0.0
        suffix = _suffix(name)
        if sniff(text, suffix) is None:
            return 0.0
        return 0.8 if suffix in TABLES else 0.6

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Tables of about one block each, cut between records; plain text when it is no table after all."""
        reader = Utf8Reader(stream, limits)
        blocks = iter(reader)
        first = next(blocks, b"")
        dialect = sniff(first[:SAMPLE], _suffix(item.path))
        if dialect is None:
            yield from as_chunks(chain([first], blocks))
        else:
            yield from _Table(dialect).chunks(chain([first], blocks))
        yield from undecoded(reader)


@dataclass(slots=True)
class _Table:
    """The state of reading one table: where in the source the next record begins."""

    dialect: Dialect
    line: int = 1
    offset: int = 0

    def chunks(self, blocks: Iterable[bytes]) -> Iterator[TableChunk]:
        """The records of the blocks, several thousand at a time."""
        rest, held = b"", 0
        skip = self.dialect.skip
        header = self.dialect.header
        for block in blocks:
            if skip:
                block, skip, self.line = block[skip:], 0, self.line + 1
            rest = rest + block if rest else block
            spans = self._split(rest, held)
            if spans is None:
                held += 1
                continue
            yield self._chunk(rest[: spans.size], spans, header)
            rest, held, header = rest[spans.size :], 0, None
        if rest:
            yield self._chunk(rest, self._split(rest, held, final=True), header)

    def _split(self, data: bytes, held: int, final: bool = False) -> Spans | None:
        """The whole records of the data; cuts a record that is too long to wait for, behind one of its cells."""
        from pdscan_targets.formats.spans import split

        delimiter = self.dialect.delimiter
        spans = split(data, delimiter, final)
        if spans is not None or held < LONGEST_RECORD:
            return spans
        cut = data.rfind(delimiter) + 1 if delimiter else 0
        return split(data, delimiter, literal=True) or split(data[: cut or None], delimiter, final=True, literal=True)

    def _chunk(self, data: bytes, spans: Spans | None, header: int | None) -> TableChunk:
        from pdscan_targets.formats.positions import end_of, lines_and_offsets

        assert spans is not None
        keep = slice(None) if header is None else spans.row != header
        row = spans.row[keep]
        inside = self.offset > 0
        starts = spans.starts[keep]
        places = lines_and_offsets(data, starts, self.line, self.offset) if inside else (None, None)
        columns = max(int(spans.column.max(initial=-1)) + 1, len(self.dialect.names))
        chunk = TableChunk(
            columns=column_names(self.dialect.names, columns),
            data=data,
            starts=starts,
            ends=spans.ends[keep],
            column=spans.column[keep],
            row=row if header is None else row - (row > header),
            rows=spans.rows - (header is not None),
            first_line=self.line,
            line=places[0],
            offset=places[1],
        )
        self.line, self.offset = end_of(data, self.line, self.offset)
        return chunk


def _suffix(name: str) -> str:
    _, dot, suffix = name.rsplit("/", 1)[-1].rpartition(".")
    return (dot + suffix).lower()


FORMAT = Delimited()
