r"""Rows as a driver gives them (Python objects) → one buffer and its spans.

A database cursor and a spreadsheet give rows of strings, numbers and dates.  Detection reads one
UTF-8 buffer in which each column stands in one piece, its cells joined by line breaks:

>>> chunk = from_rows(["naam", "bsn"], [("Jansen", 111222333), (None, "123456782")])
>>> chunk.data
b'Jansen\n\n111222333\n123456782'
>>> [(chunk.columns[c], chunk.data[s:e]) for c, s, e in zip(chunk.column, chunk.starts, chunk.ends)]
[('naam', b'Jansen'), ('bsn', b'111222333'), ('bsn', b'123456782')]
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from types import NoneType
from typing import TYPE_CHECKING, Any

from pdscan.model import TableChunk

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

WHOLE_FLOAT = 1e15
"""Up to here every whole number is exact in a float, and is written as the identifier that it may be."""


def from_rows(columns: Sequence[str], rows: Sequence[Sequence[object]], **kwargs: Any) -> TableChunk:
    """The rows as a table chunk, column after column in one buffer.

    None, empty strings, NaN and bytes that are not UTF-8 are left out; the other values are written as `text_of` says.

    :param rows: each as long as `columns`.
    :param kwargs: further fields of the chunk (`name`, `recorded`, `customers`, `keys` …).
    :raises ValueError: when a row is longer or shorter than `columns`.
    """
    values = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    if len(values) != len(columns):
        raise ValueError(f"rows of {len(values)} values for {len(columns)} columns")
    return from_columns(columns, values, **kwargs)


def from_columns(names: Sequence[str], columns: Sequence[Sequence[object]], **kwargs: Any) -> TableChunk:
    """As `from_rows`, of the values column by column."""
    import numpy as np

    pieces: list[bytes] = []
    bounds: list[NDArray[np.int64]] = []
    offset = 0
    rows = len(columns[0]) if columns else 0
    for values in columns if rows else ():
        piece, ends = _joined(values)
        pieces.append(piece)
        bounds.append(ends + offset)
        offset += len(piece) + 1
    ends = np.concatenate([np.array([-1], dtype=np.int64), *bounds])
    starts, ends = ends[:-1] + 1, ends[1:]
    filled = np.flatnonzero(ends > starts)
    count = max(rows, 1)
    return TableChunk(
        columns=tuple(names),
        data=b"\n".join(pieces),
        starts=starts[filled],
        ends=ends[filled],
        column=(filled // count).astype(np.int32),
        row=filled % count,
        rows=rows,
        **kwargs,
    )


def text_of(value: object) -> str:
    r"""One value as people would read it; "" for nothing and for bytes that are no text.

    >>> [text_of(value) for value in (111222333.0, Decimal("1E+3"), b"caf\xc3\xa9", b"\xff", None)]
    ['111222333', '1000', 'café', '', '']
    >>> text_of({"bsn": "111222333"})
    '{"bsn": "111222333"}'
    """
    match value:
        case None:
            return ""
        case str():
            return value
        case float():
            return _number(value)
        case Decimal():
            return format(value, "f") if value.is_finite() else ""
        case datetime():
            return value.isoformat(" ")
        case date():
            return value.isoformat()
        case bytes() | bytearray() | memoryview():
            return _decoded(bytes(value))
        case dict() | list() | tuple():
            return json.dumps(value, ensure_ascii=False, default=text_of)
        case _:
            return str(value)


def _joined(values: Sequence[object]) -> tuple[bytes, NDArray[np.int64]]:
    """One column's values joined by line breaks, and where each ends."""
    import numpy as np

    texts = _texts(values)
    data = "\n".join(texts).encode("utf-8", "replace")
    if data.count(b"\n") == len(texts) - 1:
        ends = np.flatnonzero(np.frombuffer(data, dtype=np.uint8) == ord("\n"))
        return data, np.append(ends, len(data))
    lengths = np.fromiter((len(text.encode("utf-8", "replace")) for text in texts), dtype=np.int64, count=len(texts))
    return data, np.cumsum(lengths + 1) - 1


def _texts(values: Sequence[object]) -> Sequence[str]:
    """The values as strings; a column of one type takes a short way."""
    types = set(map(type, values))
    if types == {str}:
        return values  # type: ignore[return-value]
    if types == {int}:
        return list(map(str, values))
    if types <= {str, NoneType}:
        return [value or "" for value in values]  # type: ignore[misc]
    if types == {float} and all(map(math.isfinite, values)) and max(map(abs, values)) < WHOLE_FLOAT:  # type: ignore[arg-type]
        return [text.removesuffix(".0") for text in map(repr, values)]
    return [text_of(value) for value in values]


def _number(value: float) -> str:
    if not math.isfinite(value):
        return ""
    return str(int(value)) if value.is_integer() and abs(value) < WHOLE_FLOAT else repr(value)


def _decoded(value: bytes) -> str:
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return "" if "\0" in text else text
