"""`pdscan bindings`: which location serves which service?"""

from __future__ import annotations

from pathlib import Path

import click

from pdscan.cli.groups import Group
from pdscan.cli.options import language_option, output_option, write_output
from pdscan.cli.places import config_option, register_option, store_option
from pdscan.cli.style import quiet, style_options


@click.group(name="bindings", cls=Group)
def command() -> None:
    """Propose which location serves which service of the register."""


@command.command(name="suggest")
@click.option("--scan", "scan_id", metavar="ID", help="This scan (default: the last).")
@config_option
@store_option
@register_option
@output_option
@language_option
@style_options
def suggest(
    scan_id: str | None,
    config: Path | None,
    store: str | None,
    register: Path | None,
    output: Path | None,
    language: str,
) -> int:
    """Print bindings for the places of the last scan that have none, as YAML to paste into the config.

    Example: pdscan bindings suggest --register register.yaml
    """
    from pdscan.cli.project import Project
    from pdscan.errors import UsageError
    from pdscan.reconcile import suggest as suggestions
    from pdscan.reconcile import suggestions_to_yaml

    project = Project.of(config, store, register)
    declared = project.load_register()
    if declared is None:
        raise UsageError("there is no register to bind to: give --register FILE, or name one in the config")
    with project.open_store() as opened:
        found = suggestions(opened.scan(scan_id).findings, declared, project.bindings)
    write_output(output, suggestions_to_yaml(found, language))
    if not found and not quiet():
        click.echo("every place of the last scan is bound already", err=True)
    return 0
