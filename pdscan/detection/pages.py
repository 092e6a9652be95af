r"""Texts cut anew, by the page: what belongs together is looked at together, however a format cut it.

A page is as much of a document as is kept in memory: several short texts (the headers and the body of a
mail), or a part of a long one, which ends at the end of a line where there is one.

>>> from pdscan.model import TextChunk
>>> cut = [TextChunk(b"one\ntw", continues=True), TextChunk(b"o\nthree", continues=True), TextChunk(b"\n")]
>>> [[(piece.data, piece.continues) for piece in page] for page in pages(cut, 10)]
[[(b'one\ntwo\n', True)], [(b'three\n', False)]]
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from pdscan.model import TextChunk

PAGE = 1 << 20
"""Bytes of a page, at most."""


def pages(chunks: Iterable[TextChunk], size: int = PAGE) -> Iterator[list[TextChunk]]:
    """The chunks as pages, each a list of texts; only the last text of a page may go on in the next."""
    page: list[TextChunk] = []
    room = size
    first: TextChunk | None = None
    parts: list[bytes] = []
    length = 0
    for chunk in chunks:
        first = first or chunk
        parts.append(chunk.data)
        length += len(chunk.data)
        while length > room:
            if page:
                yield page
                page, room = [], size
                continue
            data = b"".join(parts)
            end = _end(data, size)
            yield [replace(first, data=data[:end], continues=True)]
            parts, length = [data[end:]], length - end
        if not chunk.continues:
            page.append(replace(first, data=b"".join(parts), continues=False))
            room -= length
            first, parts, length = None, [], 0
    if first is not None:
        page.append(replace(first, data=b"".join(parts), continues=False))
    if page:
        yield page


def _end(data: bytes, size: int) -> int:
    """Where a page ends that begins with the data: behind a line, at least between two characters."""
    line = data.rfind(b"\n", 0, size) + 1
    if line:
        return line
    while size > 1 and data[size] & 0xC0 == 0x80:
        size -= 1
    return size
