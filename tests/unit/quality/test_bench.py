"""The benchmark runs, and both sides of it find the same."""

import json
from pathlib import Path

import pytest

from benchmarks import __main__ as bench


@pytest.fixture(scope="module")
def result(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench")
    bench.main(["--quick", "--output", str(folder)])
    return folder


def test_every_row_is_measured(result: Path) -> None:
    rows = {row["name"]: row for row in json.loads((result / "performance.json").read_text("utf-8"))["rows"]}
    assert len(rows) >= len(bench.MODULES)
    assert all(side["pace"] > 0 for row in rows.values() for side in row["sides"])
    assert [name for name, row in rows.items() if row["same"] is False] == []


def test_a_table_holds_the_same_wherever_it_is(result: Path) -> None:
    rows = {row["name"]: row for row in json.loads((result / "performance.json").read_text("utf-8"))["rows"]}
    postgresql, sqlite = (rows[name]["sides"][0]["found"] for name in ("table-postgresql-full", "table-sqlite"))
    assert postgresql == sqlite
    assert postgresql["bsn"] == postgresql["iban"] == 2_000


def test_there_is_a_picture(result: Path) -> None:
    assert "<svg" in (result / "performance.svg").read_text("utf-8")
