"""Where the commands of the manual run: a copy of what `make demo` makes, with nothing of the user's own around it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import ROOT
from tests.docs.shell import BIN, SECONDS, environment

MAKE = """#!/bin/sh
[ "$*" = demo ] || { echo "only make demo runs here" >&2; exit 1; }
cat demo.log
"""
"""`make demo` and no more: nothing is installed into the environment that runs the tests."""


NO_NETWORK = """
import sys

def refuse(event, arguments):
    if event == "socket.getaddrinfo" or (event == "socket.connect" and not isinstance(arguments[1], (str, bytes))):
        raise RuntimeError("a connection was tried")

sys.addaudithook(refuse)
"""
"""In every Python process that a page starts: none may connect to another host, or ask for one's address."""


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home folder with our `make` in it; what was compiled stays for the next page."""
    folder = tmp_path_factory.mktemp("home")
    (folder / "bin").mkdir()
    (folder / "bin" / "make").write_text(MAKE, "ascii")
    (folder / "bin" / "make").chmod(0o755)
    (folder / "site").mkdir()
    (folder / "site" / "sitecustomize.py").write_text(NO_NETWORK, "ascii")
    return folder


@pytest.fixture(scope="session")
def after_make_demo(tmp_path_factory: pytest.TempPathFactory, home: Path) -> Path:
    """A folder in which the Makefile's `make demo` has been run, once for all pages; what it printed is `demo.log`."""
    root = tmp_path_factory.mktemp("checkout") / "pdscan"
    root.mkdir()
    (root / ".venv").symlink_to(BIN.parent)
    for name in ("Makefile", "pyproject.toml", "requirements.lock"):
        shutil.copy2(ROOT / name, root)
    make = shutil.which("make")
    assert make is not None
    with (root / "demo.log").open("wb") as log:
        command = [make, "--old-file=.venv/.ready", "demo"]
        subprocess.run(
            command, cwd=root, env=environment(home), check=True, stdout=log, stderr=subprocess.STDOUT, timeout=SECONDS
        )
    return root


@pytest.fixture
def checkout(after_make_demo: Path, home: Path, tmp_path: Path) -> Callable[[str], Path]:
    """Makes a copy of a checkout with its demo, and gives it, or a folder in it."""

    def make(where: str) -> Path:
        shutil.rmtree(home / ".local", ignore_errors=True)
        shutil.copytree(after_make_demo, tmp_path / "pdscan", symlinks=True, copy_function=shutil.copy2)
        return tmp_path / "pdscan" / where

    return make
