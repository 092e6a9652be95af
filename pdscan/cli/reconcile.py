"""`pdscan reconcile`: compare stored findings with the register on a day, without scanning again."""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import click

from pdscan.cli.options import fail_on_option, format_option, language_option, output_option, reaches
from pdscan.cli.places import as_of_option, config_option, register_option, store_option
from pdscan.cli.style import style_options


@click.command(name="reconcile")
@click.option("--scan", "scan_id", metavar="ID", help="This scan (default: the last).")
@config_option
@store_option
@register_option
@as_of_option
@click.option("--min-confidence", type=click.FloatRange(0, 1), help="Show findings from this confidence on (0.5).")
@format_option("text", "json", "ndjson", "csv", "html", "sarif")
@output_option
@fail_on_option
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
    fail_on: str,
    language: str,
) -> int:
    """Compare the findings of the last scan with the register, for today or any other day.

    Example: pdscan reconcile --register register.yaml --as-of 2027-01-01
    """
    from pdscan.cli.project import Project
    from pdscan.cli.reporting import Output, Reporting, report, severities
    from pdscan.errors import UsageError

    project = Project.of(config, store, register)
    declared = project.load_register()
    if declared is None:
        raise UsageError("there is no register to compare with: give --register FILE, or name one in the config")
    reporting = Reporting(project, declared, as_of or datetime.now().astimezone().date(), min_confidence)
    with project.open_store() as opened:
        result = opened.scan(scan_id)
        discrepancies = reporting.reconciled(opened, result)
    report(reporting.view(result, discrepancies, language), Output(output_format, output))
    return int(reaches(severities(result, discrepancies), fail_on))
