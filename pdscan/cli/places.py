"""The options that say where things are: config, store and register, and for which day they are judged."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])


def config_option(command: Command) -> Command:
    """`--config FILE`."""
    return click.option(
        "--config",
        type=click.Path(path_type=Path),
        help="The configuration (default: pdscan.yaml here, then in your config folder).",
    )(command)


def store_option(command: Command) -> Command:
    """`--store URL`."""
    return click.option("--store", metavar="URL", help="Where findings are kept (default: sqlite:///pdscan.db).")(
        command
    )


def register_option(command: Command) -> Command:
    """`--register FILE`."""
    return click.option("--register", type=click.Path(path_type=Path), help="The declared register (YAML).")(command)


def as_of_option(command: Command) -> Command:
    """`--as-of DATE`, given to the command as `as_of`: a date, None for today."""

    def parsed(_context: click.Context, _parameter: click.Parameter, value: str | None) -> date | None:
        try:
            return None if value is None else date.fromisoformat(value)
        except ValueError as error:
            raise click.BadParameter(f"“{value}” is no day; write it as 2026-11-24") from error

    said = "Judge for this day (default: today)."
    return click.option("--as-of", metavar="YYYY-MM-DD", callback=parsed, help=said)(command)
