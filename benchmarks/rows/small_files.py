"""Many small files beside one file of the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from benchmarks.corpus import lines
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan

SIZE = 2048
A_FOLDER = 1000


def rows(plan: Plan) -> Iterator[Row]:
    """Files of whole lines, about 2 KiB each, in folders of a thousand."""
    small, large = plan.folder / "small", plan.folder / "joined"
    large.mkdir()
    size = 0
    source = lines(20261124)
    with (large / "text.txt").open("w", encoding="utf-8") as joined:
        for number in range(plan.small_files):
            text = _some(source)
            path = small / f"{number // A_FOLDER:03d}" / f"{number % A_FOLDER:03d}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            # An empty line between two files keeps what ends one from being read with what begins the next.
            size += joined.write(text + "\n" * 3)
    chosen = detectors()
    many, one = sides(
        [
            (f"{plan.small_files:,} files", size / MIB, lambda: counts(scan(small, chosen))),
            ("one file", size / MIB, lambda: counts(scan(large, chosen))),
        ],
        1,
    )
    yield Row(
        name="small-files",
        title=f"{plan.small_files:,} files of 2 KiB against one file of the same bytes",
        unit="MiB/s",
        sides=(many, one),
        ratio=many.pace / one.pace,
        least=0.3,
        better=0.6,
        note=_difference(Counter(many.found), Counter(one.found)),
    )


def _some(source: Iterator[str]) -> str:
    text = ""
    while len(text) < SIZE:
        text += next(source) + "\n"
    return text


def _difference(many: Counter[str], one: Counter[str]) -> str:
    """Labels reach over line ends inside one file, not from file to file: so a few differ in what they may be."""
    apart = sum(((many - one) + (one - many)).values())
    return f"{apart} of {sum(one.values())} matches differ: a label reaches over lines, but not from file to file."
