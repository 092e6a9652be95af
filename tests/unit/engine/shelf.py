"""A system that is only a dictionary: what a target yields of each unit."""

from __future__ import annotations

import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from typing import Any

from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, Read, Unchanged

Contents = Sequence[Read] | Callable[[], Iterator[Read]]


class Shelf:
    """A target over a mapping from units to what reading them yields; one that is callable is called for it.

    `cursors` are given for units once they were read to their end, and know all items that are there then; `known` says
    which items other cursors know.
    """

    schemes = ("shelf",)

    def __init__(
        self,
        contents: Mapping[str, Contents],
        cursors: Mapping[str, str] | None = None,
        known: Mapping[str, Collection[str]] | None = None,
    ) -> None:
        self.contents = contents
        self.cursors = cursors or {}
        self.known = known or {}
        self.without: list[Collection[str]] = []
        self.read_to_end: set[str] = set()
        self.asked: list[tuple[str, str | None]] = []
        self.closed = False

    def check(self) -> Access:
        return Access("nobody", len(self.contents), could_write=False)

    def units(self) -> Iterator[Unit | Skipped]:
        yield from (Unit(name, "shelf") for name in self.contents)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Read]:
        self.asked.append((unit.name, since))
        contents = self.contents[unit.name]
        for each in contents() if callable(contents) else contents:
            yield Unchanged(each.path) if isinstance(each, Item) and self._knows(unit, since, each.path) else each
        self.read_to_end.add(unit.name)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        self.without.append(without)
        return self.cursors.get(unit.name) if unit.name in self.read_to_end else None

    def _knows(self, unit: Unit, since: str | None, path: str) -> bool:
        return since is not None and (since == self.cursors.get(unit.name) or path in self.known.get(since, ()))

    def sampled(self, unit: Unit) -> bool:
        return unit.name == "sampled"

    def close(self) -> None:
        self.closed = True


def skipped(unit: str, reason: str, detail: str = "", path: str | None = None) -> Skipped:
    """Something in a unit of the system `s` that could not be read."""
    return Skipped(Location("s", unit, path), reason, detail)


def item(path: str, content: bytes, **more: Any) -> Item:
    """A file with this content."""
    return Item(path, open=lambda: io.BytesIO(content), size=len(content), **more)
