"""The directories of a volume: which are walked, in which order, and what in them is left out, and why.

Links are not followed: what they lead to inside the volume is read where it stands, and nothing outside it ever is.
"""

from __future__ import annotations

import errno
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from pdscan_targets.globs import Selection
from pdscan_targets.ignore import LARGEST, NAME, Rules
from pdscan_targets.paths import shown, shown_path
from pdscan_targets.volume import FILE, Directory, Entry, Parts, Status, Unreadable, Volume, in_order, sortable

Number = tuple[object, ...] | None
"""By what a file system knows a directory, whatever its name; None where it doesn't say."""


@dataclass(frozen=True, slots=True)
class Level:
    """One directory of the walk: how much is in it to read (`size` in bytes), or why it could not be listed."""

    parts: Parts
    size: int = 0
    entries: int = 0
    problem: Unreadable | None = None
    below: tuple[tuple[Parts, Number], ...] = field(default=(), repr=False)


class Tree:
    """The directories and files of a volume that a scan is asked to read."""

    def __init__(self, volume: Volume, selection: Selection) -> None:
        self._volume = volume
        self._selection = selection
        self._rules = lru_cache(maxsize=256)(self._read_rules)
        self._lines = lru_cache(maxsize=4096)(self._read_lines)
        self._first_names: dict[tuple[object, ...], Parts] | None = None

    def walk(self) -> Iterator[Level]:
        """Every directory, each before those in it, in the order of their names' bytes.

        A server may follow links by itself: a directory that lies in itself is told, and not entered again.
        """
        waiting: list[tuple[Parts, Number, frozenset[Number]]] = [((), self._volume.number, frozenset())]
        while waiting:
            parts, number, above = waiting.pop()
            if number is not None and number in above:
                yield Level(parts, problem=Unreadable(errno.ELOOP, "link loop", "leads back to where it lies"))
                continue
            level = self._level(parts)
            yield level
            waiting += [(*each, above | {number}) for each in reversed(level.below)]

    def wanted(self, directory: Directory, parts: Parts) -> Iterator[Entry]:
        """What in a directory is to be read, or to be told about, in the order of names; no directories.

        :raises Unreadable: when it can't be listed.
        """
        for entry in in_order(directory.entries()):
            if entry.kind != "directory" and self._wants(parts, entry):
                yield entry

    def is_first_name(self, status: Status, path: Parts) -> bool:
        """Whether a file is to be read under this name: of several names of one file (hard links) the first is."""
        if status.file is None:
            return True
        if self._first_names is None:
            self._first_names = self._names_of_linked_files()
        return self._first_names.get(status.file, path) == path

    def _level(self, parts: Parts) -> Level:
        try:
            directory = self._volume.directory(parts)
            size = entries = 0
            below: list[tuple[Parts, Number]] = []
            for entry in directory.entries():
                if not self._wants(parts, entry):
                    continue
                if entry.kind == "directory":
                    below.append(((*parts, entry.name), directory.number(entry.name)))
                    continue
                entries += 1
                size += _size(directory, entry) if entry.kind == "file" else 0
        except Unreadable as problem:
            return Level(parts, problem=problem)
        return Level(parts, size, entries, below=tuple(sorted(below, key=lambda each: sortable(each[0][-1]))))

    def _wants(self, parts: Parts, entry: Entry) -> bool:
        if self._volume.only is not None:
            return entry.name == self._volume.only
        path = (*parts, entry.name)
        rules = self._rules(parts)
        if rules is not None and rules.ignores(path, directory=entry.kind == "directory"):
            return False
        if entry.kind == "directory":
            return not self._selection.excludes(shown_path(path))
        return self._selection.item(shown_path(parts), shown(entry.name))

    def _read_rules(self, parts: Parts) -> Rules | None:
        """What the `.pdscanignore` files from the root down to a directory say."""
        rules = None
        for depth in range(len(parts) + 1):
            if lines := self._lines(parts[:depth]):
                rules = Rules(parts[:depth], lines, rules)
        return rules

    def _read_lines(self, parts: Parts) -> list[str]:
        """The lines of one directory's own `.pdscanignore`; one that can't be read leaves nothing out."""
        try:
            with self._volume.directory(parts).opened(NAME).open() as stream:
                return stream.read(LARGEST).decode("utf-8-sig", "surrogateescape").split("\n")
        except Unreadable:
            return []

    def _names_of_linked_files(self) -> dict[tuple[object, ...], Parts]:
        first: dict[tuple[object, ...], Parts] = {}
        for level in self.walk():
            try:
                directory = self._volume.directory(level.parts)
                for entry in self.wanted(directory, level.parts):
                    status = directory.status(entry.name)
                    if status.file is not None and status.kind == FILE:
                        first.setdefault(status.file, (*level.parts, entry.name))
            except Unreadable:  # told when its unit is read
                continue
        return first


def _size(directory: Directory, entry: Entry) -> int:
    try:
        return directory.status(entry.name).size
    except Unreadable:  # gone by now
        return 0
