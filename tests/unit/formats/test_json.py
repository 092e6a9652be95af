"""JSON: which value stands under which path, in which row, on which line."""

import io
import json

import pytest

from pdscan.model import Item, TableChunk, TextChunk
from pdscan.protocols import Limits
from pdscan_targets.formats.json import FORMAT


def tables(data, block=1 << 20):
    found = FORMAT.chunks(io.BytesIO(data), Item("a.json", io.BytesIO), Limits(block=block))
    return [chunk for chunk in found if isinstance(chunk, TableChunk)]


def rows(data, block=1 << 20):
    """(column, row, text) of every cell, rows numbered through."""
    found, before = [], 0
    for chunk in tables(data, block):
        for column, row, start, end in zip(chunk.column, chunk.row, chunk.starts, chunk.ends, strict=True):
            found.append((chunk.columns[column], before + int(row), chunk.data[start:end].decode()))
        before += chunk.rows
    return found


def places(data, block=1 << 20):
    """(line, character) of every cell."""
    return [each for chunk in tables(data, block) for each in zip(chunk.line, chunk.offset, strict=True)]


def test_a_document_with_its_lines_and_characters(read):
    data = '{"aantal": 2,\n "klanten": [\n  {"naam": "Ré", "bsn": 111222333}, {"naam": "Vis", "tel": ["06", null]}]}'
    assert read(data.encode(), "a.json") == [
        ("a.json", "aantal", 1, "2"),
        ("a.json", "klanten[].naam", 3, "Ré"),
        ("a.json", "klanten[].bsn", 3, "111222333"),
        ("a.json", "klanten[].naam", 3, "Vis"),
        ("a.json", "klanten[].tel[]", 3, "06"),
    ]
    (chunk,) = tables(data.encode())
    assert chunk.offset.tolist() == [11, 12, 24, 46, 61]
    assert chunk.row.tolist() == [0, 1, 1, 2, 2]


@pytest.mark.parametrize(
    ("reason", "data", "cells"),
    [
        ("root array", '[{"a": 1}, {"a": 2, "b": {"c": "x"}}]', [("a", 0, "1"), ("a", 1, "2"), ("b.c", 1, "x")]),
        ("root array of values", '["a", 1, -2.5e3]', [("value", 0, "a"), ("value", 1, "1"), ("value", 2, "-2.5e3")]),
        (
            "lines",
            '{"a": "1", "t": ["x", "y"]}\n{"a": "2"}\n',
            [("a", 0, "1"), ("t[]", 0, "x"), ("t[]", 0, "y"), ("a", 1, "2")],
        ),
        ("documents on one line", '{"a": 1}{"a": 2}', [("a", 0, "1"), ("a", 1, "2")]),
        (
            "literals and empty strings are no cells",
            '{"a": true, "b": null, "c": "", "d": [], "e": {}, "f": false}',
            [],
        ),
        ("a list of lists", '{"m": [["1", "2"], ["3"]]}', [("m[][]", 0, "1"), ("m[][]", 0, "2"), ("m[][]", 1, "3")]),
        ("keys of blanks and case", '{"Datum in dienst": "x"}', [("Datum in dienst", 0, "x")]),
        (
            "escapes",
            r'{"a": "Jos\u00e9 \"J\"\n06\/1", "\u0062": "\ud83d\ude00"}',
            [("a", 0, 'José "J"\n06/1'), ("b", 0, "😀")],
        ),
        ("wrong escapes stay", r'{"a": "\x41", "b": "c"}', [("a", 0, r"\x41"), ("b", 0, "c")]),
        ("brackets in strings", '{"a": "}],{[:", "b": "c\\\\"}', [("a", 0, "}],{[:"), ("b", 0, "c\\")]),
        ("an empty key", '{"": "x", "a": {"": "y"}}', [("*", 0, "x"), ("a.*", 0, "y")]),
        ("blanks", ' { "a" :\t"x" ,\r\n"b":[ 1 ,2 ] } ', [("a", 0, "x"), ("b[]", 0, "1"), ("b[]", 0, "2")]),
        (
            "keys that are values",
            '{"klanten": {"111222333": {"naam": "Vis"}, "jan@voorbeeld.nl": {"naam": "Bos"}, "Jan Jansen": "x"}}',
            [
                ("klanten.*", 0, "111222333"),
                ("klanten.*.naam", 1, "Vis"),
                ("klanten.*", 0, "jan@voorbeeld.nl"),
                ("klanten.*.naam", 2, "Bos"),
                ("klanten.*", 0, "Jan Jansen"),
                ("klanten.*", 0, "x"),
            ],
        ),
    ],
)
def test_cells(reason, data, cells):
    assert sorted(rows(data.encode()), key=lambda cell: cell[1]) == sorted(cells, key=lambda cell: cell[1])


def test_a_dictionary_of_many_keys_names_no_columns():
    (chunk,) = tables(json.dumps({f"key{chr(97 + n % 26)}{chr(97 + n // 26)}": "v" for n in range(300)}).encode())
    assert chunk.columns == ("*",)
    assert len(chunk.starts) == 600


@pytest.mark.parametrize("block", [64, 100, 1000])
@pytest.mark.parametrize("indent", [None, 2])
def test_blocks_don_t_change_the_cells(block, indent):
    records = [{"id": n, "naam": f"José {n}", "x": {"bsn": "111222333", "t": ["a", "b"]}} for n in range(60)]
    for data in (
        json.dumps(records, indent=indent).encode(),
        json.dumps({"tellen": 3, "klanten": records, "eind": "x"}, indent=indent).encode(),
        "\n".join(json.dumps(record, indent=indent) for record in records).encode(),
    ):
        assert [cell[::2] for cell in rows(data, block)] == [cell[::2] for cell in rows(data)]
        assert places(data, block) == places(data)


def test_a_large_document_streams(peak):
    class Growing(io.RawIOBase):
        sent = 0

        def read(self, size=-1):
            self.sent += 1
            record = b'{"naam": "Jansen", "bsn": "111222333", "tekst": "' + b"x" * 2000 + b'"},'
            if self.sent > 24:
                return b"" if self.sent > 25 else b'{"naam": "Vis"}]}'
            return (b'{"klanten": [' if self.sent == 1 else b"") + record * 500

    count = 0
    for chunk in FORMAT.chunks(Growing(), Item("a.json", io.BytesIO), Limits()):
        assert isinstance(chunk, TableChunk)
        assert set(chunk.columns) <= {"klanten[].naam", "klanten[].bsn", "klanten[].tekst"}
        count += len(chunk.starts)
    assert count == 24 * 500 * 3 + 1
    assert peak() < 60


@pytest.mark.parametrize(
    ("reason", "data", "found"),
    [
        (
            "a line of log between lines of JSON",
            '{"a": "1"}\nERROR {oops "\n{"a": "2"}\n',
            [("a", 1, "1"), (None, 2, 'ERROR {oops "\n'), ("a", 3, "2")],
        ),
        (
            "a broken last line",
            '{"a": "1"}\n{"a": "2"}\n{"a": "3", "b": "111222333',
            [("a", 1, "1"), ("a", 2, "2"), (None, 2, '\n{"a": "3", "b": "111222333')],
        ),
        ("cut off in a document", '{"a": ["1", "2"', [("a[]", 1, "1"), ("a[]", 1, "2"), ("!", "damaged")]),
        ("cut off after a comma", "[1,\n2,", [("value", 1, "1"), ("value", 2, "2"), ("!", "damaged")]),
        ("wrong brackets", '{"a": 1}]', [("a", 1, "1"), ("!", "damaged"), (None, 1, "]")]),
        ("a closing bracket of the other kind", '{"a": [1, 2}}', [("!", "damaged"), (None, 1, '{"a": [1, 2}}')]),
        ("a key that is no string", "{a: 1}", [("!", "damaged"), (None, 1, "{a: 1}")]),
        ("a value that is no value", '{"a": x}', [("!", "damaged"), (None, 1, '{"a": x}')]),
        ("a value after a value", '{"a": {} 5}', [("!", "damaged"), (None, 1, '{"a": {} 5}')]),
        ("a key without a colon", '{"a" {"b": 1}}', [("!", "damaged"), (None, 1, '{"a" {"b": 1}}')]),
        ("text after a document", '{"a": "1"} en meer', [("a", 1, "1"), ("!", "damaged"), (None, 1, " en meer")]),
    ],
)
def test_what_is_not_json_is_text(decode, reason, data, found):
    chunks = FORMAT.chunks(io.BytesIO(data.encode()), Item("a.json", io.BytesIO), Limits())
    seen = []
    for chunk in chunks:
        if isinstance(chunk, TableChunk):
            for column, line, start, end in zip(chunk.column, chunk.line, chunk.starts, chunk.ends, strict=True):
                seen.append((chunk.columns[column], int(line), chunk.data[start:end].decode()))
        elif isinstance(chunk, TextChunk):
            seen.append((None, chunk.line, chunk.data.decode()))
        else:
            seen.append(("!", chunk.reason))
    assert seen == found


def test_a_broken_document_in_the_middle_goes_on_as_text():
    data = b'{"a": [' + b'"x",' * 100 + b"oeps " * 100 + b'"111222333"]}'
    found = list(FORMAT.chunks(io.BytesIO(data), Item("a.json", io.BytesIO), Limits(block=64)))
    assert sum(len(chunk.starts) for chunk in found if isinstance(chunk, TableChunk)) >= 90
    assert b"111222333" in b"".join(chunk.data for chunk in found if isinstance(chunk, TextChunk))


def test_an_endless_string_is_read_as_text():
    data = b'{"a": "' + b"x" * 5000 + b'", "bsn": "111222333"}'
    found = list(FORMAT.chunks(io.BytesIO(data), Item("a.json", io.BytesIO), Limits(block=64)))
    assert {type(chunk) for chunk in found} == {TextChunk}
    assert b"".join(chunk.data for chunk in found) == data[1:]


def test_deep_nesting_is_no_recursion(read):
    data = b"[" * 100_000 + b'"111222333"' + b"]" * 100_000
    assert [cell[3] for cell in read(data, "a.json")] == ["111222333"]
    data = b'{"a":' * 5000 + b'"111222333"' + b"}" * 5000
    ((_, column, _, text),) = read(data, "a.json")
    assert text == "111222333"
    assert column.count("a") == 64


@pytest.mark.parametrize(
    ("head", "name", "sure"),
    [
        ('{"a": 1}', "x", True),
        ("  [1, 2", "x", False),
        ("[2020-01-01 12:00] INFO x", "x.json", False),
        ('{"a": "' + "x" * 8185, "x", True),
        ("[" + '{"a": "b"},' * 800, "x", True),
        ("body { color: red }", "x.json", False),
        ("", "x.json", False),
        ('{"a": 1} x', "x", False),
        ("[" * 8192, "x", True),
    ],
)
def test_recognising(head, name, sure):
    assert (FORMAT.recognises(head.encode(), name) > 0.5) is sure
