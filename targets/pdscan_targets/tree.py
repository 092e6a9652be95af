"""The directories of a folder: which are walked, in which order, and what in them is left out, and why.

Nothing outside the folder is ever read: links are not followed (what they lead to inside the folder is read
where it stands), and other file systems mounted in it, `/proc` and `/sys` among them, are targets of their own.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from pdscan_targets.globs import Selection
from pdscan_targets.ignore import LARGEST, NAME, Rules
from pdscan_targets.paths import shown, shown_path
from pdscan_targets.quiet import Directory, Entry, Unreadable

Parts = tuple[str, ...]
"""A path below the root, one name a part."""


@dataclass(frozen=True, slots=True)
class Level:
    """One directory of the walk: how much is in it to read (`size` in bytes), or why it could not be listed."""

    parts: Parts
    size: int = 0
    entries: int = 0
    problem: Unreadable | None = None
    below: tuple[Parts, ...] = field(default=(), repr=False)


class Tree:
    """A directory, with all that lies below it on the same file system.

    :param root: an absolute path without links.
    :param only: the one name in it that is wanted; None for all.
    """

    def __init__(self, root: str, selection: Selection, only: str | None = None) -> None:
        self.root = root
        self.only = only
        self._selection = selection
        self._device = Path(root).stat().st_dev
        self._rules = lru_cache(maxsize=256)(self._read_rules)
        self._lines = lru_cache(maxsize=4096)(self._read_lines)
        self._first_names: dict[tuple[int, int], Parts] | None = None

    def directory(self, parts: Parts) -> Directory:
        """One of its directories, opened.

        :raises Unreadable: when it can't be, or another file system is mounted there.
        """
        directory = Directory(self.root, parts)
        if os.fstat(directory.fd).st_dev != self._device:
            raise Unreadable(
                errno.EXDEV, "link out of the target", "another file system is mounted here; scan it by itself"
            )
        return directory

    def walk(self) -> Iterator[Level]:
        """Every directory, each before those in it, in the order of their names' bytes."""
        waiting: list[Parts] = [()]
        while waiting:
            level = self._level(waiting.pop())
            yield level
            waiting += reversed(level.below)

    def wanted(self, directory: Directory, parts: Parts) -> Iterator[Entry]:
        """What in a directory is to be read, or to be told about, in the order of names; no directories.

        :raises Unreadable: when it can't be listed.
        """
        for entry in directory.sorted():
            if entry.kind != "directory" and self._wants(parts, entry):
                yield entry

    def is_first_name(self, status: os.stat_result, path: Parts) -> bool:
        """Whether a file is to be read under this name: of several names of one file (hard links) the first is."""
        if status.st_nlink < 2:
            return True
        if self._first_names is None:
            self._first_names = self._names_of_linked_files()
        return self._first_names.get((status.st_dev, status.st_ino), path) == path

    def _level(self, parts: Parts) -> Level:
        try:
            directory = self.directory(parts)
            size = entries = 0
            below: list[Parts] = []
            for entry, found in directory.entries():
                if not self._wants(parts, entry):
                    continue
                if entry.kind == "directory":
                    below.append((*parts, entry.name))
                    continue
                entries += 1
                size += _size(found) if entry.kind == "file" else 0
        except Unreadable as problem:
            return Level(parts, problem=problem)
        return Level(parts, size, entries, below=tuple(sorted(below, key=lambda each: os.fsencode(each[-1]))))

    def _wants(self, parts: Parts, entry: Entry) -> bool:
        if self.only is not None:
            return entry.name == self.only
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
            fd = Directory(self.root, parts).open(NAME)
        except Unreadable:
            return []
        try:
            return os.pread(fd, LARGEST, 0).decode("utf-8-sig", "surrogateescape").split("\n")
        finally:
            os.close(fd)

    def _names_of_linked_files(self) -> dict[tuple[int, int], Parts]:
        first: dict[tuple[int, int], Parts] = {}
        for level in self.walk():
            try:
                directory = self.directory(level.parts)
                for entry in self.wanted(directory, level.parts):
                    status = directory.status(entry.name)
                    if status.st_nlink > 1 and stat.S_ISREG(status.st_mode):
                        first.setdefault((status.st_dev, status.st_ino), (*level.parts, entry.name))
            except Unreadable:  # told when its unit is read
                continue
        return first


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat(follow_symlinks=False).st_size
    except OSError:  # gone by now
        return 0
