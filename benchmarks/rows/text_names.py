"""Text with the detector of names switched on, beside the same without."""

from __future__ import annotations

from collections.abc import Iterator

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import NAMES, counts, detectors, scan
from pdscan import plugins


def rows(plan: Plan) -> Iterator[Row]:
    """Nothing where there is no such detector."""
    if NAMES not in plugins.names("detectors"):
        return
    folder = plan.folder / "names"
    folder.mkdir()
    path = write(folder / "text.txt", plan.text // 4)
    size, without, switched_on = path.stat().st_size / MIB, detectors(), detectors(names=True)
    measured = sides(
        [
            ("with names", size, lambda: counts(scan(folder, switched_on))),
            ("without", size, lambda: counts(scan(folder, without))),
        ],
        plan.repeats,
    )
    yield Row(
        name="text-names",
        title="Text, one core: names switched on, against the same without",
        unit="MiB/s",
        sides=measured,
        ratio=measured[0].pace / measured[1].pace,
        least=0.3,
        better=0.5,
    )
