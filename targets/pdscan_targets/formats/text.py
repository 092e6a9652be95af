"""Plain text and logs, in any usual encoding; also what every other text format falls back on.

Text has no marks to recognise it by: whatever is not binary, and no other format claims, is text.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import BinaryIO

from pdscan.model import Item, TextChunk
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.encoding import Utf8Reader, is_binary


class Text:
    """Text as it stands, in blocks that go on in each other."""

    media_types = ("text/plain",)
    suffixes = (".txt", ".log", ".md", ".conf", ".ini", ".yaml", ".yml")

    def recognises(self, head: bytes, name: str) -> float:
        """A little sure of everything that is not binary."""
        return 0.0 if is_binary(head) else 0.1

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The text; a problem at the end when some of it could not be decoded."""
        reader = Utf8Reader(stream, limits)
        yield from as_chunks(reader)
        yield from undecoded(reader)


def as_chunks(blocks: Iterable[bytes], field: str | None = None, label: str = "", line: int = 1) -> Iterator[TextChunk]:
    """Blocks of UTF-8 as chunks of which each goes on in the next.

    :param line: the source's line on which the first block begins.
    """
    last: bytes | None = None
    for block in blocks:
        if last is not None:
            yield TextChunk(last, field, label, line, continues=True)
            line += last.count(b"\n")
        last = block
    if last is not None:
        yield TextChunk(last, field, label, line)


def undecoded(reader: Utf8Reader) -> Iterator[Problem]:
    """One problem when the reader met bytes that its encoding doesn't have."""
    if reader.replaced:
        yield Problem("wrong encoding", f"{reader.replaced} places are not {reader.encoding}")


FORMAT = Text()
