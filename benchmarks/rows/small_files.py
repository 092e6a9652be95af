"""Many small files beside one file of the same bytes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from benchmarks.corpus import lines
from benchmarks.measure import MIB, Row, sides
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan

SIZE = 2048
A_FOLDER = 1000


def rows(plan: Plan) -> Iterator[Row]:
    """Files of about 2 KiB each."""
    yield row(plan, "small-files", plan.small_files, SIZE, (0.3, 0.6))


def row(plan: Plan, name: str, count: int, each: int, asked: tuple[float | None, float | None]) -> Row:
    """So many files of whole lines, each of about so many bytes, in folders of a thousand."""
    small, large = plan.folder / name, plan.folder / f"{name}-joined"
    size = _write(small, large, count, each)
    chosen = detectors()
    many, one = sides(
        [
            (f"{count:,} files", size / MIB, lambda: counts(scan(small, chosen))),
            ("one file", size / MIB, lambda: counts(scan(large, chosen))),
        ],
        1,
    )
    return Row(
        name=name,
        title=f"{count:,} files of {each >> 10} KiB against one file of the same bytes",
        unit="MiB/s",
        sides=(many, one),
        ratio=many.pace / one.pace,
        least=asked[0],
        better=asked[1],
        note=_difference(Counter(many.found), Counter(one.found)),
    )


def _write(small: Path, large: Path, count: int, each: int) -> int:
    """Write the files and the one file; gives the size of that."""
    large.mkdir()
    size = 0
    source = lines(20261124)
    with (large / "text.txt").open("w", encoding="utf-8") as joined:
        for number in range(count):
            text = _some(source, each)
            path = small / f"{number // A_FOLDER:03d}" / f"{number % A_FOLDER:03d}.txt"
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
            # An empty line between two files keeps what ends one from being read with what begins the next.
            size += joined.write(text + "\n" * 3)
    return size


def _some(source: Iterator[str], size: int) -> str:
    text = ""
    while len(text) < size:
        text += next(source) + "\n"
    return text


def _difference(many: Counter[str], one: Counter[str]) -> str:
    """Labels reach over line ends inside one file, not from file to file: so a few differ in what they may be."""
    apart = sum(((many - one) + (one - many)).values())
    return f"{apart} of {sum(one.values())} matches differ: a label reaches over lines, but not from file to file."
