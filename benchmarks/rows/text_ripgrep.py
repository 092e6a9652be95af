"""Text, file to findings, beside ripgrep with the same expressions, and beside reading alone (`wc`)."""

from __future__ import annotations

import subprocess
from collections.abc import Iterator

from benchmarks import ripgrep
from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan


def rows(plan: Plan) -> Iterator[Row]:
    """`wc -l` reads every byte; `wc -c` would only ask how long the file is."""
    folder = plan.folder / "ripgrep"
    folder.mkdir()
    path = write(folder / "text.txt", plan.text)
    size, chosen = path.stat().st_size / MIB, detectors()
    expressions = ripgrep.patterns(chosen, plan.folder / "patterns")
    ours, theirs, reading = sides(
        [
            ("pdscan", size, lambda: counts(scan(folder, chosen))),
            ("ripgrep, one thread", size, lambda: {"any": ripgrep.matches(expressions, path)}),
            ("wc -l", size, lambda: _read(str(path))),
        ],
        plan.repeats,
    )
    yield Row(
        name="text-ripgrep",
        title="Text, one core: ripgrep on one thread with the same expressions",
        unit="MiB/s",
        sides=(ours, theirs),
        ratio=ours.pace / theirs.pace,
        least=0.5,
        better=0.8,
        note="ripgrep checks nothing, so it matches more.",
    )
    yield Row(
        name="text-reading",
        title="Text, one core: reading alone",
        unit="MiB/s",
        sides=(ours, reading),
        ratio=ours.pace / reading.pace,
    )


def _read(path: str) -> dict[str, int]:
    subprocess.run(["wc", "-l", path], check=True, stdout=subprocess.DEVNULL)
    return {}
