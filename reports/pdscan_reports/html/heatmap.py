"""Where which personal data lies: systems across, categories down, numbers of matches in the cells.

Shades are steps of ten, so that a hundred and a hundred thousand look different; each cell also says its
number, and bears a sign where a discrepancy stands, so that nothing hangs on colour alone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan.model import Severity
from pdscan_reports.groups import SEVERITIES, standing
from pdscan_reports.html.svg import PALETTE, drawing, inline_svg
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pdscan.protocols import ReportView

SIGNS = {Severity.HIGH: "▲", Severity.MEDIUM: "◆", Severity.LOW: "●"}
_STEPS = (1, 10, 100, 1000, 10_000)
_COLUMNS, _ROWS = 8, 24
_CELL, _LABELS, _TOP, _LEGEND, _STEP = 30.0, 266.0, 34.0, 42.0, 100.0
_WIDTH, _NARROWEST, _WIDEST = 900.0, 72.0, 170.0


@dataclass(frozen=True, slots=True)
class Cells:
    """The numbers behind the picture: matches, and the worst severity of a discrepancy, by category and system."""

    systems: tuple[str, ...]
    categories: tuple[str, ...]
    counts: Mapping[tuple[str, str], int]
    worst: Mapping[tuple[str, str], Severity]


def cells(view: ReportView) -> Cells:
    """The numbers of every category in every system, the most frequent first."""
    counts: Counter[tuple[str, str]] = Counter()
    for finding in view.findings:
        if finding.count:
            counts[finding.category, finding.location.system] += finding.count
    worst: dict[tuple[str, str], Severity] = {}
    for each in standing(view):
        if each.location and each.category:
            key = each.category, each.location.system
            known = worst.get(key, each.severity)
            worst[key] = min(known, each.severity, key=SEVERITIES.index)
    return Cells(_by_total(counts, worst, 1), _by_total(counts, worst, 0), counts, worst)


def drawn(numbers: Cells) -> tuple[int, int]:
    """How many systems and how many categories the picture shows."""
    return min(len(numbers.systems), _COLUMNS), min(len(numbers.categories), _ROWS)


def heatmap(numbers: Cells, words: Words) -> str:
    """The picture as inline SVG: of many systems and categories, those with most matches."""
    from matplotlib.figure import Figure

    systems, categories = numbers.systems[:_COLUMNS], numbers.categories[:_ROWS]
    wide = max(_NARROWEST, min(_WIDEST, (_WIDTH - _LABELS) / len(systems)))
    width = max(_LABELS + len(systems) * wide, _LABELS + len(_STEPS) * _STEP)
    height = _TOP + len(categories) * _CELL + _LEGEND
    with drawing():
        figure = Figure(figsize=(width / 72, height / 72))
        axes = figure.add_axes((0, 0, 1, 1), xlim=(0, width), ylim=(height, 0))
        axes.set_axis_off()
        _draw_labels(axes, systems, [words.category(category) for category in categories], wide)
        for row, category in enumerate(categories):
            for column, system in enumerate(systems):
                corner = _LABELS + column * wide, _TOP + row * _CELL
                key = category, system
                _draw_cell(axes, corner, wide, numbers.counts.get(key, 0), numbers.worst.get(key), words)
        _draw_legend(axes, height, words)
        description = words(
            "picture.heat.description", systems=words.number(len(systems)), categories=words.number(len(categories))
        )
        return inline_svg(figure, "heat", words("picture.heat.title"), description)


def step(count: int) -> int:
    """Which shade a number has: 0 for none, then one for each power of ten, up to 5.

    >>> [step(count) for count in (0, 1, 9, 10, 9_999, 10_000, 10**9)]
    [0, 1, 1, 2, 4, 5, 5]
    """
    return sum(count >= bound for bound in _STEPS)


def _draw_labels(axes: Axes, systems: Sequence[str], categories: Sequence[str], wide: float) -> None:
    for column, system in enumerate(systems):
        x = _LABELS + (column + 0.5) * wide
        label = visible(system, int(wide / 8))
        axes.text(x, _TOP - 14, label, ha="center", va="center", fontsize=12, weight="bold", color=PALETTE["ink"])
    for row, category in enumerate(categories):
        label = visible(category, 34)
        y = _TOP + (row + 0.5) * _CELL
        axes.text(_LABELS - 12, y, label, ha="right", va="center", fontsize=12, color=PALETTE["ink"])


def _draw_cell(
    axes: Axes, corner: tuple[float, float], wide: float, count: int, worst: Severity | None, words: Words
) -> None:
    from matplotlib.patches import Rectangle

    (x, y), shade = corner, step(count)
    colour = PALETTE[f"heat{shade}" if shade else "empty"]
    axes.add_patch(Rectangle((x + 1.5, y + 1.5), wide - 3, _CELL - 3, facecolor=colour, linewidth=0))
    ink, middle = PALETTE[f"onheat{shade}" if shade else "muted"], y + _CELL / 2
    if count:
        axes.text(x + wide / 2, middle, words.short_number(count), ha="center", va="center", fontsize=12, color=ink)
    if worst:
        axes.text(x + wide - 9, middle, SIGNS[worst], ha="right", va="center", fontsize=9, color=ink)


def _draw_legend(axes: Axes, height: float, words: Words) -> None:
    from matplotlib.patches import Rectangle

    y = height - 16
    for place, bound in enumerate(_STEPS):
        x = _LABELS + place * _STEP
        axes.add_patch(Rectangle((x + 1.5, y - 7), 14, 14, facecolor=PALETTE[f"heat{place + 1}"], linewidth=0))
        label = words("picture.heat.from", n=words.number(bound))
        axes.text(x + 22, y, label, ha="left", va="center", fontsize=11, color=PALETTE["muted"])
    axes.text(_LABELS - 12, y, words("matches"), ha="right", va="center", fontsize=11, color=PALETTE["muted"])


def _by_total(
    counts: Mapping[tuple[str, str], int], worst: Mapping[tuple[str, str], Severity], side: int
) -> tuple[str, ...]:
    totals: Counter[str] = Counter()
    for key in (*counts, *worst):
        totals[key[side]] += counts.get(key, 0)
    return tuple(sorted(totals, key=lambda name: (-totals[name], name)))
