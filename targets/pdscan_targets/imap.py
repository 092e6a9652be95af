"""A mail server that speaks IMAP (RFC 3501, RFC 9051): Dovecot, Cyrus, Exchange, Gmail and most others.

Its folders are units, its messages items, known by their UIDs: within one UIDVALIDITY a UID is never given twice.
Nothing is changed, no message is marked as read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from hashlib import blake2b

from pdscan.model import Item, Location, Skipped, Unit
from pdscan.protocols import Access, TargetOptions, Unchanged
from pdscan_targets.globs import Selection
from pdscan_targets.imap_address import parse
from pdscan_targets.imap_connection import Connection
from pdscan_targets.imap_folders import Folder, folders, measured
from pdscan_targets.imap_messages import BATCH, Messages, Unread
from pdscan_targets.imap_problems import Gone, Refused, Torn
from pdscan_targets.imap_rights import UNKNOWN, knows_rights, may_write

LARGEST_SEARCH = 64 << 20
"""Bytes that the list of a folder's UIDs may take: some seven million messages."""

_CURSOR = re.compile(r"1:(\d+):(\d+):[0-9a-f]{24}:([\d,]*)")


class Imap:
    """The target for `imaps://` and `imap://`.

    :raises pdscan.errors.UsageError: when the URL can't be understood.
    """

    schemes = ("imaps", "imap")

    def __init__(self, url: str, options: TargetOptions) -> None:
        self._address = parse(url, options.ca, options.encrypt)
        self._system = options.system
        self._selection = Selection(options.include, options.exclude)
        self._connection = Connection(self._address, options.password)
        self._batch = options.max_rate or BATCH
        self._folders: dict[str, Folder] = {}
        self._read: dict[str, tuple[int, list[int], set[int]]] = {}

    def check(self) -> Access:
        """Who we are, which folders open, and whether we could write to one.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses us.
        """
        readable, could_write, problems = 0, False, []
        for folder in self._found().values():
            try:
                self._open(folder)
                readable += 1
                could_write = could_write or may_write(self._connection, folder)
            except (Refused, Torn, Gone) as problem:
                problems.append(f"{folder.name}: {problem}")
        remarks = () if knows_rights(self._connection) else (UNKNOWN,)
        return Access(f"{self._address.user} on {self._address}", readable, could_write, tuple(problems), remarks)

    def units(self) -> Iterator[Unit | Skipped]:
        """Every folder, with how many messages and bytes it has, where the server can tell.

        :raises pdscan.errors.TargetError: when the server can't be reached, or refuses us.
        """
        for name, folder in self._found().items():
            if not self._selection.excludes(name):
                yield self._unit(folder)

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Item | Skipped | Unchanged]:
        """The messages of one folder, in the order of their UIDs.

        :raises pdscan.errors.TargetError: when the server can't be reached any more.
        """
        self._read.pop(unit.name, None)
        folder = self._found().get(unit.name)
        if folder is None:
            yield self._skipped(unit.name, "vanished")
            return
        try:
            validity = self._open(folder)
            uids, unread = self._uids(unit.name), set[int]()
            new = _new(uids, validity, since)
            yield from (Unchanged(str(uid)) for uid in sorted({*uids} - {*new}))
            for each in Messages(self._connection, self._batch).read(new):
                if isinstance(each, Unread):
                    unread.add(each.uid)
                    yield self._skipped(unit.name, each.reason, each.detail, each.uid)
                else:
                    yield each
        except Torn as torn:
            yield self._skipped(unit.name, "unreachable", f"the connection breaks ({torn.why})")
        except Refused as refused:
            yield self._skipped(unit.name, refused.reason, refused.code)
        except Gone as gone:
            yield self._skipped(unit.name, gone.reason, gone.detail)
        else:
            if validity:
                self._read[unit.name] = validity, uids, unread

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """Which messages of the folder have been read; None where the server gives no UIDVALIDITY."""
        if unit.name not in self._read:
            return None
        validity, uids, unread = self._read[unit.name]
        return _cursor(uids, validity, [uid for uid in uids if uid in unread or str(uid) in without])

    def sampled(self, unit: Unit) -> bool:
        """Never: folders are read whole."""
        return False

    def close(self) -> None:
        """Let go of the connection."""
        self._connection.close()

    def _found(self) -> dict[str, Folder]:
        self._folders = self._folders or folders(self._connection)
        return self._folders

    def _unit(self, folder: Folder) -> Unit | Skipped:
        if not folder.can_be_asked_for:
            return self._skipped(folder.name, "wrong encoding", "its name can't be sent back to the server")
        try:
            messages, size = self._connection.ask(lambda client: measured(client, folder))
        except Refused as refused:
            return self._skipped(folder.name, refused.reason, refused.code)
        except Torn as torn:
            return self._skipped(folder.name, "unreachable", f"the connection breaks ({torn.why})")
        return Unit(folder.name, "mail folder", size=size, rows=messages)

    def _open(self, folder: Folder) -> int:
        if not folder.can_be_asked_for:
            raise Refused("wrong encoding")
        return self._connection.examine(folder.wire)

    def _uids(self, unit: str) -> list[int]:
        found = self._connection.ask(lambda client: client.search("ALL"), LARGEST_SEARCH)
        return [uid for uid in sorted(set(found)) if self._selection.item(unit, str(uid))]

    def _skipped(self, unit: str, reason: str, detail: str = "", uid: int | None = None) -> Skipped:
        return Skipped(Location(self._system, unit, None if uid is None else str(uid)), reason, detail)


def _new(uids: Sequence[int], validity: int, since: str | None) -> Sequence[int]:
    """The UIDs that a cursor doesn't know; all, when there is none or the folder has been made anew.

    >>> _new([3, 7, 9], 12, _cursor([3, 7], 12)), _new([3, 7, 9], 13, _cursor([3, 7], 12))
    ([9], [3, 7, 9])
    >>> _new([3, 7, 9], 12, _cursor([3, 7], 12, without=[3]))
    [3, 9]
    """
    known = _CURSOR.fullmatch(since or "")
    if known is None or int(known[1]) != validity:
        return uids
    again = set(map(int, filter(None, known[3].split(","))))
    return [uid for uid in uids if uid > int(known[2]) or uid in again]


def _cursor(uids: Sequence[int], validity: int, without: Sequence[int] = ()) -> str:
    """What has been read: the highest UID says what is new, the digest of all whether one has gone.

    :param without: those of them that are to be read again.
    """
    digest = blake2b(repr(uids).encode(), digest_size=12).hexdigest()
    return f"1:{validity}:{uids[-1] if uids else 0}:{digest}:{','.join(map(str, without))}"


TARGET = Imap
