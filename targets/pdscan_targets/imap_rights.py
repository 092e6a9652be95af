"""Whether a mail account could change something.

Where the server knows access lists (RFC 4314) it is asked for our rights.  Where it doesn't, the account is an owner's,
who may do everything: opening a folder for writing to find out would itself change it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from pdscan_targets.imap_connection import Connection
from pdscan_targets.imap_folders import Folder
from pdscan_targets.imap_problems import Refused

if TYPE_CHECKING:
    from pdscan_targets.imap_client import Client

READING = frozenset("lr")
"""See that a folder is there; read it.  All other rights change something, if only the mark of what has been read."""

UNKNOWN = "the server doesn't say what this account may do; it is taken for its owner's, who may do everything"


def knows_rights(connection: Connection) -> bool:
    """Whether the server keeps access lists."""
    return connection.ask(lambda client: bool(client.has_capability("ACL")))


def may_write(connection: Connection, folder: Folder) -> bool:
    """Whether we could change something in a folder."""
    try:
        rights = connection.ask(lambda client: _rights(client, folder))
    except Refused:
        return True
    return rights is None or not rights <= READING


def _rights(client: Client, folder: Folder) -> frozenset[str] | None:
    """Our rights, a letter each; None where the server knows none."""
    if not client.has_capability("ACL"):
        return None
    return client.my_rights(folder.wire)
