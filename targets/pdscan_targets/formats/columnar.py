"""Parquet, Arrow, Feather and ORC: tables that are kept column by column.

Sources: https://parquet.apache.org/docs/file-format, https://arrow.apache.org/docs/format/Columnar.html#ipc-file-format,
https://orc.apache.org/specification/ORCv1.  Read by pyarrow, in a process of its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, BinaryIO

from pdscan.model import Item
from pdscan.protocols import Decoded, Limits, Problem
from pdscan_targets.formats.batches import Columns, contents, rows_at_once
from pdscan_targets.formats.isolated import isolated
from pdscan_targets.formats.spool import peeked, seekable

if TYPE_CHECKING:
    import pyarrow as pa

PARQUET, LOCKED_PARQUET, ARROW, FEATHER, ORC = b"PAR1", b"PARE", b"ARROW1", b"FEA1", b"ORC"
"""How the files begin; the second is a Parquet file of which even the names of columns are encrypted."""


class Columnar:
    """One table, in batches of rows."""

    media_types = (
        "application/vnd.apache.parquet",
        "application/vnd.apache.arrow.file",
        "application/vnd.apache.orc",
    )
    suffixes = (".parquet", ".arrow", ".feather", ".orc")

    def recognises(self, head: bytes, name: str) -> float:
        """By the first bytes; three letters are believed of a file with the right name only.

        >>> [FORMAT.recognises(head, name) for head, name in ((b"PAR1", "x"), (b"ORCHID", "a.txt"), (b"ORC", "a.orc"))]
        [0.95, 0.0, 0.9]
        """
        if head.startswith((PARQUET, LOCKED_PARQUET, ARROW, FEATHER)):
            return 0.95
        return 0.9 if head.startswith(ORC) and name.lower().endswith(".orc") else 0.0

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The table, and the files in its binary columns."""
        import pyarrow.feather
        import pyarrow.orc
        import pyarrow.parquet  # noqa: F401 - a package that is missing is told before there is another process

        head = peeked(stream, len(ARROW))
        if head.startswith(LOCKED_PARQUET):
            yield Problem("encrypted", "a key is needed")
            return
        with seekable(stream) as source:
            yield from isolated(lambda: _table(source, head), limits)


def _table(source: BinaryIO, head: bytes) -> Iterator[Decoded]:
    import pyarrow as pa

    pa.set_cpu_count(1)
    try:
        schema, batches = _opened(source, head)
        yield from contents(None, schema.names, map(_values, batches))
    except (pa.ArrowException, OSError) as error:
        # What pyarrow says of a column with an encrypted footer, and of nothing else.
        encrypted = "decrypt" in str(error).lower() or "encrypt" in str(error).lower()
        yield Problem("encrypted", "a key is needed") if encrypted else Problem("damaged", type(error).__name__)


def _opened(source: BinaryIO, head: bytes) -> tuple[pa.Schema, Iterator[pa.RecordBatch]]:
    """The columns, and the rows in batches."""
    import pyarrow as pa
    import pyarrow.feather as feather
    import pyarrow.orc as orc
    import pyarrow.parquet as parquet

    if head.startswith(PARQUET):
        file = parquet.ParquetFile(source)
        schema = file.schema_arrow
        return schema, file.iter_batches(rows_at_once(len(schema)), use_threads=False)
    if head.startswith(ORC):
        stripes = orc.ORCFile(source)
        return stripes.schema, (stripes.read_stripe(number) for number in range(stripes.nstripes))
    if head.startswith(FEATHER):
        table = feather.read_table(source, memory_map=False, use_threads=False)
        return table.schema, iter(table.to_batches(rows_at_once(table.num_columns)))
    reader = pa.ipc.open_file(source)
    return reader.schema, (reader.get_batch(number) for number in range(reader.num_record_batches))


def _values(batch: pa.RecordBatch) -> Columns:
    return [_column(column) for column in batch.columns]


def _column(column: pa.Array) -> list[Any]:
    """The values as Python knows them, or as text where it knows none (times to the billionth of a second)."""
    import pyarrow as pa

    try:
        values: list[Any] = column.to_pylist()
    except (ValueError, OverflowError):
        values = column.cast(pa.string()).to_pylist()
    return values


FORMAT = Columnar()
