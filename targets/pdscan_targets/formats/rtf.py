r"""Rich Text Format: what WordPad and old word processors write, and what Outlook keeps of messages.

The text is between control words (`\par`, `\u8364`), in groups between braces.  Headers, footers, notes, hidden text
and the author's name count; tables of fonts and colours don't, and of pictures it is told that they are there.

>>> "".join(text(br"{\rtf1\ansi{\fonttbl{\f0 Arial;}}{\info{\author J. Jansen}}caf\'e9\par\u8364?5}"))
'\nJ. Jansen\ncafé\n€5'
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.text import as_chunks

MARK = b"{\\rtf"
BLOCK = 1 << 18
DEEPEST = 5000

_TOKEN = re.compile(
    rb"\\(?P<word>[a-zA-Z]{1,32})(?P<number>-?\d{1,10})?[ ]?|\\'(?P<byte>[0-9a-fA-F]{2})|\\(?P<symbol>[^a-zA-Z'])"
    rb"|(?P<open>\{)|(?P<close>\})|[\r\n\0]+|(?P<plain>[^\\{}\r\n\0]+)",
    re.DOTALL,
)
_UNFINISHED = re.compile(rb"\\[a-zA-Z]{0,32}-?\d{0,10}$|\\'[0-9a-fA-F]?$")
_SKIPPED = {
    *("fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "themedata", "datastore"),
    *("colorschememapping", "latentstyles", "pict", "objdata", "generator", "xmlnstbl", "filetbl", "revtbl", "blipuid"),
    *("listpicture", "fontemb", "panose", "pgptbl", "mmathPr", "wgrffmtfilter", "pnseclvl", "bkmkstart", "bkmkend"),
    *("operator", "creatim", "revtim", "printim", "datafield", "fldrslt2", "objclass", "sp2"),
}
_ENDS = {"par", "line", "sect", "page", "row"}
_APART = {"header", "footer", "footnote", "author", "title", "subject", "company", "keywords", "comment", "doccomm"}
_APART |= {"headerl", "headerr", "headerf", "footerl", "footerr", "footerf", "manager", "annotation", "atnauthor"}
_SPACED = {"tab": "\t", "cell": "\t", "emspace": " ", "enspace": " ", "bullet": "•"}
_SPACED |= {"lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "emdash": "—", "endash": "–"}
_SYMBOLS = {b"~": " ", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}
_CODE_PAGES = {"mac": "mac_roman", "pc": "cp437", "pca": "cp850"}


class Rtf:
    """The text between the control words."""

    media_types = ("application/rtf", "text/rtf")
    suffixes = (".rtf",)

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        return 1.0 if head.lstrip()[: len(MARK)] == MARK else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The text, in blocks; a problem when braces are missing at the end."""
        reader = _Reader()
        blocks = ("".join(reader.read(block)).encode("utf-8", "replace") for block in _whole_tokens(stream))
        yield from as_chunks(block for block in blocks if block)
        if reader.depth:
            yield Problem("damaged", "it breaks off")
        if reader.unread:
            yield Problem("unknown format", "pictures or other files in the document")


def text(data: bytes) -> Iterator[str]:
    """The text of a whole document, in pieces."""
    return _Reader().read(data)


def _whole_tokens(stream: BinaryIO) -> Iterator[bytes]:
    """The stream in blocks that end between two tokens."""
    rest = b""
    while block := stream.read(BLOCK):
        data = rest + block
        unfinished = _UNFINISHED.search(data, max(0, len(data) - 48))
        end = unfinished.start() if unfinished else len(data)
        rest = data[end:]
        yield data[:end]
    if rest:
        yield rest


class _Reader:
    """Where in the document it is: which groups are open, what is skipped, in which code page."""

    def __init__(self) -> None:
        self.depth = 0
        self._skipping: int | None = None
        self._apart: set[int] = set()
        self.unread = False
        self._binary = 0
        self._fallback, self._passed = [1], 0
        self._page = "cp1252"
        self._bytes = bytearray()

    def read(self, data: bytes) -> Iterator[str]:
        """The text of the next part of the document."""
        place = 0
        while place < len(data):
            if self._binary:
                passed = min(self._binary, len(data) - place)
                self._binary, place = self._binary - passed, place + passed
                continue
            found = _TOKEN.match(data, place)
            if found is None:
                place += 1
                continue
            place = found.end()
            yield from self._token(found)
        yield from self._waiting()

    def _token(self, found: re.Match[bytes]) -> Iterator[str]:
        kind = found.lastgroup
        if kind == "byte":
            self._add(bytes([int(found["byte"], 16)]))
            return
        if kind == "plain":
            self._add(found["plain"])
            return
        yield from self._waiting()
        if kind == "open":
            self._open()
        elif kind == "close":
            yield from self._close()
        elif kind in ("word", "number"):
            yield from self._word(found["word"].decode(), int(found["number"] or 1), found["number"] is not None)
        elif kind == "symbol":
            yield from self._symbol(found["symbol"])

    def _open(self) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise RecursionError
        self._fallback.append(self._fallback[-1])

    def _close(self) -> Iterator[str]:
        if self.depth in self._apart:
            self._apart.discard(self.depth)
            yield "\n"
        if self.depth:
            self.depth -= 1
            self._fallback.pop()
        if self._skipping is not None and self.depth < self._skipping:
            self._skipping = None

    def _word(self, word: str, number: int, numbered: bool) -> Iterator[str]:
        if word == "bin" and numbered:
            self._binary = max(number, 0)
        elif word in _SKIPPED and self._skipping is None:
            self.unread = self.unread or word in ("pict", "objdata")
            self._skipping = self.depth
        elif word == "ansicpg":
            self._page = _known(f"cp{number}")
        elif word in _CODE_PAGES:
            self._page = _CODE_PAGES[word]
        elif word == "uc":
            self._fallback[-1] = max(0, min(number, 16)) if numbered else 1
        elif self._skipping is None:
            yield from self._shown(word, number)

    def _shown(self, word: str, number: int) -> Iterator[str]:
        if word == "u":
            code = number % 0x10000
            yield "�" if 0xD800 <= code < 0xE000 else chr(code)
            self._passed = self._fallback[-1]
        elif word in _APART:
            self._apart.add(self.depth)
            yield "\n"
        elif word in _ENDS:
            yield "\n"
        elif word in _SPACED:
            yield _SPACED[word]

    def _symbol(self, symbol: bytes) -> Iterator[str]:
        if self._skipping is None and symbol in _SYMBOLS:
            yield _SYMBOLS[symbol]

    def _add(self, data: bytes) -> None:
        """Text, unless it is what programs show that don't know the character before it."""
        if self._skipping is not None:
            return
        passed = min(self._passed, len(data))
        self._passed -= passed
        self._bytes += data[passed:]

    def _waiting(self) -> Iterator[str]:
        if self._bytes:
            data, self._bytes = bytes(self._bytes), bytearray()
            yield data.decode(self._page, "replace")


def _known(page: str) -> str:
    try:
        b"".decode(page)
    except LookupError:
        return "cp1252"
    return page


FORMAT = Rtf()
