"""`pdscan report`: write a report of the last (or a named) scan in any format."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from pdscan.cli.options import format_option, language_option, output_option
from pdscan.cli.places import as_of_option, config_option, register_option, store_option
from pdscan.cli.style import style_options


@click.command(name="report")
@click.option("--scan", "scan_id", metavar="ID", help="This scan (default: the last).")
@config_option
@store_option
@register_option
@as_of_option
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Show findings from this confidence on (0.5).")
@format_option("text", "json", "ndjson", "csv", "html", "sarif")
@output_option
@language_option
@style_options
def command(
    scan_id: str | None,
    config: Path | None,
    store: str | None,
    register: Path | None,
    as_of: date | None,
    min_confidence: float | None,
    output_format: str | None,
    output: Path | None,
    language: str,
) -> int:
    """Write a report of a stored scan; the format is that of the output file's suffix, or --format.

    Example: pdscan report --output report.html --lang nl
    """
    from pdscan.cli.project import Project
    from pdscan.cli.reporting import Output, Reporting, report

    project = Project.of(config, store, register)
    today = datetime.now().astimezone().date()
    reporting = Reporting(project, project.load_register(), as_of or today, min_confidence)
    with project.open_store() as opened:
        result = opened.scan(scan_id)
        discrepancies = reporting.compared(opened, result)
    report(reporting.view(result, discrepancies, language), Output(output_format, output))
    return 0
