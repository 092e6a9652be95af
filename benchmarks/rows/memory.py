"""Memory of `pdscan detect` on a large file, beside that on a file of a sixteenth of its size."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, Side
from benchmarks.plan import Plan

SMALLER = 16
PIECE = 8 * MIB
MOST = 128.0
"""MiB that the large file may take at most."""


def rows(plan: Plan) -> Iterator[Row]:
    """The large file repeats a piece of text, so that making it takes no time; a first run leaves compiled patterns."""
    least = min(PIECE, plan.large // SMALLER)
    piece = write(plan.folder / "piece.txt", least).read_bytes()[:least]
    _measured("first", path := _file(plan.folder / "first.txt", piece, len(piece)))
    path.unlink()
    large = _measured("large", _file(plan.folder / "large.txt", piece, plan.large))
    small = _measured("small", _file(plan.folder / "less.txt", piece, plan.large // SMALLER))
    (plan.folder / "large.txt").unlink()
    peak, less = large.found["MiB"], small.found["MiB"]
    yield Row(
        name="memory-growth",
        title=f"Peak memory of `detect`: {_mib(large)} in one file against {_mib(small)}",
        unit="MiB/s",
        sides=(large, small),
        ratio=peak / less,
        least=1.2,
        better=1.05,
        lower=True,
    )
    yield Row(
        name="memory",
        title=f"Peak memory of `detect` on {_mib(large)}, in MiB",
        unit="MiB/s",
        sides=(large,),
        ratio=peak,
        least=MOST,
        better=MOST / 2,
        lower=True,
    )


def _mib(side: Side) -> str:
    return f"{side.amount:,.0f} MiB"


def _file(path: Path, piece: bytes, size: int) -> Path:
    with path.open("wb") as file:
        for _ in range(size // len(piece)):
            file.write(piece)
    return path


_CHILD = """
import os, sys, resource
nowhere = [(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)]
_, status, usage = os.wait4(os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=nowhere), 0)
assert os.waitstatus_to_exitcode(status) in (0, 1), status
print(usage.ru_maxrss >> 10, usage.ru_utime + usage.ru_stime)
"""
"""Begins a process and tells its peak memory: what begins it must itself be small, because its peak is inherited."""


def _measured(name: str, path: Path) -> Side:
    """`detect` in a process of its own; what it prints goes nowhere."""
    command = [str(Path(sys.executable).with_name("pdscan")), "detect", "--quiet", "--format", "ndjson", str(path)]
    done = subprocess.run([sys.executable, "-c", _CHILD, *command], check=True, capture_output=True, text=True)
    peak, seconds = done.stdout.split()
    size = path.stat().st_size / MIB
    return Side(f"{name}, {size:.0f} MiB", size, float(seconds), {"MiB": int(peak)})
