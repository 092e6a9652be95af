"""What is made of files, wherever they stand: a target whose units are directories, and whose items are files.

How files are listed and opened is the volume's to know; what is read, left out, told and remembered is the same for all
of them, and said here.  `.pdscanignore` files and the user's globs say what is left out; all else that is not read
is told.
"""

from __future__ import annotations

import errno
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, TargetOptions, Unchanged
from pdscan_targets.globs import Selection
from pdscan_targets.paths import meant_path, shown, shown_path
from pdscan_targets.seen import Seen, mark
from pdscan_targets.tree import Tree
from pdscan_targets.volume import FILE, LINK, Directory, Entry, Parts, Unreadable, Volume


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of target made of files: the schemes of its URLs, and what makes the volume that one names.

    :raises pdscan.errors.UsageError: (when called) when the URL can't be understood.
    """

    schemes: tuple[str, ...]
    volume: Callable[[str, TargetOptions], Volume]

    def __call__(self, url: str, options: TargetOptions) -> Files:
        """The target."""
        return Files(self.volume(url, options), options)


class Files:
    """A volume as a target: each directory is a unit (`archief/2019`, the topmost is `.`), each file an item."""

    def __init__(self, volume: Volume, options: TargetOptions) -> None:
        self._volume = volume
        self._system = options.system
        self._tree = Tree(volume, Selection(options.include, options.exclude))
        self._seen = Seen()

    def check(self) -> Access:
        """Who we are, how many things in the topmost directory can be read, and whether we could write there.

        :raises pdscan.errors.TargetError: when there is no such path, or it may not be read.
        """
        return self._volume.check()

    def units(self) -> Iterator[Unit | Skipped]:
        """Every directory with something in it; the topmost one always.

        :raises pdscan.errors.TargetError: when there is no such path.
        """
        for level in self._tree.walk():
            name = shown_path(level.parts)
            if level.problem is not None:
                yield self._skipped(name, None, level.problem)
            elif level.entries or not level.parts:
                yield Unit(name, "directory", size=level.size)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped | Unchanged]:
        """The files of one directory, each to be read before the next is asked for.

        :raises pdscan.errors.TargetError: when the whole volume is gone.
        """
        parts = meant_path(unit.name)
        self._seen.begin(unit.name, since)
        try:
            directory = self._volume.directory(parts)
            for entry in self._tree.wanted(directory, parts):
                yield from self._entry(unit.name, directory, (*parts, entry.name), entry)
        except Unreadable as problem:
            yield self._skipped(unit.name, None, problem)
            return
        self._seen.end()

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """What has been read of the unit; what was skipped will be tried again."""
        return self._seen.cursor(unit.name, without)

    def sampled(self, unit: Unit) -> bool:
        """Never: files are read whole."""
        return False

    def close(self) -> None:
        """Let go of connections."""
        self._volume.close()

    def _entry(
        self, unit: str, directory: Directory, path: Parts, entry: Entry
    ) -> Iterator[Item | Skipped | Unchanged]:
        """One name in a directory: the item that it is, and what went wrong with it."""
        try:
            status = directory.status(entry.name)
            if status.kind == LINK:
                self._volume.judge_link(path)
            elif status.kind != FILE:
                raise Unreadable.kind(status.kind)
            elif self._tree.is_first_name(status, path):
                made = mark(entry.name, *status.version)
                if self._seen.knew(made):
                    yield Unchanged(shown(entry.name))
                else:
                    yield from self._file(directory, entry.name)
                self._seen.add(shown(entry.name), made)
        except Unreadable as problem:
            yield self._skipped(unit, shown(entry.name), problem)

    def _file(self, directory: Directory, name: str) -> Iterator[Item]:
        """One regular file.

        :raises Unreadable: when it can't be opened, or changed while it was read.
        """
        opened = directory.opened(name)
        try:
            yield Item(shown(name), opened.open, size=opened.status.size, modified=opened.status.modified)
        finally:
            opened.release()
        change = opened.change()
        if change is not None:
            raise Unreadable(errno.EAGAIN, "changed while reading", change)

    def _skipped(self, unit: str, item: str | None, problem: Unreadable) -> Skipped:
        return Skipped(Location(self._system, unit, item), problem.reason, problem.detail)
