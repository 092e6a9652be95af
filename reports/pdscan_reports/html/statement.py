"""The page's section on the statement itself: what a regulator would ask, and what was found under each row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan_reports.groups import SEVERITIES, standing
from pdscan_reports.html.discrepancies import Quote, quote
from pdscan_reports.records import service_of
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView
    from pdscan.register import LintResult, Register, Unclear


@dataclass(frozen=True, slots=True)
class Remark:
    """One remark on the register, and where in the statement it applies."""

    severity: str
    title: str
    message: str
    where: str


@dataclass(frozen=True, slots=True)
class DeclaredRow:
    """One row of the statement, with how many places were found under it and its discrepancies by severity."""

    words: Quote
    found: int
    discrepancies: int
    worst: str


@dataclass(frozen=True, slots=True)
class StatementView:
    """The remarks, the worst first, and the rows in the statement's order."""

    remarks: tuple[Remark, ...]
    rows: tuple[DeclaredRow, ...]
    unclear: tuple[tuple[int | None, str, str], ...]


def statement_section(view: ReportView, words: Words) -> StatementView | None:
    """The section, or None without a register."""
    if view.register is None:
        return None
    order = [severity.value for severity in SEVERITIES]
    lint = sorted(view.lint, key=lambda each: (order.index(each.severity), each.rule, each.line or 0))
    return StatementView(
        remarks=tuple(_remark(each, view.register, words) for each in lint),
        rows=_rows(view, view.register, words),
        unclear=tuple(_unclear(each, words) for each in view.register.unclear),
    )


def _remark(result: LintResult, register: Register, words: Words) -> Remark:
    services = {entry.id: entry.service for entry in register.entries}
    where = [visible(services[result.entry], 80)] if result.entry in services else []
    where += [words("statement.line", line=result.line)] if result.line is not None else []
    return Remark(
        severity=result.severity,
        title=words.either("lint", result.rule),
        message=visible(result.message, 600),
        where=" · ".join(where),
    )


def _unclear(unclear: Unclear, words: Words) -> tuple[int | None, str, str]:
    from pdscan.register.rules import why_in_words

    return unclear.line, visible(unclear.text, 300), visible(why_in_words(unclear.why, words.language), 300)


def _rows(view: ReportView, register: Register, words: Words) -> tuple[DeclaredRow, ...]:
    found: Counter[tuple[str | None, str]] = Counter(
        (service_of(view, finding.location), finding.category) for finding in view.findings if finding.count
    )
    concerned: dict[str, list[int]] = {}
    for each in standing(view):
        for name in dict.fromkeys(filter(None, (each.entry, *each.entries))):
            concerned.setdefault(name, []).append(SEVERITIES.index(each.severity))
    return tuple(
        DeclaredRow(
            words=quote(entry, words),
            found=sum(found[entry.service, category] for category in entry.categories),
            discrepancies=len(concerned.get(entry.id, ())),
            worst=SEVERITIES[min(concerned[entry.id])].value if entry.id in concerned else "",
        )
        for entry in register.entries
    )
