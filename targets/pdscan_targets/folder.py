"""A folder of files, or one file: a share, a home directory, an export.

Each directory is a unit (`archief/2019`, the topmost is `.`), each file in it an item.  Files are read as `quiet`
says: nothing is written, no link is followed out of the folder, nothing blocks.  `.pdscanignore` files and
the user's globs say what is left out; all else that is not read is told.
"""

from __future__ import annotations

import errno
import os
import pwd
import stat
from collections.abc import Collection, Iterator
from datetime import UTC, datetime
from pathlib import Path

from pdscan.errors import TargetError
from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, TargetOptions, Unchanged
from pdscan_targets.globs import Selection
from pdscan_targets.paths import local_path, meant_path, shown, shown_path
from pdscan_targets.quiet import Directory, Entry, Opened, Unreadable, kind_of
from pdscan_targets.seen import Seen, mark
from pdscan_targets.tree import Parts, Tree


class Folder:
    """The target for a path, or a `file:` URL.

    :raises pdscan.errors.UsageError: when the URL names no path on this machine.
    """

    schemes = ("", "file")

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = local_path(url, "file")
        self._system = options.system
        self._selection = Selection(options.include, options.exclude)
        self._opened_tree: Tree | None = None
        self._seen = Seen()

    def check(self) -> Access:
        """Who we are, how many things in the topmost directory can be read, and whether we could write there.

        :raises pdscan.errors.TargetError: when there is no such path, or it may not be read.
        """
        tree = self._tree()
        try:
            directory = tree.directory(())
            names = [each.name for each in directory.sorted() if each.kind != "link" and tree.only in (None, each.name)]
        except Unreadable as problem:
            raise TargetError(problem.about(shown(self._path))) from None
        readable = sum(_allowed(directory, name, os.R_OK) for name in names)
        problems = () if readable == len(names) else (f"{len(names) - readable} of {len(names)} may not be read",)
        return Access(user(), readable, _allowed(directory, tree.only or ".", os.W_OK), problems)

    def units(self) -> Iterator[Unit | Skipped]:
        """Every directory with something in it; the topmost one always.

        :raises pdscan.errors.TargetError: when there is no such path.
        """
        for level in self._tree().walk():
            name = shown_path(level.parts)
            if level.problem is not None:
                yield self._skipped(name, None, level.problem)
            elif level.entries or not level.parts:
                yield Unit(name, "directory", size=level.size)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped | Unchanged]:
        """The files of one directory, each to be read before the next is asked for.

        :raises pdscan.errors.TargetError: when the whole folder is gone.
        """
        parts = meant_path(unit.name)
        self._seen.begin(unit.name, since)
        try:
            directory = self._tree().directory(parts)
            for entry in self._tree().wanted(directory, parts):
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
        """Nothing stays open between two units."""

    def _tree(self) -> Tree:
        """The folder; opened when first needed, so that a worker opens its own."""
        if self._opened_tree is None:
            try:
                path = Path(os.path.realpath(self._path, strict=True))
                if path.is_dir():
                    self._opened_tree = Tree(str(path), self._selection)
                else:
                    self._opened_tree = Tree(str(path.parent), self._selection, only=path.name)
            except OSError as error:
                raise TargetError(Unreadable.of(error).about(shown(self._path))) from None
        return self._opened_tree

    def _entry(
        self, unit: str, directory: Directory, path: Parts, entry: Entry
    ) -> Iterator[Item | Skipped | Unchanged]:
        """One name in a directory: the item that it is, and what went wrong with it."""
        try:
            status = directory.status(entry.name)
            if stat.S_ISLNK(status.st_mode):
                self._judge_link(path)
            elif not stat.S_ISREG(status.st_mode):
                raise Unreadable(errno.ENXIO, "not a regular file", kind_of(status.st_mode))
            elif self._tree().is_first_name(status, path):
                made = _mark(entry.name, status)
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
        opened = Opened(directory, name)
        try:
            yield Item(shown(name), opened.open, size=opened.status.st_size, modified=modified(opened.status))
        finally:
            opened.release()
        change = opened.change()
        if change is not None:
            raise Unreadable(errno.EAGAIN, "changed while reading", change)

    def _judge_link(self, path: Parts) -> None:
        """Nothing, when what the link leads to is read where it stands.

        :raises Unreadable: when it isn't.
        """
        link = Path(self._tree().root, *path)
        try:
            target = Path(os.path.realpath(link, strict=True))
        except OSError as error:
            target = Path(os.path.realpath(link))
            if error.errno == errno.ELOOP:
                raise Unreadable(errno.ELOOP, "link loop") from None
            if isinstance(error, FileNotFoundError) and target.is_relative_to(self._tree().root):
                raise Unreadable(errno.ENOENT, "vanished", "the link leads to nothing") from None
        if not target.is_relative_to(self._tree().root) or self._tree().only is not None:
            raise Unreadable(errno.EXDEV, "link out of the target")
        if link.is_relative_to(target):
            raise Unreadable(errno.ELOOP, "link loop", "leads back to a directory that it lies in")

    def _skipped(self, unit: str, item: str | None, problem: Unreadable) -> Skipped:
        return Skipped(Location(self._system, unit, item), problem.reason, problem.detail)


def modified(status: os.stat_result) -> datetime | None:
    """When a file's content last changed; None for times that no calendar has."""
    try:
        return datetime.fromtimestamp(status.st_mtime, UTC)
    except (OverflowError, ValueError, OSError):
        return None


def user() -> str:
    """The name of the user that this process runs as, or the number of one without a name."""
    try:
        return pwd.getpwuid(os.geteuid()).pw_name
    except KeyError:
        return str(os.geteuid())


def _mark(name: str, status: os.stat_result) -> bytes:
    return mark(name, status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)


def _allowed(directory: Directory, name: str, mode: int) -> bool:
    return os.access(name, mode, dir_fd=directory.fd, effective_ids=True)


TARGET = Folder
