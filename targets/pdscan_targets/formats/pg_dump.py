"""Dumps of PostgreSQL in its own format (`pg_dump -Fc`), by the program `pg_restore`, which makes SQL of them.

What it writes goes through a pipe and is read as a dump in SQL is; no server is needed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import BinaryIO, cast

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.piped import on_disk, piped, program

MARK = b"PGDMP"
PROGRAM = "pg_restore"


class PgDump:
    """A dump as one nested item of SQL."""

    media_types = ("application/x-pg-dump",)
    suffixes = (".dump", ".pgdump", ".backup")

    def recognises(self, head: bytes, name: str) -> float:
        """Sure by the first bytes."""
        return 1.0 if head.startswith(MARK) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The SQL; a problem when the program is missing or stops before the end."""
        if shutil.which(PROGRAM) is None:
            yield Problem("needs a package", f"{PROGRAM} (apt-get install postgresql-client)")
            return
        with (
            on_disk(b"", stream, limits.expanded) as source,
            piped(program([PROGRAM, "-f", "-"], source), limits.seconds) as dump,
        ):
            yield Item("dump.sql", open=lambda: cast(BinaryIO, dump))
            well, _ = dump.ended()
        if not well:
            yield Problem("damaged", "the dump breaks off, or is of a later version of PostgreSQL")


FORMAT = PgDump()
