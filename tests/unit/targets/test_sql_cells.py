"""Cells: text, files, JSON; and samples of rows."""

from __future__ import annotations

import random
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pdscan_targets import sql_cells
from pdscan_targets.sql_cells import row_name, sorted_out
from pdscan_targets.sql_json import MOST_KEYS, flattened, looks_like_json
from pdscan_targets.sql_sample import guessed, picked


def test_cells_that_are_text_are_given_back_as_they_are() -> None:
    columns = [("a", None, ""), (1, 2, 3), (1.5, None, 2)]
    batch = sorted_out(["x", "y", "z"], columns)
    assert batch.names == ("x", "y", "z")
    assert not batch.changed
    assert all(one is other for one, other in zip(batch.columns, columns, strict=True))


@pytest.mark.parametrize(
    ("value", "text", "apart"),
    [
        (b"PK\x03\x04" + b"\x00" * 61, None, True),
        (b"PK\x03\x04" + b"\x00" * 60, None, False),
        (b"06-12345678", "06-12345678", False),
        (memoryview(b"caf\xc3\xa9\n"), "café\n", False),
        (bytearray(b"x"), "x", False),
        (b"", "", False),
        (b"\x00" * 64, None, False),
        (b"\x00" * 65, None, False),
        (b"\x00" * 1024, None, False),
        (b"\x00" * 1025, None, True),
        (b"caf\xe9", None, False),
        (b"x" * 4096, "x" * 4096, False),
        (b"x" * 4097, None, True),
        (b"\x1b[31m" * 20, None, False),
    ],
    ids=[
        *("zip", "tiny-zip", "text", "view", "array", "empty", "digest", "sealed", "most-sealed", "file", "latin"),
        *("longest", "too-long", "controls"),
    ],
)
def test_binary_cells(value: object, text: str | None, apart: bool) -> None:
    batch = sorted_out(["x", "y"], [("a", "b"), (value, None)])
    assert batch.changed
    assert list(batch.columns[1]) == [text, None]
    size = len(bytes(value))  # type: ignore[call-overload]
    assert batch.opaque == ({"y": 1} if text is None and not apart and size > 64 else {})
    assert [(each.column, each.row, each.data) for each in batch.apart] == ([(1, 0, bytes(value))] if apart else [])  # type: ignore[arg-type]


def test_long_texts_are_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sql_cells, "LARGE", 3)
    batch = sorted_out(["x", "y"], [("abc", None), ("abcé", 5)])
    assert [list(column) for column in batch.columns] == [["abc", None], [None, 5]]
    assert [(each.column, each.row, each.open().read(), each.media_type) for each in batch.apart] == [
        (1, 0, "abcé".encode(), "text/plain")
    ]


def test_two_columns_never_get_one_name() -> None:
    documents = ('{"b": 1}', '{"b": 2}')
    batch = sorted_out(["a.b", "a", "a.b'"], [("x", "y"), documents, ("p", "q")])
    assert batch.names == ("a.b", "a", "a.b'", "a.b''")
    assert [list(column) for column in batch.columns] == [["x", "y"], [None, None], [1, 2], ["p", "q"]]


@pytest.mark.parametrize(
    ("keys", "name"),
    [
        ([[1207]], "1207"),
        ([[9_999_999]], "9999999"),
        ([[10_000_000]], None),
        ([[-10_000_000]], None),
        ([["1207"]], "1207"),
        ([["12345678"]], None),
        ([[12, 3]], "12,3"),
        ([[12, "jan@example.nl"]], None),
        ([["jan@example.nl"], [12]], "12"),
        ([["jan@example.nl"], []], None),
        ([[None]], None),
        ([[1.5]], None),
        ([], None),
        ([[uuid.UUID(int=5)]], "00000000-0000-0000-0000-000000000005"),
        ([["00000000-0000-0000-0000-00000000000A"]], "00000000-0000-0000-0000-00000000000A"),
        ([["{00000000-0000-0000-0000-000000000005}"]], None),
    ],
)
def test_row_names(keys: list[list[object]], name: str | None) -> None:
    assert row_name(keys) == name


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([None, "", '{"a": 1}'], True),
        (["[1, 2]"], True),
        (["  {}"], True),
        ([{"a": 1}], True),
        ([[1]], True),
        (["[NL] hallo"], False),
        (["x", '{"a": 1}'], False),
        ([5], False),
        ([None], False),
        (["{" * 100_000], False),
        (['{"a":' * 100_000 + "1" + "}" * 100_000], False),
    ],
)
def test_what_looks_like_json(values: list[object], expected: bool) -> None:
    assert looks_like_json(values) is expected


def test_objects_that_a_driver_has_parsed_already() -> None:
    assert flattened("p", [{"a": [1, {"b": None}]}, {"a": 2}, 5]) == {"p": [None, None, 5], "p.a": [1, 2, None]}


def test_keys_that_may_be_data_name_no_column() -> None:
    values = ['{"111222333": "x", "jan@example.nl": 1, "tel 06": 2, "ok_12": 3, "a.b": 4}'] * 2
    assert flattened("p", values) == {
        "p": ['{"111222333": "x"}\n{"jan@example.nl": 1}\n{"a.b": 4}'] * 2,
        "p.tel 06": [2, 2],
        "p.ok_12": [3, 3],
    }


def test_a_key_of_one_document_only_stays_in_it() -> None:
    assert flattened("p", ['{"els": 1}', '{"jan": 2}']) == {"p": ['{"els": 1}', '{"jan": 2}']}


def test_lists_without_keys_stay() -> None:
    assert flattened("p", ['["a", 1]', "[]"]) == {"p": ['"a"\n1', None]}


def test_too_many_keys_are_no_structure() -> None:
    words = [f"k{one}{other}" for one in "abcdefghijklmnop" for other in "abcdefghijklmnop"]
    document = dict.fromkeys(words, 1)
    columns = flattened("p", [document, document])
    assert len(columns) == MOST_KEYS + 1
    assert str(columns["p"][0]).count("\n") == len(words) - MOST_KEYS - 1


@given(st.integers(0, 60), st.integers(0, 60), st.integers(0, 2**32))
def test_picked_rows_are_as_many_as_asked_for_in_their_order(count: int, size: int, seed: int) -> None:
    rows = list(picked(range(count), count, size, random.Random(seed)))
    assert rows == sorted(set(rows))
    assert len(rows) == min(count, size)


def test_picked_rows_of_a_table_that_has_shrunk() -> None:
    assert set(picked(range(5), 10, 10, random.Random(1))) == set(range(5))


@given(st.sets(st.integers(-50, 50), min_size=1), st.integers(0, 120), st.integers(0, 2**32))
def test_guessed_keys_exist_and_are_as_many_as_there_are(keys: set[int], size: int, seed: int) -> None:
    found = guessed(size, min(keys), max(keys), random.Random(seed), keys.intersection)
    assert found == sorted(set(found) & keys)
    assert len(found) == min(size, len(keys))


def test_guessed_keys_are_uniform() -> None:
    keys = set(range(0, 1000, 3))
    times = dict.fromkeys(keys, 0)
    for seed in range(300):
        for key in guessed(33, 0, 999, random.Random(seed), keys.intersection):
            times[key] += 1
    # Each is drawn 29.6 times on average, with a standard deviation of 5.2.
    assert min(times.values()) > 5
    assert max(times.values()) < 60
