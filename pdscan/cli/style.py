"""How a command talks: quietly, in colour, with a log; the flags that all commands have alike."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from typing import Any, TextIO, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

_KEY = "pdscan.style."


def style_options(command: Command) -> Command:
    """`--quiet`, `--verbose`, `--debug` and `--no-color`; what they say is asked for below."""
    for flags, text in (
        (("--debug",), "Show a traceback when something goes wrong."),
        (("--no-color",), "No colours (NO_COLOR does the same)."),
        (("--verbose", "-v"), "Tell more on standard error."),
        (("--quiet", "-q"), "Results only."),
    ):
        command = click.option(*flags, is_flag=True, expose_value=False, callback=_remember, help=text)(command)
    return command


def _remember(context: click.Context, parameter: click.Parameter, value: bool) -> None:
    context.meta[f"{_KEY}{parameter.name}"] = value
    if parameter.name == "verbose" and value:
        logging.basicConfig(format="%(message)s", stream=sys.stderr)
        logging.getLogger("pdscan").setLevel(logging.INFO)


def quiet() -> bool:
    """Whether only results are wanted."""
    return _said("quiet")


def colored(out: TextIO) -> bool:
    """Whether what goes to `out` may be coloured: only on a terminal, and unless somebody minds."""
    return out.isatty() and not _said("no_color") and "NO_COLOR" not in os.environ


def _said(name: str) -> bool:
    context = click.get_current_context(silent=True)
    return bool(context and context.meta.get(f"{_KEY}{name}"))
