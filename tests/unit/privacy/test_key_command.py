"""`pdscan key`: the key is replaced or destroyed, and the store's fingerprints with it."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pdscan import cli
from pdscan.model import Finding, Location
from pdscan.privacy import Fingerprinter, load_key
from pdscan.settings import Reference
from pdscan.store import Store, fingerprinter


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a config, a key and a store in which one finding has a fingerprint."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "pdscan.yaml").write_text("register: not there.yaml\n", encoding="utf-8")
    with opened(tmp_path, create=True) as store:
        made = fingerprinter(Reference(file=tmp_path / "pdscan.key"), store)
        finding = Finding(
            location=Location("crm", "a"), entity="bsn", category="bsn", count=1, confidence=0.9,
            fingerprints=(made.fingerprint("bsn", "286759457"),),
        )  # fmt: skip
        scan = store.begin_scan(["crm"], started=datetime(2026, 11, 24, tzinfo=UTC), scope={})
        store.record_unit(
            scan, "crm", "a", findings=[finding], skipped=[], items=0, rows=0, bytes=0, sampled=False, cursor=None
        )
    return tmp_path


def opened(folder: Path, *, create: bool = False) -> Store:
    return Store.open(f"sqlite:///{folder}/pdscan.db", create=create)


def kept(folder: Path) -> tuple[str | None, tuple[str, ...]]:
    with opened(folder) as store:
        return store.key_id, store.scan().findings[0].fingerprints


def run(*arguments: str) -> object:
    with pytest.raises(SystemExit) as caught:
        cli.main(arguments)
    return caught.value.code


def test_rotate(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = load_key(project / "pdscan.key")
    assert run("key", "rotate") == 0
    new = load_key(project / "pdscan.key", create=False)
    assert new != old
    assert kept(project) == (None, ())
    assert capsys.readouterr().out == (
        f"Fingerprints dropped from 1 finding in sqlite:///{project}/pdscan.db.\n"
        f"The key in {project}/pdscan.key is new ({Fingerprinter(new).key_id}).\n"
    )
    with opened(project) as store:
        fingerprinter(Reference(file=project / "pdscan.key"), store)


def test_destroy(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("key", "destroy", "--yes") == 0
    assert not (project / "pdscan.key").exists()
    assert kept(project) == (None, ())
    assert capsys.readouterr().out.endswith(f"The key in {project}/pdscan.key is destroyed. Destroy its backups too.\n")
    assert run("key", "destroy", "--yes") == 2
    assert "was destroyed already, or never made" in capsys.readouterr().err


def test_destroy_asks(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    before = kept(project)
    asked = []

    def confirm(question: str, **_: object) -> bool:
        asked.append(question)
        return len(asked) > 1

    monkeypatch.setattr("click.confirm", confirm)
    assert run("key", "destroy") == 2
    assert capsys.readouterr().err == "pdscan: nothing was destroyed\n"
    assert kept(project) == before
    assert (project / "pdscan.key").exists()
    assert run("key", "destroy") == 0
    assert asked == [f"Destroy the key in {project}/pdscan.key for good?"] * 2
    assert not (project / "pdscan.key").exists()


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("{env: PDSCAN_TEST_KEY}", "the environment variable PDSCAN_TEST_KEY"),
        ("{command: pass show key}", "the command `pass show key`"),
        ("{keyring: pdscan/key}", "the keyring entry pdscan/key"),
    ],
)
def test_a_key_from_elsewhere(project: Path, capsys: pytest.CaptureFixture[str], key: str, where: str) -> None:
    (project / "pdscan.yaml").write_text(f"key: {key}\n", encoding="utf-8")
    assert run("key", "rotate") == 2
    assert capsys.readouterr().err == (
        f"pdscan: the key comes from {where}: put a new one there, made with `openssl rand -hex 32`\n"
    )
    assert kept(project) == (None, ())
    assert run("key", "destroy", "--yes") == 2
    assert capsys.readouterr().err == f"pdscan: the key comes from {where}: destroy it there\n"


def test_a_key_without_a_store(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = load_key(project / "pdscan.key")
    assert run("key", "rotate", "--store", f"sqlite:///{project}/none.db") == 0
    assert load_key(project / "pdscan.key") != old
    assert not (project / "none.db").exists()
    assert capsys.readouterr().err == "There is no store, and so no fingerprint.\n"


def test_a_store_that_cannot_be_opened_keeps_its_key(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    old = load_key(project / "pdscan.key")
    (project / "pdscan.db").write_bytes(b"no store")
    assert run("key", "destroy", "--yes") == 2
    assert "is damaged, or no store" in capsys.readouterr().err
    assert load_key(project / "pdscan.key", create=False) == old
