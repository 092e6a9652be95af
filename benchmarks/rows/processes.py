"""Two processes beside one; and beside what the machine gives to two loops that do nothing but count."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator

from benchmarks.corpus import write
from benchmarks.measure import MIB, Row, sides, wall
from benchmarks.plan import Plan
from benchmarks.scans import counts, detectors, scan

FOLDERS = 8
STEPS = 4_000_000


def rows(plan: Plan) -> Iterator[Row]:
    """The same text in eight folders, each a unit."""
    folder = plan.folder / "processes"
    for number in range(FOLDERS):
        (folder / str(number)).mkdir(parents=True)
        write(folder / str(number) / "text.txt", plan.text // FOLDERS, seed=number)
    size, chosen = plan.text / MIB, detectors()
    two, one = sides(
        [
            ("two processes", size, lambda: counts(scan(folder, chosen, workers=2))),
            ("one process", size, lambda: counts(scan(folder, chosen, workers=1))),
        ],
        plan.repeats,
        wall,
    )
    possible = _two_loops(plan)
    yield Row(
        name="processes",
        title="Two processes against one",
        unit="MiB/s",
        sides=(two, one),
        ratio=two.pace / one.pace,
        least=1.8,
        better=1.9,
        same=two.found == one.found,
        note=f"Two bare loops together do {possible:.2f} times what one does on this machine now.",
    )


def _two_loops(plan: Plan) -> float:
    """How much more two processes that only count get done than one."""
    steps = STEPS if plan.repeats > 1 else STEPS // 20
    two, one = sides([("two", 2, lambda: _loops(2, steps)), ("one", 1, lambda: _loops(1, steps))], plan.repeats, wall)
    return two.pace / one.pace


def _loops(count: int, steps: int) -> dict[str, int]:
    context = multiprocessing.get_context("fork")
    processes = [context.Process(target=_loop, args=(steps,)) for _ in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join()
    return {}


def _loop(steps: int) -> None:
    total = 0
    for step in range(steps):
        total += step
