"""The benchmark as a picture: how far each row is from what it must reach."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from benchmarks.measure import Row

BETTER, REACHED, MISSED = "#1b7837", "#7fbf7b", "#b2182b"


def plot(measured: Sequence[Row], path: Path) -> None:
    """One bar for each row that has a target: 1 is the target, on a logarithmic scale, right of it is better."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "pdscan"
    from matplotlib.figure import Figure

    asked = [row for row in measured if row.least is not None][::-1]
    figure = Figure(figsize=(9, 0.42 * len(asked) + 1.2), layout="constrained")
    axes = figure.add_subplot()
    shares = [_share(row, row.least) for row in asked]
    names, colors = [row.name for row in asked], [_color(row) for row in asked]
    axes.barh(names, [share - 1 for share in shares], left=1, color=colors)
    for place, (row, share) in enumerate(zip(asked, shares, strict=True)):
        axes.plot([share / _share(row, row.better)] * 2, [place - 0.4, place + 0.4], color="black", lw=1)
        axes.annotate(f" {row.ratio:.3g}", (max(1, share), place), va="center", fontsize=8)
    axes.axvline(1, color="black", lw=0.8)
    axes.set_xscale("log")
    axes.set_xlabel("ratio reached, as a multiple of what was asked (line: what would be better)")
    axes.margins(x=0.12)
    figure.savefig(path, metadata={"Date": None})


def _share(row: Row, target: float | None) -> float:
    """How far a ratio is from a target: more than 1 when it is reached."""
    assert target is not None
    return target / row.ratio if row.lower else row.ratio / target


def _color(row: Row) -> str:
    return BETTER if row.excelled else REACHED if row.reached else MISSED
