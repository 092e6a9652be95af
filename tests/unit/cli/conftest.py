"""Runs the command line as its users do."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def pdscan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The real command, in an empty folder, with a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("LANG", "C.UTF-8")
    monkeypatch.delenv("LC_ALL", raising=False)

    def run(*arguments: str, text: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        command: Sequence[str] = [str(Path(sys.executable).with_name("pdscan")), *arguments]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, cwd=cwd or tmp_path, timeout=120, check=False
        )

    return run
