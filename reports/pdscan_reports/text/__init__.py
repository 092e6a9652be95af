"""What a person sees in the terminal after a scan: the result first, then what to do, then the evidence.

Colour and width are the caller's (`view.color`, `view.width`); without colour there are no escapes at all.  Names that
come from scanned systems are shown with their control characters visible, and never as markup.
"""

from __future__ import annotations

import io
import re
from itertools import chain
from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from rich.console import Console

    from pdscan.protocols import ReportView

NARROWEST = 60
"""Below this width in characters lines are left to the terminal to wrap."""


class TextReport:
    """The report for the terminal, in the view's language."""

    name = "text"
    suffix = ".txt"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the whole report, in lines of at most the view's width."""
        written = io.StringIO()
        _print(view, _console(view, written))
        out.writelines(f"{_trimmed(line)}\n" for line in written.getvalue().split("\n")[:-1])


def _trimmed(line: str) -> str:
    """The line without the spaces with which tables fill it; the end of a colour behind them stays."""
    return re.sub(r" +((?:\x1b\[[0-9;]*m)*)$", r"\1", line)


def _console(view: ReportView, out: TextIO) -> Console:
    from rich.console import Console

    return Console(
        file=out,
        width=max(NARROWEST, view.width),
        color_system="standard" if view.color else None,
        force_terminal=view.color,
        no_color=not view.color,
        markup=False,
        highlight=False,
        emoji=False,
        legacy_windows=False,
    )


def _print(view: ReportView, console: Console) -> None:
    from pdscan_reports.text.discrepancies import discrepancy_lines
    from pdscan_reports.text.evidence import coverage_lines, finding_lines, lint_lines
    from pdscan_reports.text.heading import heading_lines
    from pdscan_reports.wording import Words

    words, width = Words.of(view.language), console.width
    lines = chain(
        heading_lines(view, words),
        discrepancy_lines(view, words, width),
        finding_lines(view, words, width),
        coverage_lines(view, words, width),
        lint_lines(view, words),
    )
    for line in lines:
        console.print(line)


REPORT = TextReport()
