"""The generated pages are those that `make docs` would write now."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from pdscan import plugins
from tests.docs.pages import ROOT, name_of
from tests.docs.shell import BIN
from tools.reference import PAGES, built_in, commands


@pytest.mark.parametrize("page", PAGES, ids=name_of)
def test_generated_pages_are_up_to_date(page: Path) -> None:
    written, now = page.read_text("utf-8"), PAGES[page]()
    assert written == now, f"{name_of(page)} is not what the program says now: run `make docs`"


def test_help_is_what_a_user_sees() -> None:
    shown = subprocess.run(
        [BIN / "pdscan", "register", "import", "--help"],
        check=True,
        capture_output=True,
        env={**os.environ, "COLUMNS": "80"},
    )
    assert dict(commands())["pdscan register import"] == shown.stdout.decode().rstrip("\n")


def test_every_command_of_the_command_line_is_there() -> None:
    from pdscan.cli import COMMANDS

    assert {name.split()[1] for name, _ in commands() if " " in name} == set(COMMANDS)


def test_every_detector_of_ours_is_there() -> None:
    assert set(built_in()) <= set(plugins.names("detectors"))
    text = (ROOT / "docs" / "detectors.md").read_text("utf-8")
    assert [name for name in built_in() if f"\n## {name}\n" not in text] == []
