"""Runs the commands of a page one after the other in one shell, as a reader would, and keeps what each prints."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.docs.pages import Step

SECONDS = 300
"""How long all commands of a page may take."""

COMPILED_PATTERNS = tempfile.TemporaryDirectory(prefix="pdscan-patterns-")
"""A cache that all pages of a run share: compiling the patterns takes longer than most commands."""

BIN = Path(sys.executable).parent

_NOT_OURS = ("LC_", "MAKE", "COVERAGE")
"""Variables of whoever runs the tests; what commands cover is measured elsewhere, because it doubles their time."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a command printed (standard output and error, as on a terminal), and its exit code; None: never ran."""

    step: Step
    output: str
    code: int | None


def run(steps: Sequence[Step], folder: Path, home: Path) -> list[Outcome]:
    """Run the steps in a folder, in one Bash; a mark that nobody can print by chance stands after each."""
    mark = f"<<{secrets.token_hex(8)}>>"
    lines = []
    for number, step in enumerate(steps):
        lines += [step.command, f"__code=$?; echo; echo '{mark}' {number} $__code; (exit $__code)"]
    script = folder.parent / f"{folder.name}.sh"
    script.write_text("\n".join(lines) + "\n", "utf-8")
    done = subprocess.run(
        ["bash", "--noprofile", "--norc", str(script)],
        cwd=folder,
        env=environment(home),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        timeout=SECONDS,
        check=False,
    )
    return _cut(done.stdout.decode("utf-8"), mark, steps)


def environment(home: Path) -> Mapping[str, str]:
    """A user's own: no configuration, English, pdscan on the path, no network, and a `make` that never installs."""
    folders = {
        "HOME": home,
        "XDG_CONFIG_HOME": home / ".config",
        "XDG_DATA_HOME": home / ".local/share",
        "XDG_CACHE_HOME": Path(COMPILED_PATTERNS.name),
    }
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(_NOT_OURS)},
        **{name: str(path) for name, path in folders.items()},
        "COLUMNS": "100",
        "PATH": os.pathsep.join((str(home / "bin"), str(BIN), os.environ["PATH"])),
        "PYTHONPATH": str(home / "site"),
        "LANG": "C.UTF-8",
    }


def _cut(printed: str, mark: str, steps: Sequence[Step]) -> list[Outcome]:
    outcomes = []
    for number, step in enumerate(steps):
        output, found, rest = printed.partition(f"\n{mark} {number} ")
        code, _, printed = rest.partition("\n")
        outcomes.append(Outcome(step, output, int(code) if found else None))
    return outcomes
