"""`make bench`: pdscan beside its peers, in one run on the same data, with what each found.

Only ratios within one run mean anything: other work on the machine slows all of them alike.  `make bench BENCH=text`
measures the rows whose names begin so, `BENCH=--quick` all of them on small data.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import tempfile
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

from benchmarks.measure import Row
from benchmarks.page import update
from benchmarks.plan import Plan, quick, whole

MODULES = (
    "text_presidio",
    "text_ripgrep",
    "text_names",
    "processes",
    "small_files",
    "many_files",
    "table_postgresql",
    "table_sqlite",
    "memory",
    "start",
    "more_detectors",
    "second_scan",
)
DOCS = Path(__file__).parents[1] / "docs"


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure, print, and keep what was measured: in the manual when everything was, wholly."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("only", nargs="*", help="beginnings of the names of rows")
    parser.add_argument("--quick", action="store_true", help="small data: shows that it runs, not how fast")
    parser.add_argument("--part", type=float, default=1.0, help="a part of the sizes, as 0.1")
    parser.add_argument("--output", type=Path, help="where the JSON file and the plot go (default: the manual)")
    chosen = parser.parse_args(arguments)
    measured: list[Row] = []
    with tempfile.TemporaryDirectory(prefix="pdscan-bench-") as folder:
        plan = quick(Path(folder)) if chosen.quick else whole(Path(folder), chosen.part)
        for row in rows(plan, chosen.only):
            print(shown(row), flush=True)
            measured.append(row)
    kept = chosen.output or (None if chosen.quick or chosen.only else DOCS / "images")
    if kept is not None:
        keep(measured, kept, chosen.part)
    if kept == DOCS / "images":
        update(DOCS / "performance.md", measured, _circumstances(chosen.part))


def rows(plan: Plan, only: Sequence[str] = ()) -> Iterator[Row]:
    """The rows of every module, or of those whose names begin with one of the given words."""
    for name in MODULES:
        if not only or any(name.startswith(word.replace("-", "_")) for word in only):
            yield from import_module(f"benchmarks.rows.{name}").rows(plan)


def _circumstances(part: float) -> str:
    size = "all data" if part == 1 else f"{part:g} of the data"
    load, python = os.getloadavg()[2], platform.python_version()
    return (
        f"Measured on {os.cpu_count()} processors ({platform.machine()}, Python {python}) and {size}, "
        f"while {load:.0f} programs on average wanted to run."
    )


def shown(row: Row) -> str:
    """One row as it is printed."""
    lines = [row.title]
    width = max(len(side.name) for side in row.sides)
    for side in row.sides:
        found = ", ".join(f"{count:,} {name}" for name, count in sorted(side.found.items()))
        lines.append(f"    {side.name:<{width}} {side.pace:>12,.2f} {row.unit}  {side.seconds:8.2f} s  {found}")
    lines.append(f"  = {row.ratio:,.3g} {_judged(row)}")
    if row.note:
        lines.append(f"    {row.note}")
    return "\n".join(lines) + "\n"


def _judged(row: Row) -> str:
    if row.least is None:
        return ""
    sign = "≤" if row.lower else "≥"
    word = "better" if row.excelled else "reached" if row.reached else "NOT REACHED"
    same = "" if row.same is not False else "; BOTH DID NOT FIND THE SAME"
    return f"({word}: asked {sign} {row.least:g}, better {sign} {row.better:g}{same})"


def keep(measured: Sequence[Row], folder: Path, part: float) -> None:
    """Write the JSON file and the plot."""
    from benchmarks.plot import plot

    machine = {"system": platform.platform(), "python": platform.python_version(), "processor": platform.machine()}
    result = {"machine": machine, "part": part, "rows": [row.as_json() for row in measured]}
    (folder / "performance.json").write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", "utf-8")
    plot(measured, folder / "performance.svg")


if __name__ == "__main__":
    main()
