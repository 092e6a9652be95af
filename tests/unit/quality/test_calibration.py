"""Calibration: what is counted, and what the manual shows of it."""

from __future__ import annotations

from pathlib import Path

from benchmarks import page
from benchmarks.answers import read
from benchmarks.calibration import Calibration, plot, table
from benchmarks.quality import scanner


def test_counting() -> None:
    calibration = Calibration()
    marked = "BSN: ⟦bsn:908301662⟧"
    lines = [read(marked, "bsn"), read("nr 908301662", "bsn"), read(marked, "bsn", open=True)]
    calibration.add_lines("lines", scanner(), lines)
    calibration.add("other", 0.9, right=False)
    calibration.add("other", 1.0, right=True)
    assert [(place, found, right) for place, found, right, _ in calibration.rows()] == [(3, 1, 0), (9, 3, 2)]
    assert table(calibration).splitlines()[2:] == [
        "| 0.3–0.4 | 1 | 0.30 | 0.00 | 1 | 0 |",
        "| 0.9–1.0 | 3 | 0.94 | 0.67 | 1 | 2 |",
    ]


def test_the_plot_is_the_same_each_time(tmp_path: Path) -> None:
    calibration = Calibration()
    calibration.add("lines", 0.85, right=True)
    for name in ("a.svg", "b.svg"):
        plot(calibration, tmp_path / name)
    assert (tmp_path / "a.svg").read_bytes() == (tmp_path / "b.svg").read_bytes()


def test_marks_in_a_page(tmp_path: Path) -> None:
    path = tmp_path / "page.md"
    path.write_text("before\n<!-- one -->\nold\n<!-- end of one -->\nafter\n")
    page.put(path, "one", "new")
    page.put(path, "one", "newer")
    assert path.read_text() == "before\n<!-- one -->\n\nnewer\n\n<!-- end of one -->\nafter\n"
