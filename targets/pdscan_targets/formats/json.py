"""JSON documents and lines of JSON: values as cells under the path of their keys.

The elements of the outermost arrays are the rows, or each document where several follow each other (NDJSON).
"""

from __future__ import annotations

from collections.abc import Generator, Iterator
from json import JSONDecodeError, JSONDecoder
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import Utf8Reader, head_text
from pdscan_targets.formats.json_cells import Broken, Cells
from pdscan_targets.formats.positions import end_of
from pdscan_targets.formats.text import as_chunks, undecoded

LONGEST = 16
"""A value that takes more blocks than this is read as text."""

_DECODER = JSONDecoder()


class Json:
    """Structured text."""

    media_types = ("application/json", "application/x-ndjson")
    suffixes = (".json", ".ndjson", ".jsonl", ".geojson", ".har")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure when the first value is valid, as far as it goes."""
        text = head_text(head)
        if text is None or text.lstrip()[:1] not in (b"{", b"["):
            return 0.0
        return 0.85 if _begins_valid(text.decode("utf-8", "ignore").lstrip()) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Tables of about one block each; what is no JSON as text.

        That is a problem, unless it stands between lines of JSON.
        """
        reader = Utf8Reader(stream, limits)
        yield from _Document().chunks(iter(reader))
        yield from undecoded(reader)


class _Document:
    """The state of reading: what has not been parsed yet, and where in the source it stands."""

    def __init__(self) -> None:
        self._cells = Cells()
        self._rest = b""
        self._line, self._offset = 1, 0

    def chunks(self, blocks: Iterator[bytes]) -> Iterator[Decoded]:
        """The whole document, or all of them."""
        held = 0
        for block in blocks:
            self._rest += block
            before = len(self._rest)
            try:
                yield from self._parsed(final=False)
            except Broken:
                if self._cells.depth or not (yield from self._lines(final=False)):
                    yield from self._as_text(blocks, damaged=not self._cells.are_lines)
                    return
            held = held + 1 if len(self._rest) == before else 0
            if held > LONGEST:
                yield from self._as_text(blocks, damaged=False)
                return
        yield from self._last()

    def _last(self) -> Iterator[Decoded]:
        """What stands after the last bracket or comma, and whether the document ended where it should."""
        try:
            yield from self._parsed(final=True)
        except Broken:
            if self._cells.depth or not (yield from self._lines(final=True)):
                yield from self._as_text(iter(()), damaged=not self._cells.are_lines)
                return
        if self._cells.depth or self._rest.strip():
            yield from self._as_text(iter(()), damaged=True)

    def _parsed(self, final: bool) -> Iterator[Decoded]:
        table, size = self._cells.table(self._rest, self._line, self._offset, final)
        if table is not None:
            yield table
        self._advance(size)

    def _advance(self, size: int) -> None:
        self._line, self._offset = end_of(self._rest[:size], self._line, self._offset)
        self._rest = self._rest[size:]

    def _lines(self, final: bool) -> Generator[Decoded, None, bool]:
        """Lines of JSON among lines that are none; gives back whether there was JSON among them at all."""
        data = self._rest if final else self._rest[: self._rest.rfind(b"\n") + 1]
        lines = data.splitlines(keepends=True)
        valid = [_is_document(line) for line in lines]
        if not any(valid):
            return False
        for line, is_json in zip(lines, valid, strict=True):
            if is_json:
                table, _ = Cells().table(line, self._line, self._offset, final=True)
                if table is not None:
                    yield table
            elif line.strip():
                yield TextChunk(line, line=self._line)
            self._advance(len(line))
        return True

    def _as_text(self, blocks: Iterator[bytes], damaged: bool) -> Iterator[Decoded]:
        """Everything that is left, as text."""
        if damaged:
            yield Problem("damaged", f"not valid JSON from line {self._line} on")

        def left() -> Iterator[bytes]:
            if self._rest:
                yield self._rest
            yield from blocks

        yield from as_chunks(left(), line=self._line)


def _begins_valid(text: str) -> bool:
    """Whether a text begins with a JSON value, or is cut off within one."""
    try:
        _, end = _DECODER.raw_decode(text)
    except JSONDecodeError as error:
        return len(text) > 4000 and (error.pos >= len(text) - 20 or error.msg.startswith("Unterminated string"))
    except RecursionError:
        return True
    return text[end:].lstrip()[:1] in ("", "{", "[")


def _is_document(line: bytes) -> bool:
    if line.lstrip()[:1] not in (b"{", b"["):
        return False
    try:
        _DECODER.decode(line.decode("utf-8", "replace"))
    except (JSONDecodeError, RecursionError):
        return False
    return True


FORMAT = Json()
