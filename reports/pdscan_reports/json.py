"""One JSON document with everything: for programs that want the whole at once.

The objects in its lists are those of the `ndjson` report; `register` is what `pdscan register show` prints,
or null without a register.  Each object stands on a line of its own, so that two reports can be compared line by line.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, TextIO

from pdscan_reports import records
from pdscan_reports.harmless_json import dumps

if TYPE_CHECKING:
    from pdscan.protocols import ReportView


class JsonReport:
    """The whole view as one object."""

    name = "json"
    suffix = ".json"

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the document, list by list."""
        out.write('{"scan": ' + dumps(records.scan_record(view)))
        findings = (records.finding_record(each, records.service_of(view, each.location)) for each in view.findings)
        _write_list(out, "findings", findings)
        _write_list(out, "skipped", map(records.skipped_record, view.scan.skipped))
        _write_list(out, "coverage", records.coverage_records(view))
        _write_list(out, "discrepancies", map(records.discrepancy_record, view.discrepancies))
        register = records.register_record(view.register) if view.register else None
        out.write(',\n "register": ' + dumps(register))
        _write_list(out, "lint", map(records.lint_record, view.lint))
        out.write("}\n")


def _write_list(out: TextIO, key: str, members: Iterable[records.Record]) -> None:
    out.write(f',\n "{key}": [')
    separator = "\n  "
    for member in members:
        out.write(separator + dumps(member))
        separator = ",\n  "
    out.write("]")


REPORT = JsonReport()
