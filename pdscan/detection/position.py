"""Byte offsets → line and column, in one walk forward."""

from __future__ import annotations

from pdscan.model import Match

_CONTINUATION = bytes(range(0x80, 0xC0))


class Positions:
    r"""The line (1-based) and the character in it (0-based) of ascending offsets in a stream of buffers.

    >>> positions = Positions(1)
    >>> data = "één\ntwéé drie".encode()
    >>> positions.at(data, data.index(b"drie"))
    (2, 5)
    """

    __slots__ = ("_base", "_column", "_line", "_offset")

    def __init__(self, line: int) -> None:
        self._base = line, 0
        self._rewind()

    def _rewind(self) -> None:
        (self._line, self._column), self._offset = self._base, 0

    def at(self, data: bytes, offset: int) -> tuple[int, int]:
        """Line and column of an offset; going back means walking from the beginning of the buffer."""
        if offset < self._offset:
            self._rewind()
        breaks = data.count(b"\n", self._offset, offset)
        if breaks:
            self._line += breaks
            self._column = characters(data, data.rfind(b"\n", self._offset, offset) + 1, offset)
        else:
            self._column += characters(data, self._offset, offset)
        self._offset = offset
        return self._line, self._column

    def advance(self, data: bytes, offset: int) -> None:
        """Go on in a buffer that begins at `offset` of this one."""
        self._base = self.at(data, offset)
        self._rewind()

    def placed(self, match: Match, data: bytes) -> Match:
        """The match with its line and columns; the end counts on through line breaks, each one character."""
        line, column = self.at(data, match.start)
        breaks = data.count(b"\r\n", match.start, match.end)
        end = column + characters(data, match.start, match.end) - breaks
        return Match(
            match.entity, match.start, match.end, match.confidence, match.value, match.text, match.reasons,
            match.attributes, match.cell, line, column, end,
        )  # fmt: skip


def characters(data: bytes, start: int, end: int) -> int:
    """How many characters the bytes from `start` to `end` are."""
    part = data[start:end]
    return len(part) if part.isascii() else len(part.translate(None, _CONTINUATION))
