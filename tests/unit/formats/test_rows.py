"""Rows of Python objects as one buffer: what stands where."""

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

import numpy as np
import pytest

from pdscan_targets.rows import from_rows, text_of


def cells(chunk):
    return [
        (chunk.columns[c], int(r), chunk.data[s:e].decode())
        for c, r, s, e in zip(chunk.column, chunk.row, chunk.starts, chunk.ends, strict=True)
    ]


def test_columns_stand_one_after_another():
    chunk = from_rows(["a", "b"], [("x", 1), ("y", 2)], name="t", keys=("b",))
    assert chunk.data == b"x\ny\n1\n2"
    assert cells(chunk) == [("a", 0, "x"), ("a", 1, "y"), ("b", 0, "1"), ("b", 1, "2")]
    assert (chunk.rows, chunk.name, chunk.keys) == (2, "t", ("b",))
    assert (chunk.starts.dtype, chunk.column.dtype, chunk.row.dtype) == (np.int64, np.int32, np.int64)


def test_empty_values_are_left_out_and_rows_keep_their_number():
    chunk = from_rows(["a", "b"], [(None, ""), ("é", None), ("", "z")])
    assert cells(chunk) == [("a", 1, "é"), ("b", 2, "z")]


def test_line_breaks_inside_values():
    chunk = from_rows(["a", "b"], [("één\ntwee", "x"), ("drie", "y\n")])
    assert cells(chunk) == [("a", 0, "één\ntwee"), ("a", 1, "drie"), ("b", 0, "x"), ("b", 1, "y\n")]


def test_no_rows_and_no_columns():
    empty = from_rows(["a"], [])
    assert (empty.data, empty.rows, len(empty.starts)) == (b"", 0, 0)
    assert from_rows([], []).columns == ()


def test_a_ragged_row_is_refused():
    with pytest.raises(ValueError, match="shorter"):
        from_rows(["a", "b"], [("x", "y"), ("z",)])
    with pytest.raises(ValueError, match="rows of 1 values for 2 columns"):
        from_rows(["a", "b"], [("x",)])


def test_a_lone_surrogate_does_not_stop_the_table():
    assert cells(from_rows(["a"], [("x\udcff",), ("y\nz\udcff",)])) == [("a", 0, "x?"), ("a", 1, "y\nz?")]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (111222333, "111222333"),
        (111222333.0, "111222333"),
        (1.5, "1.5"),
        (1e300, "1e+300"),
        (float("nan"), ""),
        (Decimal("100.00"), "100.00"),
        (Decimal("NaN"), ""),
        (date(2020, 2, 29), "2020-02-29"),
        (datetime(2020, 2, 29, 1, 2, 3), "2020-02-29 01:02:03"),
        (b"abc", "abc"),
        (memoryview(b"abc"), "abc"),
        (b"a\0bc", ""),
        (b"\xff\xfe", ""),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        ([1, "é", date(2020, 1, 2)], '[1, "é", "2020-01-02"]'),
        (True, "True"),
    ],
)
def test_values_as_people_read_them(value, text):
    assert text_of(value) == text
    assert cells(from_rows(["v"], [(value,), ("x",)])) == [("v", 0, text), ("v", 1, "x")][not text :]
