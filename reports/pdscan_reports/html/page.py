"""The page put together: the template, its style sheet, and the sections that it shows."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pdscan_reports.html.discrepancies import discrepancy_section
from pdscan_reports.html.evidence import coverage_section, finding_section
from pdscan_reports.html.figures import figures
from pdscan_reports.html.pictures import picture_section
from pdscan_reports.html.statement import statement_section
from pdscan_reports.overview import lead, points, unread_note
from pdscan_reports.summary import summary
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from jinja2 import Template

    from pdscan.protocols import ReportView

GLOSSARY = (
    *("discrepancy", "severity", "personal_data", "category", "register", "service", "retention", "end_of_service"),
    *("controller", "ground", "unit", "mask", "confidence"),
)
"""The words that the page explains, in this order."""


def render(view: ReportView) -> Iterator[str]:
    """The page, piece by piece."""
    return _template().generate(context(view))


def context(view: ReportView) -> dict[str, Any]:
    """All that the template shows, in the view's language."""
    words = Words.of(view.language)
    style, numbers = _asset("style.css"), summary(view)
    return {
        "t": words,
        "words": words,
        "style": style,
        "style_hash": base64.b64encode(hashlib.sha256(style.encode()).digest()).decode(),
        "version": version("pdscan"),
        "head": _head(view, words),
        "view": view,
        "summary": numbers,
        "covered": numbers.complete and not numbers.sampled,
        "lead": lead(view, numbers, words),
        "points": points(view, numbers, words),
        "unread_note": unread_note(view, numbers, words),
        "figures": figures(view, numbers, words),
        "discrepancies": discrepancy_section(view, words),
        "pictures": picture_section(view, words),
        "findings": finding_section(view, words),
        "coverage": coverage_section(view, words),
        "statement": statement_section(view, words),
        "glossary": GLOSSARY,
    }


def _head(view: ReportView, words: Words) -> dict[str, str]:
    """The title of the page, and what it is about."""
    statement = view.register.statement if view.register else None
    organisation = visible(statement.organisation, 120) if statement and statement.organisation else ""
    source = visible(statement.source, 160) if statement else ""
    subject = organisation or source
    heading = words("title.compared" if statement else "title.plain")
    return {
        "title": words("title.of", subject=subject, heading=heading) if subject else heading,
        "heading": heading,
        "subject": subject,
        "source": source,
        "dated": words.day(statement.dated) if statement and statement.dated else "",
        "scanned": words.moment(view.scan.finished or view.scan.started),
        "made": words.moment(view.made),
        "day": words.day(view.as_of),
    }


@cache
def _template() -> Template:
    from jinja2 import Environment, PackageLoader, StrictUndefined

    environment = Environment(
        loader=PackageLoader("pdscan_reports", "html"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("report.html.j2")


def _asset(name: str) -> str:
    return files("pdscan_reports").joinpath("html", name).read_text(encoding="utf-8")
