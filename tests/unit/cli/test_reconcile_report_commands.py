"""`pdscan reconcile` and `pdscan report`: what was found stays, and is judged for any day, with any register."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pdscan.store import Store
from tests.unit.cli import estate
from tests.unit.cli.conftest import Run
from tests.unit.cli.estate import records

CONFIG = """
register: register.yaml
systems:
- {name: share, target: share, bindings: [{location: "**", service: Hosting, record_date: modified}]}
"""


@pytest.fixture
def scanned(tmp_path: Path, call: Run) -> Path:
    """A share that was scanned on the day for which its register was not yet there."""
    estate.share(tmp_path / "share")
    (tmp_path / "register.yaml").write_text(estate.REGISTER, "utf-8")
    (tmp_path / "pdscan.yaml").write_text(CONFIG.replace("register: register.yaml", ""), "utf-8")
    assert call("scan", "--workers", "1").returncode == 0
    (tmp_path / "pdscan.yaml").write_text(CONFIG, "utf-8")
    return tmp_path


def kinds(output: str) -> set[tuple[str, str | None, str | None]]:
    return {(each["kind"], each["unit"], each["entity"]) for each in records(output, "discrepancy")}


def test_retention_is_judged_for_any_day_without_scanning(scanned: Path, call: Run) -> None:
    """The files are of 1 March 2024 and may be kept for a year: the last allowed day is still allowed."""
    (scanned / "share/klanten.csv").unlink()
    undeclared = ("undeclared_for_service", "archief", "email")
    unfound = ("not_covered", None, None)
    for day, late in [("2025-03-01", set()), ("2025-03-02", {".", "archief"}), ("2030-01-01", {".", "archief"})]:
        done = call("reconcile", "--as-of", day, "--format", "ndjson")
        assert (done.returncode, done.stderr) == (0, "")
        found = kinds(done.stdout)
        assert {unit for kind, unit, _ in found if kind == "over_retained"} == late
        assert {each for each in found if each[0] != "over_retained"} == {undeclared, unfound}


def test_reconciling_twice_gives_the_same(scanned: Path, call: Run) -> None:
    first, second = (call("reconcile", "--as-of", "2026-01-01", "--format", "ndjson") for _ in range(2))
    assert first.stdout == second.stdout


def test_what_reconciling_finds_is_kept_and_what_reporting_finds_is_not(scanned: Path, call: Run) -> None:
    url = f"sqlite:///{scanned}/pdscan.db"
    call("report", "--as-of", "2026-01-01")
    with Store.open(url, create=False) as store:
        assert store.discrepancies() == ()
    call("reconcile", "--as-of", "2026-01-01")
    with Store.open(url, create=False) as store:
        assert {each.kind for each in store.discrepancies()} >= {"over_retained"}


def test_fail_on(scanned: Path, call: Run) -> None:
    assert call("reconcile", "--as-of", "2026-01-01", "--fail-on", "high").returncode == 1
    assert call("reconcile", "--as-of", "2024-03-02", "--fail-on", "high").returncode == 0
    assert call("reconcile", "--as-of", "2024-03-02", "--fail-on", "low").returncode == 1


def test_another_register(scanned: Path, call: Run) -> None:
    (scanned / "ruim.yaml").write_text(estate.REGISTER.replace("P1Y", "P10Y"), "utf-8")
    done = call("reconcile", "--register", "ruim.yaml", "--as-of", "2026-01-01", "--format", "ndjson")
    assert "over_retained" not in {each[0] for each in kinds(done.stdout)}


def test_a_named_scan(scanned: Path, call: Run) -> None:
    with Store.open(f"sqlite:///{scanned}/pdscan.db", create=False) as store:
        [first] = [each.id for each in store.scans()]
    (scanned / "share/klanten.csv").unlink()
    assert call("scan", "--workers", "1").returncode == 0
    of_first, of_last = (
        {each["item"] for each in records(call("report", "--format", "ndjson", *scan).stdout, "finding")}
        for scan in (["--scan", first], [])
    )
    assert of_first - of_last == {"klanten.csv"}


def test_a_report_without_a_register(scanned: Path, call: Run) -> None:
    (scanned / "pdscan.yaml").write_text("store: sqlite:///pdscan.db\n")
    done = call("report", "--format", "ndjson")
    assert done.returncode == 0
    assert {each["type"] for each in records(done.stdout)} == {"finding", "coverage"}
    assert "There was no statement to compare with" in call("report").stdout


@pytest.mark.parametrize("suffix", ["txt", "json", "ndjson", "csv", "html", "sarif"])
@pytest.mark.parametrize("command", ["reconcile", "report"])
def test_the_format_is_that_of_the_suffix(scanned: Path, call: Run, command: str, suffix: str) -> None:
    path = scanned / f"uit.{suffix}"
    done = call(command, "--output", path.name, "--as-of", "2026-01-01")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    written = path.read_text("utf-8")
    assert "klanten.csv" in written
    if suffix in ("json", "sarif"):
        json.loads(written)
    elif suffix == "csv":
        assert len(list(csv.reader(io.StringIO(written)))) > 3
    elif suffix == "ndjson":
        assert kinds(written)
    elif suffix == "html":
        assert written.startswith("<!DOCTYPE html>")


def test_min_confidence(scanned: Path, call: Run) -> None:
    """A threshold above what was found leaves nothing to compare with the register."""
    done = call("reconcile", "--as-of", "2026-01-01", "--min-confidence", "0.999", "--format", "ndjson")
    assert "over_retained" not in {each[0] for each in kinds(done.stdout)}


@pytest.mark.parametrize(
    ("command", "arguments", "code", "message"),
    [
        ("reconcile", ["--store", "sqlite:///weg.db"], 2, "there is no store weg.db; `pdscan scan` makes one"),
        ("report", ["--store", "sqlite:///weg.db"], 2, "there is no store weg.db; `pdscan scan` makes one"),
        ("reconcile", ["--scan", "x"], 2, "the store has no scan “x”; the last ones are: "),
        ("report", ["--scan", "x"], 2, "the store has no scan “x”; the last ones are: "),
        ("reconcile", ["--register", "weg.yaml"], 2, "weg.yaml: can't be read: No such file or directory"),
        ("reconcile", ["--as-of", "gisteren"], 2, "“gisteren” is no day; write it as 2026-11-24"),
        ("report", ["--output", "x.doc"], 2, "x.doc: the suffix names no format"),
        ("report", ["--output", "weg/x.html"], 2, "weg/x.html can't be written: No such file or directory"),
        ("reconcile", ["--output", "/dev/full"], 2, "/dev/full can't be written: No space left on device"),
        ("report", ["--store", "mysql://u:geheim@h/x"], 2, "“mysql://u:***@h/x” names no store"),
    ],
)
def test_what_is_wrong_is_said(
    scanned: Path, call: Run, command: str, arguments: list[str], code: int, message: str
) -> None:
    more = ["--format", "json"] if arguments[-1] == "/dev/full" else []
    done = call(command, *arguments, *more)
    assert (done.returncode, done.stdout) == (code, "")
    assert message in done.stderr
    assert "geheim" not in done.stderr


def test_reconciling_needs_a_register(scanned: Path, call: Run) -> None:
    (scanned / "pdscan.yaml").unlink()
    done = call("reconcile")
    assert done.returncode == 2
    assert done.stderr == (
        "pdscan: there is no register to compare with: give --register FILE, or name one in the config\n"
    )


def test_a_store_without_a_scan(scanned: Path, call: Run) -> None:
    Store.open(f"sqlite:///{scanned}/leeg.db").close()
    done = call("report", "--store", "sqlite:///leeg.db")
    assert done.returncode == 2
    assert done.stderr == "pdscan: the store holds no scan yet; run `pdscan scan` first\n"


def test_a_closed_pipe_is_no_error(scanned: Path) -> None:
    """Who reads only the first line (`| head -1`) has seen enough."""
    reader, writer = os.pipe()
    command = [str(Path(sys.executable).with_name("pdscan")), "report"]
    os.close(reader)
    done = subprocess.run(command, stdout=writer, stderr=subprocess.PIPE, text=True, cwd=scanned, check=False)
    os.close(writer)
    assert (done.returncode, done.stderr) == (0, "")
