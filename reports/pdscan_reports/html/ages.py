"""How old records are against how long they may be kept: for each place one small histogram over time.

What lies left of the limit is too old and is drawn in another colour *and* hatched; the limit itself is a line
with its date.  Where retention runs from the end of the service, time is that end and not the record's date.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pdscan.model import Discrepancy, Finding, Kind
from pdscan_reports.groups import findings_by_place, standing
from pdscan_reports.html.svg import PALETTE, drawing, inline_svg
from pdscan_reports.places import field_of, place
from pdscan_reports.visible import shorten
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from pdscan.protocols import ReportView

DRAWN = 10
"""No more places than this are drawn; the table has more."""

_WIDTH, _ROW, _TOP, _BOTTOM, _SIDE = 960.0, 98.0, 2.0, 30.0, 20.0


@dataclass(frozen=True, slots=True)
class Aged:
    """The ages in one place; `days` counts matches by record date, or by end of service where `by_end`.

    Dates before 1970 are mistakes, and not counted, as in the discrepancy.
    `late` of the matches lie before `limit`, `kept` on it or after it; `ongoing` belong to services that go on.
    """

    discrepancy: Discrepancy
    days: Mapping[date, int]
    limit: date
    by_end: bool
    late: int
    kept: int
    ongoing: int


def aged_places(view: ReportView) -> tuple[Aged, ...]:
    """Every over-retained place whose ages are known, the most matches too old first."""
    findings = findings_by_place(view)
    kinds = {entry.id: entry.retention.kind for entry in view.register.entries} if view.register else {}
    places = []
    for each in standing(view):
        finding = findings.get((each.location, each.entity)) if each.location and each.entity else None
        if each.kind is Kind.OVER_RETAINED and each.limit and finding:
            aged = _aged(each, finding, each.limit, kinds.get(each.entry or "") == "end_of_service")
            places += [aged] if aged.days else []
    return tuple(sorted(places, key=lambda aged: (-aged.late, str(aged.discrepancy.location), aged.discrepancy.id)))


def age_chart(places: Sequence[Aged], day: date, words: Words) -> str:
    """The picture of the first places as inline SVG.

    :param day: the day for which retention was judged, where time ends.
    """
    from matplotlib.figure import Figure

    shown = places[:DRAWN]
    height = _TOP + len(shown) * _ROW + _BOTTOM
    first = min(min(*aged.days, aged.limit) for aged in shown)
    edges = _edges(first, max(day, *(aged.limit for aged in shown)))
    with drawing():
        figure = Figure(figsize=(_WIDTH / 72, height / 72))
        span = edges[0].toordinal(), edges[-1].toordinal()
        for row, aged in enumerate(shown):
            bottom = height - _TOP - (row + 1) * _ROW + 14
            axes = figure.add_axes((_SIDE / _WIDTH, bottom / height, 1 - 2 * _SIDE / _WIDTH, 44 / height))
            axes.set_xlim(*span)
            axes.set_ylim(0, 1)
            _draw_bars(axes, aged, edges)
            _draw_words(axes, aged, words)
            _draw_axis(axes, edges, last=row == len(shown) - 1)
        description = words("picture.ages.description", places=words.number(len(shown)), day=words.day(day))
        return inline_svg(figure, "ages", words("picture.ages.title"), description)


def _total(aged: Aged) -> int:
    return aged.late + aged.kept + aged.ongoing


def _aged(discrepancy: Discrepancy, finding: Finding, limit: date, by_end: bool) -> Aged:
    ages = finding.ages
    ends = ages.ends.get(discrepancy.service or "", {}) if by_end else {}
    known = {day: count for day, count in ends.items() if day is not None} if by_end else ages.days
    days = {day: count for day, count in known.items() if day.year >= 1970}
    late = sum(count for day, count in days.items() if day < limit)
    return Aged(discrepancy, days, limit, by_end, late, sum(days.values()) - late, ends.get(None, 0))


def _edges(first: date, last: date) -> list[date]:
    """The edges of the bars: months for up to four years, quarters for up to twelve, then years."""
    years = last.year - first.year
    months = 1 if years <= 4 else 3 if years <= 12 else 12
    start = first.year * 12 + (first.month - 1) // months * months
    end = last.year * 12 + last.month - 1
    return [date(month // 12, month % 12 + 1, 1) for month in range(start, end + months + 1, months)]


def _draw_bars(axes: Axes, aged: Aged, edges: Sequence[date]) -> None:
    late, kept = [0] * (len(edges) - 1), [0] * (len(edges) - 1)
    for day, count in aged.days.items():
        slot = min(bisect_right(edges, day), len(edges) - 1) - 1
        (late if day < aged.limit else kept)[slot] += count
    most = max(old + young for old, young in zip(late, kept, strict=True))
    lefts = [edge.toordinal() for edge in edges]
    for slot, (old, young) in enumerate(zip(late, kept, strict=True)):
        left, width = lefts[slot], (lefts[slot + 1] - lefts[slot]) * 0.86
        low, high = old / most, young / most
        if old:
            axes.bar(left, max(low, 0.03), width, align="edge", color=PALETTE["late"], hatch="////", linewidth=0)
        if young:
            axes.bar(left, max(high, 0.03), width, bottom=low, align="edge", color=PALETTE["kept"], linewidth=0)


def _draw_words(axes: Axes, aged: Aged, words: Words) -> None:
    each = aged.discrepancy
    field = f" · {shorten(field_of(each.location), 30)}" if field_of(each.location) else ""
    head = shorten(f"{words.entity(each.entity)} — {place(each.location, words, 60)}{field}", 76)
    head = words("picture.ages.ended", place=head) if aged.by_end else head
    share = words("picture.ages.share", late=words.number(aged.late), total=words.number(_total(aged)))
    line: dict[str, Any] = {"transform": axes.transAxes, "fontsize": 12, "va": "baseline"}
    axes.text(0, 1.62, head, weight="bold", color=PALETTE["ink"], **line)
    axes.text(1, 1.62, share, weight="bold", ha="right", color=PALETTE["lateink"], **line)
    at = aged.limit.toordinal()
    axes.plot([at, at], [0, 1.34], color=PALETTE["limit"], linewidth=1.6, clip_on=False, solid_capstyle="butt")
    low, high = axes.get_xlim()
    rightmost = at > (low + high) / 2
    label = words("picture.ages.limit", date=words.short_day(aged.limit))
    shift = (high - low) * (-0.006 if rightmost else 0.006)
    side = "right" if rightmost else "left"
    axes.text(at + shift, 1.12, label, ha=side, va="baseline", fontsize=11, color=PALETTE["ink"])


def _draw_axis(axes: Axes, edges: Sequence[date], *, last: bool) -> None:
    axes.set_yticks([])
    for side in ("left", "right", "top"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(PALETTE["rule"])
    years = range(edges[0].year, edges[-1].year + 1)
    every = max(1, -(-len(years) // 14))
    ticks = [date(year, 1, 1) for year in years if year % every == 0 and edges[0] <= date(year, 1, 1) <= edges[-1]]
    axes.set_xticks([tick.toordinal() for tick in ticks], [str(tick.year) for tick in ticks] if last else [])
    axes.tick_params(
        axis="x", length=3 if last else 0, color=PALETTE["rule"], labelcolor=PALETTE["muted"], labelsize=11
    )
