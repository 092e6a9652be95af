"""Runs the command line as its users do."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pdscan.cli import main

Done = subprocess.CompletedProcess[str]
Run = Callable[..., Done]


def unmeasured() -> dict[str, str]:
    """The environment without what measures coverage, for a command that begins or writes as little as a user's."""
    return {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE_")}


@pytest.fixture(scope="session")
def compiled_patterns(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that the tests of one run share: compiling the patterns takes longer than most of them."""
    return tmp_path_factory.mktemp("cache")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, compiled_patterns: Path) -> Path:
    """A home of its own for each test."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(compiled_patterns))
    monkeypatch.setenv("LANG", "C.UTF-8")
    for name in ("LC_ALL", "XDG_DATA_HOME", "XDG_CONFIG_HOME"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path / "home"


@pytest.fixture
def pdscan(tmp_path: Path, home: Path) -> Run:
    """The real command, in an empty folder, with a home of its own."""

    def run(*arguments: str, text: str = "", cwd: Path | None = None) -> Done:
        command: Sequence[str] = [str(Path(sys.executable).with_name("pdscan")), *arguments]
        return subprocess.run(
            command, input=text, capture_output=True, text=True, cwd=cwd or tmp_path, timeout=120, check=False
        )

    return run


@pytest.fixture
def call(tmp_path: Path, home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """The same in this process, which is quicker."""

    def run(*arguments: str, cwd: Path | None = None) -> Done:
        monkeypatch.chdir(cwd or tmp_path)
        capfd.readouterr()
        with pytest.raises(SystemExit) as ended:
            main(arguments)
        out, err = capfd.readouterr()
        assert isinstance(ended.value.code, int)
        return subprocess.CompletedProcess(arguments, ended.value.code, out, err)

    return run
