"""DuckDB files: every table and view, read by DuckDB itself, and not a byte changed."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import duckdb
import pytest

from pdscan.errors import TargetError, UsageError
from pdscan.model import Binding, Skipped, TableChunk, Unit
from pdscan.protocols import Target, TargetOptions
from pdscan_targets.duckdb import Duckdb

Options = Callable[..., TargetOptions]
Everything = Callable[[Target], dict[str, list[Any]]]
LETTER = b"Er was eens een vogel.\n" * 300


@pytest.fixture
def sales(tmp_path: Path) -> Path:
    path = tmp_path / "sales.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("CREATE TABLE klant (bsn VARCHAR, made DATE, who STRUCT(email VARCHAR), foto BLOB)")
        rows = [("286759457", "2020-01-02", {"email": "a@x.nl"}, LETTER)]
        rows += [("368417827", None, {"email": "b@x.nl"}, None)]  # type: ignore[list-item]
        connection.executemany("INSERT INTO klant VALUES (?, ?, ?, ?)", rows)
        connection.execute("CREATE VIEW kijk AS SELECT bsn FROM klant")
        connection.execute('CREATE SCHEMA "Oud Archief"')
        connection.execute('CREATE TABLE "Oud Archief"."de ""beste""" AS SELECT range AS n FROM range(1000)')
        connection.execute("CREATE VIEW stuk AS SELECT error('286759457') AS x")
    return path


def cells(chunks: list[Any]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for chunk in chunks:
        if isinstance(chunk, TableChunk):
            for start, end, column in zip(chunk.starts, chunk.ends, chunk.column, strict=True):
                found.setdefault(chunk.columns[column], []).append(chunk.data[start:end].decode())
    return found


def test_everything_is_read_and_nothing_changed(
    sales: Path, options: Options, everything: Everything, evidence: Callable[[Path], AbstractContextManager[None]]
) -> None:
    before = sales.read_bytes(), sales.stat().st_mtime_ns
    target = Duckdb(f"duckdb:///{sales}", options())
    found = everything(target)
    assert list(found) == ['Oud Archief.de "beste"', "main.kijk", "main.klant", "main.stuk"]
    assert cells(found["main.klant"])["bsn"] == ["286759457", "368417827"]
    assert cells(found["main.klant"])["who.email"] == ["a@x.nl", "b@x.nl"]
    assert ("foto/row 1", LETTER) in found["main.klant"]
    assert len(cells(found['Oud Archief.de "beste"'])["n"]) == 1000
    assert found["main.stuk"] == [(None, "refused", "InvalidInputException")]
    assert (sales.read_bytes(), sales.stat().st_mtime_ns) == before
    assert [path.name for path in sales.parent.iterdir()] == ["sales.duckdb"]


def test_dates_and_customers_of_rows(sales: Path, options: Options, unit_of: Callable[[Target, str], Unit]) -> None:
    binding = Binding(system="sys", location="main.klant", service="x", record_date="made", customer="bsn")
    target = Duckdb(f"duckdb:///{sales}", options(bindings=(binding,)))
    chunk = next(iter(target.read(unit_of(target, "main.klant"))))
    assert isinstance(chunk, TableChunk)
    assert chunk.recorded is not None
    assert chunk.recorded.astype(str).tolist() == ["2020-01-02", "NaT"]
    assert chunk.customers == ("286759457", "368417827")
    target.close()


def test_samples(sales: Path, options: Options, unit_of: Callable[[Target, str], Unit]) -> None:
    drawn = []
    for seed in (1, 1, 2):
        target = Duckdb(f"duckdb:///{sales}", options(sample=50, seed=seed))
        unit = unit_of(target, 'Oud Archief.de "beste"')
        drawn.append(cells(list(target.read(unit)))["n"])
        assert target.sampled(unit) == 1000
        target.close()
    assert drawn[0] == drawn[1] != drawn[2]
    assert len(set(drawn[0])) == 50


def test_choices(sales: Path, options: Options) -> None:
    target = Duckdb(f"duckdb:///{sales}", options(include=("main.*",), exclude=("main.k*",)))
    assert [each.name for each in target.units() if isinstance(each, Unit)] == ["main.stuk"]
    (gone,) = target.read(Unit("main.weg", "table"))
    assert isinstance(gone, Skipped)
    assert gone.reason == "vanished"
    access = target.check()
    assert (access.readable, access.could_write) == (4, True)
    target.close()


def test_what_is_no_database(tmp_path: Path, options: Options) -> None:
    (tmp_path / "a.txt").write_text("nee")
    with pytest.raises(TargetError, match=r"a\.txt can't be opened \(IOException\): is it a DuckDB database"):
        Duckdb(f"duckdb:///{tmp_path}/a.txt", options()).check()
    with pytest.raises(TargetError, match="there is no file"):
        Duckdb(f"duckdb:///{tmp_path}/b", options()).check()
    assert not (tmp_path / "b").exists()
    for url in ("duckdb:", "duckdb:///", "duckdb://host/x"):
        with pytest.raises(UsageError, match="needs a file"):
            Duckdb(url, options())
