"""The command line: one module per command, imported when it is called."""

from __future__ import annotations

import errno
import importlib
import os
import sys
import traceback
from collections.abc import Sequence
from typing import Any, NoReturn

import click

from pdscan.cli.groups import Group
from pdscan.errors import PdscanError, place_of

COMMANDS = {
    "detect": "look into files or standard input, no store, no config",
    "tune": "what a threshold or list would change, before it is set",
    "scan": "scan targets or the systems of the config, and store findings",
    "reconcile": "compare stored findings with the register on a day",
    "report": "write a report of a scan in any format",
    "register": "import, lint, show and compare registers",
    "bindings": "propose which location serves which service",
    "systems": "connect to every system and say what can be read",
    "key": "rotate or destroy the fingerprint key",
    "self-check": "is there a raw value in our own store, logs and reports",
    "demo": "build a small Webcircuit with known answers and run everything on it",
    "doctor": "what is installed, what is missing, how to get it",
    "new": "the files that a new detector needs",
}

_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)


class LazyGroup(Group):
    """Commands whose module `pdscan.cli.NAME` is imported only when one is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Every command, in the order of the manual."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        module = importlib.import_module(f"pdscan.cli.{cmd_name.replace('-', '_')}")
        command: click.Command = module.command
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; who closes our output early has seen enough, which is no error (click says 1)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _forget_output()
            return 0

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The table of commands, without importing one."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.command(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="pdscan")
def pdscan() -> None:
    """Is the personal data that you say you keep the data that you keep?"""


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and leave with its exit code."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    try:
        code = pdscan.main(args=arguments, prog_name="pdscan", standalone_mode=False)
    except (click.exceptions.Abort, KeyboardInterrupt):
        _leave(130, "interrupted")
    except click.ClickException as error:
        error.show()
        sys.exit(2)
    except PdscanError as error:
        _leave(error.exit_code, f"{_way_to(error, arguments)}pdscan: {error}")
    except Exception as error:  # noqa: BLE001 - whatever it is, it leaves in words and with an exit code
        _leave_broken(error, arguments)
    sys.exit(code if isinstance(code, int) else 0)


def _leave(code: int, message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(code)


def _leave_broken(error: Exception, arguments: Sequence[str]) -> NoReturn:
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        _forget_output()
        _leave(4, f"pdscan: the output can't be written: {error.strerror}; make room, or write elsewhere with --output")
    advice = "nothing was lost; --debug shows more, please report it"
    _leave(4, f"{_way_to(error, arguments)}pdscan: internal error ({place_of(error)}); {advice}")


def _way_to(error: BaseException, arguments: Sequence[str]) -> str:
    """With --debug: the traceback, without the words of errors that are not ours, which may hold what was scanned."""
    if "--debug" not in arguments:
        return ""
    cause = error.__cause__ or error.__context__
    before = f"{_way_to(cause, arguments)}which led to:\n" if cause else ""
    words = str(error) if isinstance(error, PdscanError) else "(its message is not shown: it may hold personal data)"
    return f"{before}{''.join(traceback.format_tb(error.__traceback__))}{type(error).__name__}: {words}\n"


def _forget_output() -> None:
    """What is left unwritten must not be tried again when the process ends."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
