"""The discrepancies in the terminal, by severity and system: in each group what, then where, then what to do."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

from rich.table import Table
from rich.text import Text

from pdscan.model import Discrepancy, Severity, State
from pdscan_reports import terms
from pdscan_reports.groups import SEVERITIES, Group, by_severity, findings_by_place, gone, grouped, standing
from pdscan_reports.places import field_of, path_of
from pdscan_reports.sentences import capital, group_advice, group_sentence, kinds_of, overdue, remarks
from pdscan_reports.text.heading import indented, title_line
from pdscan_reports.visible import shorten, visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdscan.protocols import ReportView
    from pdscan.register import Entry

GROUPS, PLACES, QUOTES = 25, 6, 2
"""The most groups of one severity, places of one group, and rows quoted beside one."""

STYLES = {Severity.HIGH: "bold red", Severity.MEDIUM: "bold yellow", Severity.LOW: "bold cyan"}


def discrepancy_lines(view: ReportView, words: Words, width: int) -> Iterator[RenderableType]:
    """All discrepancies that stand, and how many are gone."""
    now = standing(view)
    numbers = by_severity(now)
    groups = grouped(now, view.register, by_system=True)
    places = _Places(view, words, width)
    for severity in SEVERITIES:
        if numbers[severity]:
            heading = words(f"severity.heading.{severity.value}")
            title = words("text.severity", severity=heading, n=words.number(numbers[severity]))
            yield from title_line(title, STYLES[severity])
            yield from _severity([group for group in groups if group.severity is severity], places, words)
    past = gone(view)
    if past:
        yield from title_line(words("text.gone", n=words.number(len(past))))


class _Places:
    """How a place is shown: its path, what was found there, and how old it is."""

    def __init__(self, view: ReportView, words: Words, width: int) -> None:
        self._findings = findings_by_place(view)
        self._words = words
        self._width = width

    def table(self, discrepancies: Iterable[Discrepancy]) -> Table:
        """The places of a group, one a row, in aligned columns."""
        grid = Table.grid(padding=(0, 2))
        grid.add_column(max_width=self._width // 2, overflow="fold")
        grid.add_column(justify="right", no_wrap=True)
        grid.add_column()
        for each in discrepancies:
            grid.add_row(self._where(each), self._count(each), self._when(each))
        return grid

    def _where(self, each: Discrepancy) -> Text:
        where = each.location
        if where is None:
            return Text(self._words("place.statement"))
        said = Text(path_of(where, 100))
        if where.field:
            said.append(f" [{shorten(field_of(where), 40)}]", style="cyan")
        return said

    def _count(self, each: Discrepancy) -> Text:
        words = self._words
        finding = self._findings.get((each.location, each.entity)) if each.location and each.entity else None
        said = Text(words.number(each.count))
        if finding and finding.count > each.count:
            said.append(f" / {words.number(finding.count)}", style="dim")
        return said

    def _when(self, each: Discrepancy) -> Text:
        words = self._words
        parts = [kinds_of(each, words)]
        parts += [words("text.oldest", oldest=words.short_day(each.oldest))] if each.oldest else []
        parts += [words("text.overdue", span=span)] if (span := overdue(each, words)) else []
        parts += remarks(each, words)
        said = Text(", ".join(parts), style="dim")
        said.append(
            f"  {words(f'state.{each.state.value}')}", style="not dim bold green" if each.state is State.NEW else "dim"
        )
        if each.decision:
            said.append(f", {words.either('decision', each.decision)}", style="not dim")
        return said


def _severity(groups: Sequence[Group], places: _Places, words: Words) -> Iterator[RenderableType]:
    system: str | None = ""
    for group in groups[:GROUPS]:
        if group.system != system:
            system = group.system
            name = visible(system, 60) if system is not None else capital(words("place.statement"))
            yield Text.assemble("\n  ", (name, "bold underline"))
        yield from _group(group, places, words)
    left_out = sum(len(group.discrepancies) for group in groups[GROUPS:])
    if left_out:
        yield indented(Text(words.count("text.more_groups", left_out), style="dim"), 2)


def _group(group: Group, places: _Places, words: Words) -> Iterator[RenderableType]:
    title = Text("\n")
    title.append("● ", style=STYLES[group.severity])
    title.append(words(f"kind.{group.kind.value}.title"), style="bold")
    for what in (capital(words.category(group.category)) if group.category else "", group.service or ""):
        title.append(f" · {visible(what, 80)}" if what else "")
    yield indented(title, 4)
    alone, located = len(group.discrepancies) == 1, group.discrepancies[0].location is not None
    if not alone or not located:
        yield indented(Text(group_sentence(group, words)), 6)
    if located:
        yield _boxed(places.table(group.discrepancies[:PLACES]))
        more = len(group.discrepancies) - PLACES
        if more > 0:
            yield indented(Text(words.count("text.more_places", more), style="dim"), 6)
    if alone and located:
        yield indented(Text(group_sentence(group, words)), 6)
    yield _boxed(_said(group, words))


def _said(group: Group, words: Words) -> Table:
    """The statement's own words and the advice, under their labels."""
    grid = Table.grid(padding=(0, 2))
    limit = next((each.limit for each in group.discrepancies if each.limit), None)
    label = words("text.statement")
    shown = group.entries[: QUOTES if group.discrepancies[0].location else PLACES]
    for entry in shown:
        text = _quote(entry, words)
        text += "; " + words("text.allowed", limit=words.day(limit)) if limit else ""
        grid.add_row(Text(label, style="dim"), Text(text))
        label = ""
    if not shown:
        grid.add_row(Text(label, style="dim"), Text(words(f"kind.{group.kind.value}.silence")))
    if len(group.entries) > len(shown):
        grid.add_row("", Text(words.count("text.more", len(group.entries) - len(shown)), style="dim"))
    for advice in group_advice(group, words):
        grid.add_row(Text(words("text.todo"), style="dim"), Text(advice))
    return grid


def _quote(entry: Entry, words: Words) -> str:
    line = words("text.line", line=entry.source.line) if entry.source.line is not None else ""
    said = words("said.quoted", text=visible(entry.data, 600))
    ground = terms.ground(entry, words).partition(". ")[0]
    agreed = (terms.retention(entry, words), terms.responsible(entry, words), ground)
    kept = "; ".join(visible(term, 80) for term in agreed if term)
    return f"{said} ({visible(entry.service, 60)}{line}): {kept}"


def _boxed(table: Table) -> RenderableType:
    from rich.padding import Padding

    return Padding(table, (0, 0, 0, 6))
