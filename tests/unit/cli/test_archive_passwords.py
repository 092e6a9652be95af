"""Passwords of the config open locked archives, and stand nowhere afterwards."""

from __future__ import annotations

import io
from pathlib import Path

import py7zr
import pytest

from pdscan.cli import main
from pdscan.cli.project import Project

SECRET = "Lang-En-Geheim-7391"


def _config(folder: Path) -> Path:
    (folder / "passwords.txt").write_text(f"fout\n\n{SECRET}\n", "utf-8")
    (folder / "passwords.txt").chmod(0o600)
    (folder / "share").mkdir()
    out = io.BytesIO()
    with py7zr.SevenZipFile(out, "w", password=SECRET) as archive:
        archive.writestr(b"bsn 111222333\n", "a.txt")
    (folder / "share/klanten.7z").write_bytes(out.getvalue())
    config = folder / "pdscan.yaml"
    sources = "passwords: [{env: ARCHIVES}, {file: passwords.txt}]\n"
    config.write_text(f"systems: [{{name: share, target: share}}]\n{sources}", "utf-8")
    return config


def test_each_line_of_each_source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARCHIVES", "fout\nanders")
    project = Project.of(_config(tmp_path))
    assert tuple(project.passwords()) == ("fout", "anders", SECRET)
    assert SECRET not in repr(project.passwords())


def test_a_locked_archive_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:

    monkeypatch.setenv("ARCHIVES", "x")
    config = _config(tmp_path)
    monkeypatch.chdir(tmp_path)
    with pytest.raises(SystemExit):
        main(["scan", "--config", str(config), "--format", "json"])
    out, err = capfd.readouterr()
    assert "klanten.7z!/a.txt" in out
    assert SECRET not in out + err
    stored = b"".join(each.read_bytes() for each in tmp_path.glob("pdscan.db*"))
    assert SECRET.encode() not in stored
