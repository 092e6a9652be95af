"""A mail store in Maildir format: one file a message, as Dovecot, Courier and many mail programs keep it.

A maildir is a directory with `cur` and `new` in it (https://cr.yp.to/proto/maildir.html).  Folders are maildirs named
`.Archive.2019` beside those (Maildir++), or directories further down.  Each is a unit: `INBOX`, `Archive/2019`.
Each message is an item, known by its unique name without the flags: one that is read, flagged or moved from `new`
to `cur` stays the same.  pdscan moves and flags nothing.
"""

from __future__ import annotations

import errno
import os
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from pdscan.errors import TargetError
from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, TargetOptions, Unchanged
from pdscan_targets.folder import user
from pdscan_targets.globs import Selection
from pdscan_targets.mail_date import HEAD, date_of
from pdscan_targets.paths import local_path, shown, shown_path
from pdscan_targets.quiet import Directory, Opened
from pdscan_targets.seen import Seen, mark
from pdscan_targets.volume import FILE, Parts, Unreadable

_MESSAGES = ("cur", "new")
_FLAGS = re.compile(r"[:;!]2,[^,]*$")
_PACKED = (b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd")
"""How a message begins that the mail server keeps compressed (gzip, bzip2, xz, zstd)."""


@dataclass(frozen=True, slots=True)
class _Message:
    """One file in `cur` or `new`; `unique` is its name without the flags."""

    unique: str
    part: str
    name: str


class Maildir:
    """The target for `maildir:PATH`: one maildir, or a directory with maildirs in it.

    :raises pdscan.errors.UsageError: when the URL names no path on this machine.
    """

    schemes = ("maildir",)

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = local_path(url, "maildir")
        self._system = options.system
        self._selection = Selection(options.include, options.exclude)
        self._folders: dict[str, Parts] = {}
        self._problems: list[Skipped] = []
        self._seen = Seen()

    def check(self) -> Access:
        """Who we are, how many mail folders can be read, and whether we could write to one.

        :raises pdscan.errors.TargetError: when there is no maildir.
        """
        paths = [Path(self._path, *parts) for parts in self._found().values()]
        readable = sum(os.access(path, os.R_OK | os.X_OK, effective_ids=True) for path in paths)
        could_write = any(os.access(path, os.W_OK, effective_ids=True) for path in paths)
        problems = tuple(f"{each.location.unit}: {each.reason}" for each in self._problems)
        return Access(user(), readable, could_write, problems)

    def units(self) -> Iterator[Unit | Skipped]:
        """Every mail folder, with how many messages it has.

        :raises pdscan.errors.TargetError: when there is no maildir.
        """
        folders = self._found()
        yield from self._problems
        for name, parts in folders.items():
            if not self._selection.excludes(name):
                size, messages = self._measure(parts)
                yield Unit(name, "mail folder", size=size, rows=messages)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped | Unchanged]:
        """The messages of one folder, in the order of their unique names.

        :raises pdscan.errors.TargetError: when there is no maildir.
        """
        self._seen.begin(unit.name, since)
        try:
            parts = self._found()[unit.name]
            messages = _distinct(sorted(self._messages(parts), key=lambda each: (os.fsencode(each.unique), each.part)))
        except KeyError:
            yield Skipped(Location(self._system, unit.name), "vanished")
            return
        except Unreadable as problem:
            yield Skipped(Location(self._system, unit.name), problem.reason, problem.detail)
            return
        for message in messages:
            path, made = shown(message.unique), mark(message.unique)
            if not self._selection.item(unit.name, path):
                continue
            try:
                if self._seen.knew(made):
                    yield Unchanged(path)
                else:
                    yield from self._item(parts, message)
                self._seen.add(path, made)
            except Unreadable as why:
                yield Skipped(Location(self._system, unit.name, path), why.reason, why.detail)
        self._seen.end()

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """Which messages of the unit have been read: what comes later is new."""
        return self._seen.cursor(unit.name, without)

    def sampled(self, unit: Unit) -> bool:
        """Never: folders are read whole."""
        return False

    def close(self) -> None:
        """Nothing stays open between two units."""

    def _found(self) -> dict[str, Parts]:
        """The mail folders by name; looked for when first needed, so that a worker looks for itself."""
        if self._folders:
            return self._folders
        try:
            Directory(self._path)
        except Unreadable as problem:
            raise TargetError(problem.about(shown(self._path))) from None
        names: dict[Parts, str] = {}
        for name, parts, hidden in _walk(self._path):
            if hidden is None:
                names[parts] = name
            else:
                self._problems.append(Skipped(Location(self._system, name), hidden.reason, hidden.detail))
        self._folders = _told_apart(names)
        if not self._folders:
            why = f" ({self._problems[0].reason})" if self._problems else ""
            raise TargetError(f"no maildir in {shown(self._path)}{why}: one has a directory “cur” and one “new”")
        return self._folders

    def _messages(self, parts: Parts) -> Iterator[_Message]:
        """What lies in `cur` and `new`.

        :raises Unreadable: when they can't be listed.
        """
        for part in _MESSAGES:
            try:
                entries = list(Directory(self._path, (*parts, part)).entries())
            except Unreadable as problem:
                if problem.errno == errno.ENOENT:
                    continue
                raise
            for entry in entries:
                if not entry.name.startswith("."):
                    yield _Message(_FLAGS.sub("", entry.name), part, entry.name)

    def _measure(self, parts: Parts) -> tuple[int | None, int | None]:
        """Bytes and messages in a folder; None where they can't be told."""
        try:
            messages = list(self._messages(parts))
            directories = {part: Directory(self._path, (*parts, part)) for part in {each.part for each in messages}}
            return sum(directories[each.part].status(each.name).size for each in messages), len(messages)
        except Unreadable:  # told when the folder is read
            return None, None

    def _item(self, parts: Parts, message: _Message) -> Iterator[Item]:
        """One message.

        :raises Unreadable: when it can't be read, or changed while it was.
        """
        opened = self._open(parts, message)
        try:
            head = opened.head(HEAD)
            yield Item(
                shown(message.unique),
                opened.open,
                size=opened.status.size,
                modified=opened.status.modified,
                recorded=date_of(head),
                media_type=None if head.startswith(_PACKED) else "message/rfc822",
            )
        finally:
            opened.release()
        change = opened.change()
        if change is not None:
            raise Unreadable(errno.EAGAIN, "changed while reading", change)

    def _open(self, parts: Parts, message: _Message) -> Opened:
        """The message, wherever its owner's mail program has moved it meanwhile."""
        try:
            return _opened(Directory(self._path, (*parts, message.part)), message.name)
        except Unreadable as problem:
            if problem.errno != errno.ENOENT:
                raise
        moved = next((each for each in self._messages(parts) if each.unique == message.unique), message)
        return _opened(Directory(self._path, (*parts, moved.part)), moved.name)


def _distinct(messages: Iterable[_Message]) -> Iterator[_Message]:
    """The messages; of two with one unique name (a botched copy) the second is known by its directory too."""
    last = ""
    for message in messages:
        yield message if message.unique != last else replace(message, unique=f"{message.unique} ({message.part})")
        last = message.unique


def _opened(directory: Directory, name: str) -> Opened:
    kind = directory.status(name).kind
    if kind != FILE:
        raise Unreadable.kind(kind)
    return Opened(directory, name)


def _walk(root: str) -> Iterator[tuple[str, Parts, Unreadable | None]]:
    """Every maildir: its name, and the path to it; or a directory that could not be looked into, and why."""
    waiting: list[tuple[tuple[str, ...], Parts]] = [((), ())]
    while waiting:
        names, parts = waiting.pop()
        try:
            below = [entry.name for entry in Directory(root, parts).sorted() if entry.kind == "directory"]
        except Unreadable as problem:
            yield shown_path(parts), parts, problem
            continue
        is_maildir = any(part in below for part in _MESSAGES)
        if is_maildir:
            yield "/".join(map(shown, names)) or "INBOX", parts, None
        folders = [name for name in reversed(below) if not (is_maildir and name in (*_MESSAGES, "tmp"))]
        waiting += [((*names, *_levels(name, is_maildir)), (*parts, name)) for name in folders]


def _told_apart(names: dict[Parts, str]) -> dict[str, Parts]:
    """The folders by name; those of one name (`.Archive` and `Archive`) go by their paths."""
    while len(set(names.values())) < len(names):
        often = Counter(names.values())
        names = {parts: name if often[name] == 1 else shown_path(parts) for parts, name in names.items()}
    return {name: parts for parts, name in names.items()}


def _levels(name: str, in_maildir: bool) -> tuple[str, ...]:
    """The names in a folder's name: Maildir++ joins them with dots, and begins with one."""
    if in_maildir and name.startswith(".") and name.strip("."):
        return tuple(filter(None, name.split(".")))
    return (name,)


TARGET = Maildir
