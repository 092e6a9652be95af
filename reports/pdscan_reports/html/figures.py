"""The few large numbers at the head of the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pdscan_reports.groups import SEVERITIES
from pdscan_reports.summary import Summary
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


@dataclass(frozen=True, slots=True)
class Figure:
    """One number with its label and a line that puts it in proportion; `tone` is a class of the style sheet."""

    number: str
    label: str
    fine: str
    tone: str


def figures(view: ReportView, numbers: Summary, words: Words) -> tuple[Figure, ...]:
    """Discrepancies by severity, where there is a statement; else findings; and always how much was not read."""
    read, units = words.number(numbers.read_units), words.count("units_n", numbers.units)
    unread = Figure(
        number=words.number(numbers.skipped),
        label=words("figure.unread"),
        fine=words("figure.read", read=read, units=units),
        tone="read" if numbers.skipped else "nought",
    )
    if view.register is None:
        fine = words.count("figure.in_systems", numbers.found_in)
        return Figure(words.number(numbers.findings), words("figure.findings"), fine, "plain"), unread
    severities = (
        Figure(
            number=words.number(numbers.severities[severity]),
            label=words(f"severity.heading.{severity.value}"),
            fine=words.count("figure.new", numbers.new[severity]),
            tone=severity.value if numbers.severities[severity] else "nought",
        )
        for severity in SEVERITIES
    )
    return *severities, unread
