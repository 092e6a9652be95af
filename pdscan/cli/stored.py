"""A stored scan as a command is asked for it: which one, judged how, written where."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TypeVar

import click

from pdscan.cli.options import format_option, language_option, output_option
from pdscan.cli.places import as_of_option, config_option, register_option, store_option
from pdscan.cli.style import style_options

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """What was said on the command line; None is “as the config says”, the last scan, today, standard output."""

    scan_id: str | None
    config: Path | None
    store: str | None
    register: Path | None
    as_of: date | None
    min_confidence: float | None
    output_format: str | None
    output: Path | None
    language: str

    @property
    def day(self) -> date:
        """The day for which retention is judged."""
        return self.as_of or datetime.now().astimezone().date()


def stored_options(command: Command) -> Command:
    """The options that make a `Stored`, in the order of the help text."""
    for option in reversed(
        (
            click.option("--scan", "scan_id", metavar="ID", help="This scan (default: the last)."),
            config_option,
            store_option,
            register_option,
            as_of_option,
            click.option("--min-confidence", type=click.FloatRange(0, 1), help="Show findings from this on (0.5)."),
            format_option("text", "json", "ndjson", "csv", "html", "sarif"),
            output_option,
            language_option,
            style_options,
        )
    ):
        command = option(command)
    return command
