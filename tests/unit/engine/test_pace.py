"""A system is read no faster than its owner allows."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from pdscan.detection.cases import table
from pdscan.engine import work
from pdscan.engine.pace import Pace
from pdscan.engine.work import Setup, Worker
from pdscan.model import Unit
from pdscan.protocols import TargetOptions
from tests.unit.engine.shelf import Shelf, item, skipped


class Clock:
    def __init__(self) -> None:
        self.now = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(round(seconds, 6))
        self.now += seconds


def test_the_rest_of_the_time_is_waited() -> None:
    clock = Clock()
    pace = Pace(10, clock, clock.sleep)
    pace.took(5)
    clock.now += 0.3
    pace.took(5)
    clock.now += 7
    pace.took(5)
    pace.took(1)
    assert clock.slept == [0.5, 0.2, 0.1]


def test_without_a_rate_nothing_is_waited() -> None:
    clock = Clock()
    Pace(None, clock, clock.sleep).took(1_000_000)
    assert clock.slept == []


@pytest.mark.parametrize(("others", "seconds"), [(1, 6 / 10), (3, 6 * 3 / 10)])
def test_rows_and_files_count_and_workers_share(
    setup_of: Callable[..., Setup], monkeypatch: pytest.MonkeyPatch, others: int, seconds: float
) -> None:
    clock = Clock()
    monkeypatch.setattr(work, "Pace", lambda rate: Pace(rate, clock, clock.sleep))
    contents = [table(["a"], [["1"], ["2"], ["3"], ["4"]]), item("a.txt", b""), skipped("u", "encrypted")]
    setup = setup_of(Shelf({"u": contents}), systems={"s": ("shelf:", TargetOptions(system="s", max_rate=10))})
    Worker(setup, others).work("s", Unit("u", "shelf"))
    assert clock.now - 100 == pytest.approx(seconds)
