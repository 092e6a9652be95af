"""Avro: records with their schema, as data lakes and message queues keep them.

Source: https://avro.apache.org/docs/1.12.0/specification/#object-container-files.  Read by fastavro, in a process of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.batches import Columns, contents, rows_at_once
from pdscan_targets.formats.isolated import isolated

MAGIC = b"Obj\x01"


class Avro:
    """The records as one table, whose columns are the fields of the schema."""

    media_types = ("application/vnd.apache.avro",)
    suffixes = (".avro",)

    def recognises(self, head: bytes, name: str) -> float:
        """By the first bytes.

        >>> FORMAT.recognises(b"Obj" + bytes([1]) + b"...", "x"), FORMAT.recognises(b"Object", "x.avro")
        (0.95, 0.0)
        """
        return 0.95 if head.startswith(MAGIC) else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The records, and the files in their fields."""
        import fastavro  # noqa: F401 - a package that is missing is told before there is another process

        yield from isolated(lambda: _records(stream), limits)


def _records(stream: BinaryIO) -> Iterator[Decoded]:
    import fastavro

    try:
        reader = fastavro.reader(stream)
        schema: Any = reader.writer_schema
        names = [each["name"] for each in schema.get("fields", ())] or [schema.get("name", "value")]
        yield from contents(None, names, _batches(iter(reader), names))
    except (ValueError, EOFError, IndexError, KeyError, TypeError, AttributeError) as error:
        yield Problem("damaged", type(error).__name__)


def _batches(records: Iterator[Any], names: list[str]) -> Iterator[Columns]:
    while taken := list(islice(records, rows_at_once(len(names)))):
        rows = ([each.get(name) for name in names] if isinstance(each, dict) else [each] for each in taken)
        yield list(zip(*rows, strict=True))


FORMAT = Avro()
