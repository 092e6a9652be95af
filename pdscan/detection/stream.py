"""From the chunks of a document to its matches, each once, with line and column.

    chunks ─► pages ─► windows: the matches that begin there ─► echoes of what the page and those before taught

A window sees enough of its neighbours that nothing is lost or counted twice at its edges: a match belongs to the window
in which it starts.  Windows and pages are cut by what stands in the text, never by how its format cut it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from pdscan.detection.echoes import Echoes
from pdscan.detection.pages import PAGE, pages
from pdscan.detection.position import Positions
from pdscan.model import Match, TextChunk

if TYPE_CHECKING:
    from pdscan.detection.scanner import Scanner


def stream(
    scanner: Scanner, chunks: Iterable[TextChunk], file_name: str = "", page_size: int = PAGE
) -> Iterator[tuple[TextChunk, Match]]:
    """Every match of one document, with the text that it stands in.

    :param page_size: a part of what it is called by is recognised on the same page, and on all that follow.
    """
    echoes = Echoes(scanner.detectors.values())
    last: _Window | None = None
    for page in pages(chunks, page_size):
        windows: list[_Window] = []
        for text in page:
            last = _Window(scanner, text, file_name, last if last and last.text.continues else None)
            windows.append(last)
            echoes.learn(last.matches)
        for window in windows:
            yield from window.placed(echoes)


class _Window:
    """A text of a page, and what begins in it.

    :param before: the window of the same text that precedes it.
    """

    def __init__(self, scanner: Scanner, text: TextChunk, file_name: str, before: _Window | None) -> None:
        self.text = text
        if before is None:
            self._data, self._positions, self._start = text.data, Positions(text.line), 0
        else:
            self._data, self._positions, self._start = before.passed_on(scanner.behind, text.data)
        whole = len(self._data)
        self._stop = max(self._start, whole - scanner.ahead) if text.continues else whole + 1
        found = scanner.window(self._data, text.label, file_name)
        self.matches = [match for match in found if self._start <= match.start < self._stop]

    def passed_on(self, behind: int, data: bytes) -> tuple[bytes, Positions, int]:
        """What the window that follows, with `data`, begins with: data, positions, and from where it is its own."""
        keep = max(0, self._stop - behind)
        self._positions.advance(self._data, keep)
        return self._data[keep:] + data, self._positions, self._stop - keep

    def placed(self, echoes: Echoes) -> Iterator[tuple[TextChunk, Match]]:
        """The matches and their echoes, with line and column."""
        for match in echoes.heard(self._data, self.matches, self._start, self._stop):
            yield self.text, self._positions.placed(match, self._data)
