"""Bytes of text in any usual encoding → UTF-8, block by block.

A byte order mark decides; else the zeros of UTF-16 and UTF-32; else valid UTF-8 is UTF-8.  What is not is
Windows-1252 (a superset of Latin-1 as people write it) where its high bytes look like Western letters, and otherwise
what charset-normalizer makes of the first 64 KiB.  Files that mix UTF-8 and Windows-1252, as logs do, are read as both.

>>> [encoding_of("Coöperatie".encode(encoding)) for encoding in ("cp1252", "utf-8", "utf-16")]
['cp1252', 'utf-8', 'utf-16-le']
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import BinaryIO

from pdscan.protocols import Limits

SAMPLE = 1 << 16
"""How many bytes decide on the encoding of a file that has no byte order mark."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

WESTERN = "cp1252"
MIXED = "pdscan-western"
"""The error handler that reads bytes which are not UTF-8 as Windows-1252, or else as Latin-1."""

NOT_CHARSETS = {"idna", "punycode", "unicode_escape", "raw_unicode_escape", "undefined", "mbcs", "oem"}
"""Codecs of Python that no file is written in, and that a message may name nevertheless."""

_MARK_OF = {name: mark for mark, name in MARKS}
_MULTIBYTE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = bytes(range(0x80, 0x100))
_LETTERS = bytes(range(0xC0, 0x100)) + "€ŠŒŽ‘’“”•–—šœžŸ\xa0£§©«®°´·»".encode(WESTERN)
_CONTROLS = bytes({*range(0x20), 0x7F} - {*b"\0\a\b\t\n\v\f\r\x1b"})
_LONE_RETURN = re.compile(rb"\r(?!\n)")


def encoding_of(sample: bytes, declared: str | None = None) -> str:
    """The encoding of a file that begins with these bytes, as a name that Python knows.

    :param declared: what a header or the file itself says; believed where the bytes don't contradict it.
    """
    for mark, name in MARKS:
        if sample.startswith(mark):
            return name
    wide = _wide(sample)
    if wide:
        return wide
    charset = _charset(declared)
    if sample.isascii() and (charset is None or charset.startswith(("utf-16", "utf-32"))):
        return "utf-8"
    if not sample.isascii() and _fits(sample, "utf-8"):
        return "utf-8"
    if charset not in (None, "utf-8", "ascii", WESTERN, "iso8859-1") and _fits(sample, charset):
        return charset
    if sample.isascii():
        return "utf-8"
    if _is_western(sample):
        return "utf-8" if _MULTIBYTE.search(sample) and charset in (None, "utf-8") else WESTERN
    return _guessed(sample)


def is_binary(head: bytes) -> bool:
    r"""Whether these first bytes are no text in any encoding.

    >>> is_binary(b"naam;bsn\0"), is_binary(bytes(range(256))), is_binary("naam".encode("utf-16"))
    (False, True, False)
    """
    if head.startswith(tuple(mark for mark, _ in MARKS)) or _wide(head):
        return False
    zeros = head.count(0)
    controls = _times(head, _CONTROLS)
    if controls * 50 > len(head) + 100 or zeros * 10 > len(head) + 10:
        return True
    return zeros * 50 > len(head) and not _fits(head, "utf-8")


@lru_cache(maxsize=1)
def head_text(head: bytes) -> bytes | None:
    """The first bytes of a file as UTF-8, None when they are no text.

    Kept for the next format that asks about the same file.
    """
    if is_binary(head):
        return None
    encoding = encoding_of(head)
    head = _unmarked(head, encoding)
    return _utf8(head) if encoding == "utf-8" else head.decode(encoding, "ignore").encode()


def to_utf8(data: bytes, declared: str | None = None) -> bytes:
    """A short text as UTF-8, whatever its encoding."""
    encoding = encoding_of(data[:SAMPLE], declared)
    data = _unmarked(data, encoding)
    return with_line_feeds(_utf8(data) if encoding == "utf-8" else data.decode(encoding, _errors(encoding)).encode())


def with_line_feeds(data: bytes) -> bytes:
    """The text with a line feed for each carriage return that stands alone; as long as before."""
    if b"\r" not in data or data.count(b"\r") == data.count(b"\r\n"):
        return data
    return _LONE_RETURN.sub(b"\n", data)


class Utf8Reader:
    """A stream of text as blocks of UTF-8 of about `limits.block` bytes, each cut between two characters.

    Blocks that are UTF-8 already are passed on as they are.  `encoding` is known from the first block on;
    `replaced` counts the places that could not be decoded.  The byte order mark is left out.
    """

    def __init__(self, stream: BinaryIO, limits: Limits, declared: str | None = None) -> None:
        self._stream = stream
        self._block = max(limits.block, 64)
        self._declared = declared
        self.encoding = "utf-8"
        self.replaced = 0

    def __iter__(self) -> Iterator[bytes]:
        first = self._stream.read(self._block)
        if not first:
            return
        self.encoding = encoding_of(first[:SAMPLE], self._declared)
        first = _unmarked(first, self.encoding)
        yield from self._narrow(first) if self.encoding == "utf-8" else self._decoded(first)

    def _narrow(self, block: bytes) -> Iterator[bytes]:
        """Blocks that are UTF-8, or nearly so."""
        rest = b""
        while block:
            block = rest + block if rest else block
            cut = _boundary(block)
            rest, block = block[cut:], block[:cut]
            if block:
                yield with_line_feeds(_utf8(block))
            block = self._stream.read(self._block)
        if rest:
            yield with_line_feeds(_utf8(rest))

    def _decoded(self, block: bytes) -> Iterator[bytes]:
        """Blocks in another encoding."""
        decoder = codecs.getincrementaldecoder(self.encoding)(_errors(self.encoding))
        rest = b""
        while block:
            text = decoder.decode(block)
            self.replaced += text.count("�")
            data = rest + text.encode("utf-8", "replace")
            rest = b"\r" if data.endswith(b"\r") else b""
            data = data[: len(data) - len(rest)]
            if data:
                yield with_line_feeds(data)
            block = self._stream.read(self._block)
        text = decoder.decode(b"", final=True)
        self.replaced += text.count("�")
        if rest or text:
            yield with_line_feeds(rest + text.encode())


def _unmarked(data: bytes, encoding: str) -> bytes:
    """The data without its byte order mark."""
    return data.removeprefix(_MARK_OF.get(encoding, b""))


def _wide(sample: bytes) -> str | None:
    """UTF-16 and UTF-32 without a byte order mark, told by where their zeros stand."""
    sample = sample[: min(len(sample), 4096) // 4 * 4]
    if b"\0" not in sample:
        return None
    quarter = len(sample) // 4
    zeros = [sample[place::4].count(0) for place in range(4)]
    low, high = quarter * 0.6, quarter * 0.1
    if zeros[3] == zeros[2] == quarter and zeros[0] < high:
        return "utf-32-le"
    if zeros[0] == zeros[1] == quarter and zeros[3] < high:
        return "utf-32-be"
    if min(zeros[1], zeros[3]) > low and max(zeros[0], zeros[2]) <= high:
        return "utf-16-le"
    if min(zeros[0], zeros[2]) > low and max(zeros[1], zeros[3]) <= high:
        return "utf-16-be"
    return None


def _charset(declared: str | None) -> str | None:
    """Python's name of a declared encoding, None when it is no encoding of text."""
    if not declared:
        return None
    try:
        name = codecs.lookup(declared.strip()).name
        "".encode(name)
    except (LookupError, ValueError, UnicodeError):
        return None
    return None if name.replace("-", "_") in NOT_CHARSETS else name


def _fits(sample: bytes, encoding: str) -> bool:
    """Whether the sample, which may end inside a character, is valid in an encoding."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(sample)
    except (UnicodeError, ValueError):
        return False
    return True


def _is_western(sample: bytes) -> bool:
    """Whether the bytes that are not UTF-8 look like Western letters and punctuation, and are few."""
    others = _MULTIBYTE.sub(b"", sample)
    high = _times(others, _HIGH)
    return high * 10 <= len(sample) * 3 and _times(others, _LETTERS) * 10 >= high * 6


def _times(sample: bytes, characters: bytes) -> int:
    """How many of the sample's bytes are among these."""
    return len(sample) - len(sample.translate(None, characters))


def _guessed(sample: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(sample).best()
    return WESTERN if best is None else codecs.lookup(best.encoding).name


def _boundary(block: bytes) -> int:
    """Where a block can be cut: before a character that is not complete, or a line break that may not be."""
    if block.endswith(b"\r"):
        return len(block) - 1
    for back in range(1, min(4, len(block)) + 1):
        byte = block[-back]
        if byte < 0x80:
            break
        if byte >= 0xC0:
            width = 2 if byte < 0xE0 else 3 if byte < 0xF0 else 4
            return len(block) - back if back < width else len(block)
    return len(block)


def _utf8(block: bytes) -> bytes:
    """The block itself when it is UTF-8, else with its other bytes read as Windows-1252."""
    if block.isascii():
        return block
    try:
        block.decode()
    except UnicodeDecodeError:
        return block.decode("utf-8", MIXED).encode()
    return block


def _errors(encoding: str) -> str:
    """What to do with bytes that an encoding doesn't have; Windows-1252 is completed from Latin-1."""
    return MIXED if encoding == WESTERN else "replace"


def _as_western(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    wrong = error.object[error.start : error.end]
    return "".join(_WESTERN_CHARACTERS[byte] for byte in wrong), error.end


_WESTERN_CHARACTERS = [bytes([byte]).decode(WESTERN, "ignore") or chr(byte) for byte in range(256)]
codecs.register_error(MIXED, _as_western)
