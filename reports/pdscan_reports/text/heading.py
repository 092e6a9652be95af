"""The head of the text report: whose statement, which scan, and the result in a few sentences."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.text import Text

from pdscan_reports.overview import lead, points, unread_note
from pdscan_reports.summary import summary
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdscan.protocols import ReportView


def heading_lines(view: ReportView, words: Words) -> Iterator[RenderableType]:
    """Title, dates, the result, and what was not read."""
    numbers = summary(view)
    yield Text(_title(view, words), style="bold")
    yield Text(_dates(view, words), style="dim")
    yield Text()
    calm = numbers.read_units and not numbers.discrepancies
    yield Text(lead(view, numbers, words), style="bold green" if calm and view.register else "bold")
    for point in points(view, numbers, words):
        yield bullet(point)
    yield bullet(unread_note(view, numbers, words), "" if numbers.complete and not numbers.sampled else "yellow")


def title_line(title: str, style: str = "bold") -> Iterator[RenderableType]:
    """The title of a section, after an empty line."""
    yield Text()
    yield Text(title, style=style)


def bullet(text: str, style: str = "") -> RenderableType:
    """One point of a list, its further lines indented."""
    from rich.table import Table

    grid = Table.grid(padding=(0, 1))
    grid.add_row(Text("  ·", style="dim"), Text(text, style=style))
    return grid


def indented(text: Text, by: int) -> RenderableType:
    """Text with every line indented."""
    return Padding(text, (0, 0, 0, by))


def _title(view: ReportView, words: Words) -> str:
    heading = words("title.compared" if view.register else "title.plain")
    statement = view.register.statement if view.register else None
    subject = visible((statement.organisation or statement.source) if statement else "", 120)
    return words("title.of", subject=subject, heading=heading) if subject else heading


def _dates(view: ReportView, words: Words) -> str:
    scanned = words.moment(view.scan.finished or view.scan.started)
    if view.register is None:
        return words("text.scanned", scanned=scanned)
    dated = view.register.statement.dated
    said = words("meta.dated", date=words.day(dated)) if dated else words("meta.undated")
    return words("text.compared", dated=said, scanned=scanned, day=words.day(view.as_of))
