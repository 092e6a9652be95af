"""`pdscan --help` beside the bare interpreter."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from benchmarks.measure import Row, sides
from benchmarks.plan import Plan


def rows(plan: Plan) -> Iterator[Row]:
    """The least time of several starts of each."""
    ours, bare = sides(
        [
            ("pdscan --help", 1, lambda: _run([str(Path(sys.executable).with_name("pdscan")), "--help"])),
            ("python -c ''", 1, lambda: _run([sys.executable, "-c", ""])),
        ],
        plan.starts,
    )
    yield Row(
        name="start",
        title="`pdscan --help`, times the bare interpreter",
        unit="starts/s",
        sides=(ours, bare),
        ratio=ours.seconds / bare.seconds,
        least=8,
        better=4,
        lower=True,
    )


def _run(command: Sequence[str]) -> dict[str, int]:
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return {}
