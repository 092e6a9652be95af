"""`pdscan doctor`: what is installed, what is missing, how to get it."""

from __future__ import annotations

import platform
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec

import click

from pdscan.cli.style import style_options

OPTIONAL = {
    "hyperscan": ("hyperscan", "detection is some ten times slower without it"),
    "psycopg": ("psycopg[binary]", "PostgreSQL databases"),
    "pymysql": ("pymysql", "MySQL and MariaDB databases"),
    "keyring": ("keyring", "passwords from the desktop's keyring"),
}
"""By import name: the package that brings it, and what it is for."""


@click.command(name="doctor")
@style_options
def command() -> int:
    """Say what is installed, what is missing and how to get it; exits with 3 when a plugin can't be loaded.

    Example: pdscan doctor
    """
    click.echo(f"pdscan {version('pdscan')} on Python {platform.python_version()}, {sys.platform} {platform.machine()}")
    for name, (package, purpose) in OPTIONAL.items():
        _show(find_spec(name) is not None, name, _installed(package), f"pip install '{package}': {purpose}")
    broken = list(_broken())
    for problem in broken:
        _show(False, "plugin", "", problem)
    return 3 if broken else 0


def _installed(package: str) -> str:
    try:
        return version(package.partition("[")[0])
    except PackageNotFoundError:
        return ""


def _show(present: bool, name: str, detail: str, remedy: str) -> None:
    mark = click.style("ok     ", fg="green") if present else click.style("missing", fg="yellow")
    click.echo(f"  {mark}  {name:<12} {detail if present else remedy}")


def _broken() -> Iterator[str]:
    from pdscan import plugins
    from pdscan.errors import PluginError

    for group in plugins.GROUPS:
        found = plugins.names(group)
        if found:
            click.echo(f"  {group}: {', '.join(found)}")
        for name in found:
            try:
                plugins.load(group, name)
            except PluginError as error:
                yield str(error)
