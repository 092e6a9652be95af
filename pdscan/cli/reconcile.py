"""`pdscan reconcile`: compare stored findings with the register on a day, without scanning again."""

from __future__ import annotations

from typing import Any

import click

from pdscan.cli.options import fail_on_option, reaches
from pdscan.cli.stored import Stored, stored_options


@click.command(name="reconcile")
@stored_options
@fail_on_option
def command(fail_on: str, **options: Any) -> int:
    """Compare the findings of the last scan with the register, for today or any other day.

    Example: pdscan reconcile --register register.yaml --as-of 2027-01-01
    """
    from pdscan.cli.project import Project
    from pdscan.cli.reporting import Output, Reporting, report, severities
    from pdscan.errors import UsageError

    stored = Stored(**options)
    project = Project.of(stored.config, stored.store, stored.register)
    declared = project.load_register()
    if declared is None:
        raise UsageError("there is no register to compare with: give --register FILE, or name one in the config")
    reporting = Reporting(project, declared, stored.day, stored.min_confidence)
    with project.open_store() as opened:
        result = opened.scan(stored.scan_id)
        discrepancies = reporting.reconciled(opened, result)
    report(reporting.view(result, discrepancies, stored.language), Output(stored.output_format, stored.output))
    return int(reaches(severities(result, discrepancies), fail_on))
