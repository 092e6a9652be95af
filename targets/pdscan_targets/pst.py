"""A store of Outlook (PST, OST) as a system of its own: its folders are units, the messages in them items.

One that Outlook has open changes while it is read: scan a copy, or when nobody works with it.
"""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from pdscan.errors import PluginError, TargetError
from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, Limits, Problem, TargetOptions
from pdscan_targets.folder import user
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.pst import letter
from pdscan_targets.formats.pst_store import MARK, Store
from pdscan_targets.globs import Selection
from pdscan_targets.paths import local_path, shown
from pdscan_targets.quiet import Opened, one_file
from pdscan_targets.seen import cursor_of, mark

LIMITS = Limits()
"""How long the library may say nothing, and the like."""


class Pst:
    """The target for `pst:PATH`.

    :raises pdscan.errors.UsageError: when the URL names no path on this machine.
    :raises pdscan.errors.PluginError: when the library isn't installed.
    """

    schemes = ("pst",)

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._path = Path(local_path(url, "pst"))
        self._system = options.system
        self._selection = Selection(options.include, options.exclude)
        self._cursor: str | None = None

    def check(self) -> Access:
        """Who we are, how many folders have messages in them, and whether we could write to the file.

        :raises pdscan.errors.TargetError: when there is no such file, or it is no store.
        """
        readable = sum(isinstance(each, tuple) for each in self._folders())
        return Access(user(), readable, os.access(self._path, os.W_OK, effective_ids=True))

    def units(self) -> Iterator[Unit | Skipped]:
        """The folders with messages in them.

        :raises pdscan.errors.TargetError: when there is no such file, or it is no store.
        """
        for each in self._folders():
            if isinstance(each, Problem):
                yield Skipped(Location(self._system, "."), each.reason, each.detail)
            elif not self._selection.excludes(each[0]):
                yield Unit(each[0], "mail folder", rows=each[1])

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped]:
        """The messages of one folder, each under its number in the file; none where the file has not changed since.

        :raises pdscan.errors.TargetError: when there is no such file, or it is no store.
        """
        opened = self._opened()
        self._cursor = cursor_of([mark(*opened.status.version)])
        if since == self._cursor:
            opened.release()
            return
        with opened.open() as stream:
            for each in isolated(lambda: self._letters(Store(stream), unit.name), LIMITS):
                if isinstance(each, Problem):
                    yield Skipped(Location(self._system, unit.name, each.member or None), each.reason, each.detail)
                else:
                    yield each
            change = opened.change()
        if change is not None:
            yield Skipped(Location(self._system, unit.name), "changed while reading", change)

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """What the file was: while it stays the same nothing in it is new."""
        return None if without else self._cursor

    def sampled(self, unit: Unit) -> bool:
        """Never: folders are read whole."""
        return False

    def close(self) -> None:
        """Nothing stays open between two units."""

    def _letters(self, store: Store, folder: str) -> Iterator[Item | Problem]:
        for stored in store.messages(folder):
            if self._selection.item(folder, str(stored.number)):
                yield from letter(stored, str(stored.number))

    def _folders(self) -> list[tuple[str, int] | Problem]:
        """The folders and how many messages are in each; a problem at the end where not all can be listed."""
        opened = self._opened()
        with opened.open() as stream:
            found = list(isolated(lambda: Store(stream).folders(), LIMITS))
        if found and isinstance(found[0], Problem):
            raise TargetError(f"{shown(str(self._path))}: Outlook's library can't read it; is it whole?")
        return found

    def _opened(self) -> Opened:
        try:
            import pypff  # noqa: F401
        except ImportError:
            raise PluginError(
                "reading Outlook's stores needs a package; get it with: pip install 'pdscan[outlook]'"
            ) from None
        opened = one_file(self._path, "a store of Outlook")
        if not opened.head(len(MARK)).startswith(MARK):
            opened.release()
            raise TargetError(f"{shown(str(self._path))} is no store of Outlook (PST, OST)")
        return opened


TARGET = Pst
