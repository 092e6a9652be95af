"""Stores of Outlook (PST, OST) that lie on a share: every message in them is a nested item, named by its folder.

A large one is better scanned as a target of its own (`pst:FILE`), where limits hold for each message, not for the file.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from functools import partial
from typing import BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.pst_store import LARGEST, MARK, Store, Stored
from pdscan_targets.formats.spool import seekable


class Pst:
    """Outlook's mail stores."""

    media_types = ("application/vnd.ms-outlook-pst",)
    suffixes = (".pst", ".ost")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        return 1.0 if head.startswith(MARK) and head[8:10] in (b"SM", b"SO") else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """Messages as nested items."""
        import pypff  # noqa: F401 - missing, it is told before a child begins

        with seekable(stream) as source:
            yield from isolated(lambda: _contents(source), limits)


def _contents(source: BinaryIO) -> Iterator[Decoded]:
    try:
        store = Store(source)
    except OSError:
        yield Problem("damaged", "its directory can't be read")
        return
    for stored in store.messages():
        yield from letter(stored, f"{stored.folder}/{stored.number}.eml")


def letter(stored: Stored, path: str) -> Iterator[Item | Problem]:
    """A message of a store as an e-mail, and what of it could not be read."""
    for name in stored.lost:
        where = f"{path}!/{name}" if name else path
        yield Problem(
            "damaged", f"not wholly readable: broken, kept elsewhere, or of more than {LARGEST >> 20} MiB", where
        )
    if stored.message.values:
        content = stored.message.as_mail()
        yield Item(path, partial(io.BytesIO, content), len(content), stored.message.date, media_type="message/rfc822")


FORMAT = Pst()
