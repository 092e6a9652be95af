"""Contacts and events as rows of a table: their fields under names that people use, each on its line of the source."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from pdscan.model import TableChunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

AT_ONCE = 1000
"""Rows of one chunk."""

SIZE_AT_ONCE = 4 << 20


@dataclass(slots=True)
class Entry:
    """One contact or event: its cells as line, column and text, and its day."""

    cells: list[tuple[int, str, str]] = field(default_factory=list)
    day: date | None = None

    def add(self, line: int, column: str, text: str) -> None:
        """One more cell, unless there is nothing in it."""
        if text.strip():
            self.cells.append((line, column, text))


class Entries:
    """Gathers entries, and gives them as tables."""

    def __init__(self) -> None:
        self._entries: list[Entry] = []
        self._size = 0

    def add(self, entry: Entry) -> Iterator[TableChunk]:
        """One more entry; a table when there are enough."""
        if entry.cells:
            self._entries.append(entry)
            self._size += sum(len(text) for _, _, text in entry.cells)
        if len(self._entries) >= AT_ONCE or self._size >= SIZE_AT_ONCE:
            yield from self.rest()

    def rest(self) -> Iterator[TableChunk]:
        """A table of what has been gathered."""
        if self._entries:
            yield _table(self._entries)
        self._entries, self._size = [], 0


def _table(entries: list[Entry]) -> TableChunk:
    import numpy as np

    columns = {name: None for entry in entries for _, name, _ in entry.cells}
    number = {name: index for index, name in enumerate(columns)}
    cells = [(row, *cell) for row, entry in enumerate(entries) for cell in entry.cells]
    texts = [text.encode("utf-8", "replace") for *_, text in cells]
    ends = np.cumsum([len(text) + 1 for text in texts], dtype=np.int64) - 1
    return TableChunk(
        columns=tuple(columns),
        data=b"\n".join(texts),
        starts=np.concatenate([np.zeros(1, np.int64), ends[:-1] + 1]),
        ends=ends,
        column=np.array([number[name] for _, _, name, _ in cells], dtype=np.int32),
        row=np.array([row for row, *_ in cells], dtype=np.int64),
        rows=len(entries),
        line=np.array([line for _, line, _, _ in cells], dtype=np.int64),
        offset=np.zeros(len(cells), dtype=np.int64),
        recorded=_days(entries),
    )


def _days(entries: list[Entry]) -> NDArray[np.datetime64] | None:
    """The days of the rows; None where none has one."""
    import numpy as np

    if not any(entry.day for entry in entries):
        return None
    return np.array([entry.day or np.datetime64("NaT") for entry in entries], dtype="datetime64[D]")
