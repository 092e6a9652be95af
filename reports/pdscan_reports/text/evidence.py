"""The evidence in the terminal: what was found, what was read and what was not, remarks on the statement."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from typing import TYPE_CHECKING

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pdscan.model import Finding, Severity
from pdscan_reports.places import field_of, path_of, place
from pdscan_reports.samples import sentences
from pdscan_reports.summary import skipped_by_reason
from pdscan_reports.text.discrepancies import STYLES
from pdscan_reports.text.heading import indented, title_line
from pdscan_reports.visible import shorten, visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from rich.console import RenderableType

    from pdscan.protocols import ReportView

FINDINGS, SKIPPED, REMARKS, SAMPLES = 15, 5, 12, 10
"""The most findings of one system, places skipped for one reason, remarks, and samples."""


def finding_lines(view: ReportView, words: Words, width: int) -> Iterator[RenderableType]:
    """The findings by system, those with most matches first."""
    yield from title_line(words("findings.title"))
    if not view.findings:
        yield indented(Text(words("findings.none")), 2)
    ordered = sorted(view.findings, key=_by_size)
    for system, members in groupby(ordered, key=lambda finding: finding.location.system):
        findings = list(members)
        tally = words.count("findings_n", len(findings))
        total = words.count("matches_n", sum(finding.count for finding in findings))
        yield Text.assemble(("\n  ", ""), (visible(system, 60), "bold underline"), (f"  {tally}, {total}", "dim"))
        yield Padding(_findings(findings[:FINDINGS], words, width), (0, 0, 0, 4))
        if len(findings) > FINDINGS:
            yield indented(Text(words.count("text.more", len(findings) - FINDINGS), style="dim"), 4)


def coverage_lines(view: ReportView, words: Words, width: int) -> Iterator[RenderableType]:
    """What was read of each system, and what was not, by reason."""
    yield from title_line(words("coverage.title"))
    if not view.coverage:
        yield indented(Text(words("coverage.nothing")), 2)
    grid = Table.grid(padding=(0, 2))
    for each in view.coverage:
        parts = [words("text.read", read=words.number(each.read), units=words.number(each.units))]
        parts += [words.count("text.sampled", each.sampled)] if each.sampled else []
        parts += [words.count("text.skipped", each.skipped)] if each.skipped else []
        verdict = "coverage.incomplete" if not each.complete else "coverage.sampled" if each.sampled else ""
        said = Text(words(verdict or "coverage.complete"), style="yellow" if verdict else "green")
        grid.add_row(
            Text(visible(each.system, 40), style="bold"), ", ".join(parts), Text(words.size(each.bytes), "dim"), said
        )
    yield Padding(grid, (0, 0, 0, 2))
    for sample in view.scan.samples[:SAMPLES]:
        first, *others = sentences(sample, view.findings, words)
        yield indented(Text(f"{sample.location.system}: {first}"), 2)
        yield from (indented(Text(each, style="dim"), 4) for each in others)
    if len(view.scan.samples) > SAMPLES:
        yield indented(Text(words.count("text.more", len(view.scan.samples) - SAMPLES), style="dim"), 2)
    if view.scan.skipped:
        yield from _skipped(view, words, width)


def lint_lines(view: ReportView, words: Words) -> Iterator[RenderableType]:
    """What a regulator would ask about the statement, the worst first."""
    if not view.lint:
        return
    yield from title_line(words("text.lint"))
    order = [severity.value for severity in STYLES]
    remarks = sorted(view.lint, key=lambda each: (order.index(each.severity), each.rule, each.line or 0))
    grid = Table.grid(padding=(0, 2))
    for each in remarks[:REMARKS]:
        title = words.either("lint", each.rule)
        line = words("statement.line", line=each.line) if each.line is not None else ""
        place = line or visible(each.entry or "", 60)
        said = Text.assemble(title, (f"{f' ({place})' if place else ''}: {visible(each.message, 200)}", "dim"))
        grid.add_row(Text(words(f"severity.{each.severity}").lower(), style=STYLES[Severity(each.severity)]), said)
    yield Padding(grid, (0, 0, 0, 2))
    if len(remarks) > REMARKS:
        yield indented(Text(words.count("text.more", len(remarks) - REMARKS), style="dim"), 2)


def _by_size(finding: Finding) -> tuple[object, ...]:
    return (finding.location.system, -finding.count, -finding.possible, str(finding.location), finding.entity)


def _findings(findings: list[Finding], words: Words, width: int) -> Table:
    grid = Table.grid(padding=(0, 2))
    grid.add_column(overflow="fold", max_width=width // 2)
    grid.add_column(overflow="fold")
    grid.add_column(justify="right", no_wrap=True)
    grid.add_column(no_wrap=True)
    for finding in findings:
        where = Text(path_of(finding.location, 100))
        if finding.location.field:
            where.append(f" [{shorten(field_of(finding.location), 40)}]", style="cyan")
        notes = [visible(mask, 40) for mask in finding.examples[:1]]
        notes += [words.count("text.uncertain", finding.possible)] if finding.possible else []
        notes += [words.count("findings.test", finding.test)] if finding.test else []
        grid.add_row(
            where, words.entity(finding.entity), words.number(finding.count), Text("  ".join(notes), style="dim")
        )
    return grid


def _skipped(view: ReportView, words: Words, width: int) -> Iterator[RenderableType]:
    yield Text(f"\n  {words('coverage.unread')}", style="yellow")
    for reason, members in skipped_by_reason(view.scan.skipped):
        said = words.either("reason", reason)
        yield indented(Text.assemble(said, (f" ({words.number(len(members))})", "dim")), 4)
        for each in members[:SKIPPED]:
            detail = f"  {visible(each.detail, 120)}" if each.detail else ""
            yield indented(Text.assemble(place(each.location, words, max(40, width - 40)), (detail, "dim")), 6)
        if len(members) > SKIPPED:
            yield indented(Text(words.count("text.more", len(members) - SKIPPED), style="dim"), 6)
