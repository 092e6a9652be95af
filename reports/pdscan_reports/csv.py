"""One table for a spreadsheet: discrepancies, findings, what was skipped and coverage, told apart by the column `type`.

RFC 4180: commas, CRLF, quotes doubled.  UTF-8 without a byte order mark, since most readers would take one
for part of the first header; in Excel, import the file as UTF-8 (Data → From Text/CSV).

A spreadsheet takes a cell that begins with `=`, `+`, `-`, `@`, a tab or a line break for a formula, and
names come from scanned systems.  Such cells get an apostrophe in front; an apostrophe that a name begins with
of its own accord is not doubled, so take the `ndjson` report where names must come back exactly.

>>> neutral("=1+1"), neutral("klanten.csv"), neutral(42)
("'=1+1", 'klanten.csv', 42)
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from pdscan_reports import records
from pdscan_reports.harmless_json import dumps
from pdscan_reports.sentences import advice, sentence
from pdscan_reports.visible import visible
from pdscan_reports.wording import Words

if TYPE_CHECKING:
    from pdscan.protocols import ReportView

_WHAT = ("type", "id", "kind", "severity", "state", "decision")
_WHERE = ("system", "unit", "item", "field", "entity", "category", "service", "entry")
_NUMBERS = (
    "count",
    "possible",
    "distinct",
    "test",
    "confidence",
    "examples",
    "together",
    "reasons",
    "attributes",
    "rows",
)
_AGES = ("oldest", "newest", "limit", "overdue", "undated", "implausible")
_WORDS = ("text", "advice", "reason", "detail")
_COVERAGE = ("units", "read", "sampled", "skipped", "items", "bytes", "complete")
COLUMNS = (*_WHAT, *_WHERE, *_NUMBERS, *_AGES, *_WORDS, *_COVERAGE)
"""The header; later versions add columns at its end only."""

_FORMULA = tuple("=+-@\t\r\n＝＋－＠")
_CELL_LIMIT = 32_000
"""A spreadsheet's cell takes 32,767 characters."""


class CsvReport:
    """Everything countable, one object a row."""

    name = "csv"
    suffix = ".csv"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the header and one row for each object of the view."""
        writer = csv.DictWriter(out, COLUMNS, restval="", extrasaction="ignore", lineterminator="\r\n")
        writer.writeheader()
        for record in _records(view):
            writer.writerow({key: neutral(_cell(value)) for key, value in record.items()})


def neutral(value: str | int | float) -> str | int | float:
    """The value as a cell that no spreadsheet takes for a formula."""
    if not isinstance(value, str):
        return value
    shown = visible(value, _CELL_LIMIT)
    return f"'{shown}" if value.startswith(_FORMULA) else shown


def _records(view: ReportView) -> Iterator[records.Record]:
    words = Words.of(view.language)
    for discrepancy in view.discrepancies:
        said = {"text": sentence(discrepancy, words), "advice": advice(discrepancy, words)}
        yield {**records.discrepancy_record(discrepancy), **said}
    for finding in view.findings:
        yield records.finding_record(finding, records.service_of(view, finding.location))
    yield from map(records.skipped_record, view.scan.skipped)
    yield from records.coverage_records(view)


def _cell(value: Any) -> str | int | float:
    """One value of a record: a list is joined, a mapping becomes JSON."""
    if value is None or value == {}:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "; ".join(value)
    if isinstance(value, int | float):
        return value
    return value if isinstance(value, str) else dumps(value)


REPORT = CsvReport()
