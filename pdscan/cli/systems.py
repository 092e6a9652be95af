"""`pdscan systems`: connect to every system, and say what can be read."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from pdscan.cli.groups import Group
from pdscan.cli.options import format_option
from pdscan.cli.places import config_option
from pdscan.cli.style import style_options


@click.group(name="systems", cls=Group)
def command() -> None:
    """Look at the systems of the config."""


@command.command(name="check")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@click.option("--system", "names", multiple=True, metavar="NAME", help="Only this system of the config (repeatable).")
@config_option
@format_option("text", "json", default="text")
@style_options
def check(
    targets: tuple[str, ...],
    names: tuple[str, ...],
    config: Path | None,
    output_format: str,
) -> int:
    """Connect to every system; say who we are there, what can be read, and warn where the account could write.

    Exits with 3 when a system can't be reached.

    Example: pdscan systems check --system crm
    """
    from pdscan.cli.project import Project

    systems = Project.of(config).systems(names, targets)
    checked = {name: _checked(*system) for name, system in systems.items()}
    if output_format == "json":
        click.echo(json.dumps(checked, ensure_ascii=False, indent=2))
    else:
        for name, found in checked.items():
            _show(name, found)
    return 0 if all("error" not in found for found in checked.values()) else 3


def _checked(url: str, options: Any) -> dict[str, Any]:
    from pdscan.engine.connect import connect
    from pdscan.errors import PluginError, TargetError

    try:
        target = connect(url, options)
        try:
            access = target.check()
        finally:
            target.close()
    except (TargetError, PluginError) as error:
        return {"error": str(error)}
    return {
        "identity": access.identity,
        "readable": access.readable,
        "could_write": access.could_write,
        "problems": list(access.problems),
        "remarks": list(access.remarks),
    }


def _show(name: str, found: dict[str, Any]) -> None:
    if "error" in found:
        refused = click.style("can't be read", fg="red")
        click.echo(f"{name}: {refused}: {found['error']}")
        return
    click.echo(f"{name}: {click.style('ok', fg='green')}: {found['identity']} can read {found['readable']} units")
    if found["could_write"]:
        click.echo(f"  {click.style('warning', fg='yellow')}: this account could write; a read-only one is safer")
    for remark in found["remarks"]:
        click.echo(f"  note: {remark}")
    for problem in found["problems"]:
        click.echo(f"  {click.style('not readable', fg='yellow')}: {problem}")
