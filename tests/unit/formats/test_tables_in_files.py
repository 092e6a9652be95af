"""Tables that files hold: Parquet, Arrow, Feather, ORC, Avro and SQLite, found by content whatever the name."""

from __future__ import annotations

import io
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import fastavro
import pyarrow as pa
import pytest
from pyarrow import feather, orc, parquet

pytestmark = pytest.mark.filterwarnings("ignore:Feather V1 files are deprecated")
LETTER = ("Er was eens een vogel.\n" * 300 + "BSN 286759457").encode()
TABLE = pa.table(
    {
        "bsn": ["286759457", None, "368417827"],
        "made": pa.array([1_577_836_800_000_000_001, None, 3], pa.timestamp("ns")),
        "who": [{"email": "a@zangvogel-bv.nl"}, {"email": "b@zangvogel-bv.nl"}, None],
        "attached": [LETTER, None, b"\x00" * 100],
    }
)


def parquet_file() -> bytes:
    out = io.BytesIO()
    parquet.write_table(TABLE, out, row_group_size=2)
    return out.getvalue()


def arrow_file() -> bytes:
    out = io.BytesIO()
    with pa.ipc.new_file(out, TABLE.schema) as writer:
        writer.write_table(TABLE)
    return out.getvalue()


def feather_file() -> bytes:
    out = io.BytesIO()
    feather.write_feather(TABLE.drop(["who", "made"]), out, version=1)
    return out.getvalue()


def orc_file() -> bytes:
    out = pa.BufferOutputStream()
    orc.write_table(TABLE, out)
    return out.getvalue().to_pybytes()


def avro_file() -> bytes:
    text, data = ["null", "string"], ["null", "bytes"]
    who = {"type": "record", "name": "Who", "fields": [{"name": "email", "type": "string"}]}
    fields = [("bsn", text), ("who", ["null", who]), ("attached", data)]
    schema = {"type": "record", "name": "Klant", "fields": [{"name": name, "type": kind} for name, kind in fields]}
    out = io.BytesIO()
    fastavro.writer(out, schema, TABLE.drop(["made"]).to_pylist(), codec="deflate")
    return out.getvalue()


def sqlite_file(tmp_path: Path, mode: str = "wal") -> bytes:
    with sqlite3.connect(tmp_path / "a.db") as connection:
        connection.execute(f"PRAGMA journal_mode={mode}")
        connection.execute('CREATE TABLE "de klant" (bsn TEXT, attached BLOB)')
        connection.execute("CREATE TABLE leeg (x)")
        connection.execute('CREATE VIEW v AS SELECT bsn FROM "de klant"')
        rows = [("286759457", LETTER), (None, None), ("368417827", b"\x00" * 100)]
        connection.executemany('INSERT INTO "de klant" VALUES (?, ?)', rows)
    connection.close()
    return (tmp_path / "a.db").read_bytes()


MADE = {"parquet": parquet_file, "arrow": arrow_file, "feather": feather_file, "orc": orc_file, "avro": avro_file}


def texts(found: list[tuple[Any, ...]]) -> list[tuple[str, str | None, str]]:
    """Path, field and text of what was read."""
    return [(each[0], each[1], each[3]) for each in found if each[1] != "!"]


def problems(found: list[tuple[Any, ...]]) -> list[tuple[str, str]]:
    """Path and reason of what was not."""
    return [(each[0], each[2]) for each in found if each[1] == "!"]


@pytest.mark.parametrize("kind", MADE)
def test_columns_by_their_names_and_files_in_cells(kind: str, read: Callable[..., Any]) -> None:
    name = "dump.orc" if kind == "orc" else "dump.bin"
    found = read(MADE[kind](), name)
    cells = [(field, text) for path, field, text in texts(found) if path == name]
    assert [text for field, text in cells if field == "bsn"] == ["286759457", "368417827"]
    if kind != "feather":
        emails = [text for field, text in cells if field and field.startswith("who")]
        assert emails == ["a@zangvogel-bv.nl", "b@zangvogel-bv.nl"]
    assert (f"{name}!/attached/row 1", None, LETTER.decode()) in texts(found)
    assert problems(found) == [(f"{name}!/attached", "unknown format")]


def test_times_that_python_does_not_know_are_text(read: Callable[..., Any]) -> None:
    made = [text for _, field, text in texts(read(parquet_file(), "a")) if field == "made"]
    assert [text[:19] for text in made] == ["2020-01-01 00:00:00", "1970-01-01 00:00:00"]


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_tables_of_a_database(tmp_path: Path, mode: str, read: Callable[..., Any]) -> None:
    found = read(sqlite_file(tmp_path, mode), "klanten.bin")
    assert ("klanten.bin", "bsn", 1, "286759457") in found
    assert ("klanten.bin!/de klant/attached/row 1", None, 1, LETTER.decode()) in found
    assert ("klanten.bin!/de klant/attached", "!", "unknown format") in found


@pytest.mark.parametrize("kind", MADE)
def test_what_breaks_off_is_told_and_what_is_spoilt_does_no_harm(kind: str, read: Callable[..., Any]) -> None:
    whole = MADE[kind]()
    cut_off = read(whole[: len(whole) // 2], f"a.{kind}")
    assert {reason for _, reason in problems(cut_off)} & {"damaged", "parser failed"}
    spoilt = read(whole[:60] + bytes(200) + whole[260:], f"a.{kind}")
    assert {reason for _, reason in problems(spoilt)} <= {"damaged", "parser failed", "unknown format", "too large"}


def test_a_broken_database_is_told(tmp_path: Path, read: Callable[..., Any]) -> None:
    whole = sqlite_file(tmp_path)
    for broken in (whole[:5000], whole[:100] + bytes(3000) + whole[3100:]):
        assert [each for each in read(broken, "a.db") if each[1:] == ("!", "damaged")]


def test_a_parquet_file_with_a_locked_footer(read: Callable[..., Any]) -> None:
    assert read(b"PARE" + bytes(100) + b"PARE", "a") == [("a", "!", "encrypted")]
