r"""Lines of text that are documents of their own, as UTF-8 without what ends them, whatever they are encoded in.

A line that isn't UTF-8 is read as Windows-1252, since logs join lines of several programs; a byte order mark is no part
of the first line.

>>> list(as_utf8([b"Z\xfcrich\n", "één\r\n".encode()])) == ["Zürich".encode(), "één".encode()]
True
>>> list(as_utf8("één\ntwee".encode("utf-16").splitlines(keepends=True))) == ["één".encode(), b"twee"]
True
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Iterator
from itertools import chain

_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def as_utf8(lines: Iterable[bytes]) -> Iterator[bytes]:
    """The lines of a file or stream, which come as a binary file gives them."""
    rest = iter(lines)
    first = next(rest, b"")
    if first.startswith(_WIDE):
        yield from _narrowed(chain([first], rest))
        return
    for line in chain([first.removeprefix(codecs.BOM_UTF8)] if first else [], rest):
        yield _text(line).rstrip("\r\n").encode()


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")


def _narrowed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    decoder = codecs.getincrementaldecoder("utf-16")("replace")
    kept = ""
    for piece in pieces:
        *whole, kept = (kept + decoder.decode(piece)).split("\n")
        yield from (line.rstrip("\r").encode("utf-8", "replace") for line in whole)
    if kept:
        yield kept.encode("utf-8", "replace")
