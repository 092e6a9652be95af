"""One JSON object a line: findings, what was skipped, coverage and discrepancies, each with its `type` first.

Written line by line, so that a reader can begin before the writer ends, and nothing is held twice.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TextIO

from pdscan_reports import records
from pdscan_reports.harmless_json import dumps

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


class NdjsonReport:
    """The stream that `pdscan scan --format ndjson` promises."""

    name = "ndjson"
    suffix = ".ndjson"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write one line for each object of the view."""
        for record in _records(view):
            out.write(dumps(record) + "\n")


def _records(view: ReportView) -> Iterator[records.Record]:
    for finding in view.findings:
        yield records.finding_record(finding, records.service_of(view, finding.location))
    yield from map(records.skipped_record, view.scan.skipped)
    yield from records.coverage_records(view)
    yield from map(records.discrepancy_record, view.discrepancies)


REPORT = NdjsonReport()
