"""One self-contained page that a data protection officer can mail to the board.

No script, no picture, font or style from elsewhere: the page opens offline, prints on A4, and asks the network for
nothing, which its content security policy enforces.  Whatever comes from a scanned system is escaped by the
template and shown with its control characters visible.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TextIO

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


class HtmlReport:
    """The page, in the view's language."""

    name = "html"
    suffix = ".html"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the whole page."""
        from pdscan_reports.html.page import render

        for piece in render(view):
            out.write(piece)


REPORT = HtmlReport()
