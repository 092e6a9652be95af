"""`pdscan report`: write a report of the last (or a named) scan in any format."""

from __future__ import annotations

from typing import Any

import click

from pdscan.cli.stored import Stored, stored_options


@click.command(name="report")
@stored_options
def command(**options: Any) -> int:
    """Write a report of a stored scan; the format is that of the output file's suffix, or --format.

    Example: pdscan report --output report.html --lang nl
    """
    from pdscan.cli.project import Project
    from pdscan.cli.reporting import Output, Reporting, report

    stored = Stored(**options)
    project = Project.of(stored.config, stored.store, stored.register)
    reporting = Reporting(project, project.load_register(), stored.day, stored.min_confidence)
    with project.open_store() as opened:
        result = opened.scan(stored.scan_id)
        discrepancies = reporting.compared(opened, result)
    report(reporting.view(result, discrepancies, stored.language), Output(stored.output_format, stored.output))
    return 0
