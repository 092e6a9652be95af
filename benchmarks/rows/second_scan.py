"""A second scan in which nothing has changed (`--since last`), beside the first."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, Side, processor
from benchmarks.plan import Plan

FOLDERS = 8
PIECE = MIB


def rows(plan: Plan) -> Iterator[Row]:
    """The whole command each time, with its start and its store."""
    folder = plan.folder / "again"
    for number in range(FOLDERS):
        (folder / str(number)).mkdir(parents=True)
        path = folder / str(number) / "text.txt"
        path.write_bytes(write(path, PIECE, seed=number).read_bytes() * max(1, plan.large // 4 // FOLDERS // PIECE))
    store = plan.folder / "store.db"
    first = _scanned(folder, store)
    second = _scanned(folder, store, "--since", "last")
    size = sum(path.stat().st_size for path in folder.rglob("*.txt")) / MIB
    yield Row(
        name="second-scan",
        title="A second scan with nothing changed, as a part of the first",
        unit="MiB/s",
        sides=(Side("first", size, first), Side("second, --since last", size, second)),
        ratio=second / first,
        least=0.05,
        better=0.01,
        lower=True,
        note=f"{second:.1f} s of processor time, nearly all of it the program's start.",
    )


def _scanned(folder: Path, store: Path, *options: str) -> float:
    program = str(Path(sys.executable).with_name("pdscan"))
    command = [program, "scan", "--quiet", "--workers", "1", "--store", f"sqlite:///{store}", *options, str(folder)]
    start = processor()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return processor() - start
