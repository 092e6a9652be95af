"""`pdscan self-check`: a raw value in the store, a log or a report is found, and shown masked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan import cli
from pdscan.model import Finding, Location
from pdscan.store import Store
from tests.canaries import CANARIES, assert_no_canary

BSN = CANARIES["bsn"]


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config and a store in which nothing is amiss."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pdscan.yaml").write_text("lang: en\n", encoding="utf-8")
    keep(tmp_path, examples=("*******57",), fingerprints=("5f" * 32,), attributes={"test": False})
    return tmp_path


def keep(folder: Path, location: Location = Location("crm", "klanten", None, "bsn"), **content: object) -> None:  # noqa: B008
    finding = Finding(location=location, entity="bsn", category="bsn", count=1200, confidence=0.9, **content)  # type: ignore[arg-type]
    with Store.open(f"sqlite:///{folder}/pdscan.db") as store:
        scan = store.begin_scan(["crm"], started=datetime(2026, 11, 24, 2, 25, tzinfo=UTC), scope={"full": True})
        store.record_unit(
            scan,
            "crm",
            "klanten",
            findings=[finding],
            skipped=[],
            items=0,
            rows=1200,
            bytes=10,
            sampled=False,
            cursor="1200",
        )


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as caught:
        cli.main(["self-check", *arguments])
    return caught.value.code


def test_all_is_well(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run() == 0
    assert capsys.readouterr() == ("", "No raw values found.\n")
    assert run("--quiet") == 0
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("content", "place", "entity"),
    [
        ({"examples": (BSN,)}, "examples", "bsn"),
        ({"attributes": {"value": BSN}}, "attributes", "bsn"),
        ({"attributes": {"value": int(BSN)}}, "attributes", "bsn"),
        ({"reasons": (f"label:bsn {BSN}",)}, "reasons", "bsn"),
        ({"location": Location("crm", "klanten", CANARIES["email"])}, "item", "email"),
    ],
    ids=["example", "attribute", "number in an attribute", "reason", "name of a place"],
)
def test_a_value_in_the_store(
    project: Path, capsys: pytest.CaptureFixture[str], content: dict[str, object], place: str, entity: str
) -> None:
    keep(project, **content)  # type: ignore[arg-type]
    assert run() == 1
    out, err = capsys.readouterr()
    assert [line.split(" (")[0] for line in out.splitlines()] == [
        f"findings 2: {place}: {entity} {'*******57' if entity == 'bsn' else '***@***.nl'}"
    ]
    assert err == "1 raw value found.\n"
    assert_no_canary(out, err)


def test_values_in_logs_and_reports(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "logs").mkdir()
    (project / "logs/pdscan.log").write_text(f"started\nBSN {BSN} refused\nBSN *******57\n", encoding="utf-8")
    (project / "report.csv").write_text(f"bsn,n\n{BSN},1\n", encoding="utf-8")
    assert run("logs", "report.csv") == 1
    out, err = capsys.readouterr()
    found = [line.split(" (")[0] for line in out.splitlines()]
    assert found[0].endswith("logs/pdscan.log line 2: bsn *******57")
    assert found[1].startswith("report.csv line 2")
    assert found[1].endswith(": bsn *******57")
    assert len(found) == 2
    assert err == "2 raw values found.\n"
    assert_no_canary(out, err)


def test_a_report_that_cannot_be_read(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (project / "report.zip").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    assert run("report.zip") == 3
    assert "not read: report.zip" in capsys.readouterr().err


def test_without_a_store_only_files_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pdscan.yaml").touch()
    (tmp_path / "log").write_text("nothing\n", encoding="utf-8")
    assert run() == 2
    assert "there is no store" in capsys.readouterr().err
    assert run("log") == 0
    assert capsys.readouterr().err.endswith("No raw values found.\n")
    assert run("no log") == 2
