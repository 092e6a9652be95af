"""The folders of a mail server, by the names that people give them.

On the wire a name is in modified UTF-7 (RFC 3501 section 5.1.3), its levels joined with a character of the server's own
choice.  Here it is text, with slashes.  The server is asked by the name that it gave, letter for letter.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from pdscan.errors import TargetError
from pdscan_targets.imap_address import Address
from pdscan_targets.imap_connection import Connection
from pdscan_targets.imap_problems import Refused, Torn
from pdscan_targets.paths import shown

if TYPE_CHECKING:
    from pdscan_targets.imap_client import Client

LARGEST_LIST = 64 << 20
EMPTY = frozenset({b"\\noselect", b"\\nonexistent"})
"""What the server says of names that are no folders, only on the way to others."""

_UNSENDABLE = re.compile(rb"[\x00-\x1f\x7f-\xff]")
_TOLD_AT_MOST = 8


@dataclass(frozen=True, slots=True)
class Folder:
    """`name` as we say it, `wire` as the server says it, `whole` its name with the server's own separators."""

    name: str
    wire: bytes
    whole: str

    @property
    def can_be_asked_for(self) -> bool:
        """Whether its name can be sent: what stands behind a line break would be a command of its own."""
        return not _UNSENDABLE.search(self.wire)


def folders(connection: Connection) -> dict[str, Folder]:
    """The folders that the address names, by name, in a stable order.

    :raises pdscan.errors.TargetError: when there is none.
    """
    address = connection.address
    try:
        listed = connection.ask(lambda client: client.list_folders(), LARGEST_LIST)
    except (Refused, Torn) as problem:
        raise TargetError(f"{address}: it doesn't list the folders of {address.user} ({problem})") from None
    found = sorted(_told_apart(_folders(listed)), key=lambda each: each.name)
    wanted = [each for each in found if _is_wanted(each, address.folder)]
    if not wanted:
        raise TargetError(_none(address, [each.name for each in found]))
    return {each.name: each for each in wanted}


def decoded(wire: bytes) -> str:
    """A name as people know it; as it stands where it is no modified UTF-7.

    >>> decoded(b"Co&APY-peratie &- &ZeVnLIqe-"), decoded(b"R&D")
    ('Coöperatie & 日本語', 'R&D')
    """
    from imapclient.imap_utf7 import decode, encode

    try:
        name = str(decode(wire))
        return name if encode(name) == wire else wire.decode("ascii", "surrogateescape")
    except ValueError:
        return wire.decode("ascii", "surrogateescape")


def measured(client: Client, folder: Folder) -> tuple[int | None, int | None]:
    """How many messages are in a folder, and how many bytes, where the server can tell (RFC 8438)."""
    can_tell = client.has_capability("STATUS=SIZE")
    status = client.folder_status(folder.wire, ["MESSAGES", "SIZE"] if can_tell else ["MESSAGES"])
    messages, size = status.get(b"MESSAGES"), status.get(b"SIZE")
    return (messages if isinstance(messages, int) else None), (size if isinstance(size, int) else None)


def _folders(listed: Iterable[tuple[Any, Any, Any]]) -> list[Folder]:
    found = []
    for flags, separator, name in listed:
        if name is None or any(isinstance(flag, bytes) and flag.lower() in EMPTY for flag in flags or ()):
            continue
        wire = name if isinstance(name, bytes) else str(name).encode()
        whole = decoded(wire)
        levels = whole.split(separator.decode("ascii", "replace")) if isinstance(separator, bytes) else [whole]
        found.append(Folder("/".join(map(shown, levels)), wire, shown(whole)))
    return found


def _told_apart(found: list[Folder]) -> list[Folder]:
    """Two folders of one name, as `a/b` and `a.b` can be, go by their names on the wire."""
    often = Counter(each.name for each in found)
    return [
        each if often[each.name] == 1 else replace(each, name=shown(each.wire.decode("ascii", "surrogateescape")))
        for each in found
    ]


def _is_wanted(folder: Folder, asked: str) -> bool:
    top, slash, below = asked.partition("/")
    asked = ("INBOX" if top.upper() == "INBOX" else top) + slash + below
    return not asked or asked in (folder.name, folder.whole) or folder.name.startswith(asked + "/")


def _none(address: Address, names: list[str]) -> str:
    if not names:
        return f"{address}: {address.user} has no folder there that can be read"
    more = f" and {len(names) - _TOLD_AT_MOST} more" if len(names) > _TOLD_AT_MOST else ""
    return f"{address}: there is no folder “{address.folder}”; there are: {', '.join(names[:_TOLD_AT_MOST])}{more}"
