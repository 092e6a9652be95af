"""The page's pictures, each with the same numbers as a table beside it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan_reports.html.ages import DRAWN, Aged, age_chart, aged_places
from pdscan_reports.html.heatmap import SIGNS, Cells, cells, drawn, heatmap
from pdscan_reports.places import field_of, path_of, system_of
from pdscan_reports.sentences import overdue
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView

AGE_ROWS = 200
"""No more places than this stand in the table of ages."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One number of the heat map's table, with the severity of the worst discrepancy there ("" for none)."""

    count: str
    worst: str


@dataclass(frozen=True, slots=True)
class AgeRow:
    """One place in the table of ages."""

    system: str
    path: str
    field: str
    entity: str
    limit: str
    by_end: bool
    late: str
    kept: str
    ongoing: str
    oldest: str
    overdue: str


@dataclass(frozen=True, slots=True)
class Pictures:
    """Two pictures as inline SVG ("" where there is nothing to draw), and their tables."""

    heat: str
    systems: tuple[str, ...]
    heat_rows: tuple[tuple[str, tuple[Cell, ...]], ...]
    heat_drawn: str
    signs: tuple[tuple[str, str], ...]
    ages: str
    age_rows: tuple[AgeRow, ...]
    drawn: int
    places: int
    by_end: bool


def picture_section(view: ReportView, words: Words) -> Pictures:
    """Both pictures and the numbers in them."""
    numbers, aged = cells(view), aged_places(view)
    return Pictures(
        heat=heatmap(numbers, words) if numbers.systems else "",
        systems=tuple(visible(system, 60) for system in numbers.systems),
        heat_rows=tuple((words.category(category), _row(numbers, category, words)) for category in numbers.categories),
        heat_drawn=_heat_drawn(numbers, words),
        signs=tuple((sign, severity.value) for severity, sign in SIGNS.items()),
        ages=age_chart(aged, view.as_of, words) if aged else "",
        age_rows=tuple(_age_row(each, words) for each in aged[:AGE_ROWS]),
        drawn=min(DRAWN, len(aged)),
        places=len(aged),
        by_end=any(each.by_end for each in aged),
    )


def _heat_drawn(numbers: Cells, words: Words) -> str:
    """Which part of the numbers the picture shows, where that is not all."""
    systems, categories = drawn(numbers)
    if (systems, categories) == (len(numbers.systems), len(numbers.categories)):
        return ""
    return words(
        "picture.heat.first",
        systems=words.number(systems),
        all_systems=words.number(len(numbers.systems)),
        categories=words.number(categories),
        all_categories=words.number(len(numbers.categories)),
    )


def _row(numbers: Cells, category: str, words: Words) -> tuple[Cell, ...]:
    row = []
    for system in numbers.systems:
        worst = numbers.worst.get((category, system))
        row.append(Cell(words.number(numbers.counts.get((category, system), 0)), worst.value if worst else ""))
    return tuple(row)


def _age_row(aged: Aged, words: Words) -> AgeRow:
    where = aged.discrepancy.location
    return AgeRow(
        system=system_of(where),
        path=path_of(where) if where else "",
        field=field_of(where),
        entity=words.entity(aged.discrepancy.entity),
        limit=words.short_day(aged.limit),
        by_end=aged.by_end,
        late=words.number(aged.late),
        kept=words.number(aged.kept),
        ongoing=words.number(aged.ongoing),
        oldest=words.short_day(min(aged.days)),
        overdue=overdue(aged.discrepancy, words),
    )
