"""The generated pages are those that `make docs` would write now."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pdscan import plugins
from pdscan.cli import COMMANDS
from tests.docs.pages import ROOT, blocks
from tests.docs.shell import BIN
from tools.reference import PAGES, built_in, commands


def test_generated_pages_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, "tools/reference.py", "--check"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert (done.stdout, done.returncode) == ("", 0), f"run `make docs`\n{done.stdout}{done.stderr}"


def test_check_tells_what_is_not_up_to_date_and_writes_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    from tools import reference

    (tmp_path / "old.md").write_text("old", "utf-8")
    (tmp_path / "same.md").write_text("same", "utf-8")
    pages = {tmp_path / name: lambda: "same" for name in ("old.md", "same.md", "new.md")}
    monkeypatch.setattr(reference, "ROOT", tmp_path)
    monkeypatch.setattr(reference, "PAGES", pages)
    assert reference.main(["--check"]) == 1
    told = "old.md is not what the program says now\nnew.md is not what the program says now\n"
    assert capsys.readouterr().out == told
    assert (tmp_path / "old.md").read_text("utf-8") == "old"
    assert reference.main([]) == 0
    assert capsys.readouterr().out == "wrote old.md\nwrote new.md\n"
    assert reference.main(["--check"]) == 0


def test_help_is_what_a_user_sees() -> None:
    shown = subprocess.run(
        [BIN / "pdscan", "register", "import", "--help"],
        check=True,
        capture_output=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    assert shown.stdout.decode() in [block.text for block in blocks(ROOT / "docs" / "cli.md", "text")]


def test_every_command_of_the_command_line_is_there() -> None:
    assert {name.split()[1] for name, _ in commands() if " " in name} == set(COMMANDS)


def test_every_detector_of_ours_is_there() -> None:
    assert set(built_in()) <= set(plugins.names("detectors"))
    text = (ROOT / "docs" / "detectors.md").read_text("utf-8")
    assert [name for name in built_in() if f"\n## {name}\n" not in text] == []


def test_pages_are_in_the_manual() -> None:
    assert {path.parent for path in PAGES} == {ROOT / "docs"}
