"""Every command says what it does and how to use it, and asking for help costs nothing."""

from __future__ import annotations

import importlib
import re
import subprocess
import sys
from collections.abc import Iterator

import click
import pytest

from pdscan.cli import COMMANDS
from pdscan.cli import pdscan as program

HEAVY = ("numpy", "pandas", "sqlalchemy", "spacy", "matplotlib", "lxml", "pydantic", "alembic", "rich", "yaml", "docx")
PROBE = """
import sys
from pdscan.cli import main
try:
    main(sys.argv[1:])
except SystemExit as done:
    assert done.code == 0, done.code
print(*sorted({name.partition(".")[0] for name in sys.modules}), file=sys.stderr)
"""


def loaded(name: str) -> click.Command:
    command = importlib.import_module(f"pdscan.cli.{name.replace('-', '_')}").command
    assert isinstance(command, click.Command)
    return command


def leaves() -> Iterator[tuple[str, click.Command]]:
    """Every command that does something: `scan`, `register import`."""
    for name in COMMANDS:
        command = loaded(name)
        if isinstance(command, click.Group):
            yield from ((f"{name} {each}", command.commands[each]) for each in command.commands)
        else:
            yield name, command


@pytest.mark.parametrize("name", COMMANDS)
def test_a_command_is_called_what_its_module_is(name: str) -> None:
    command = loaded(name)
    assert command.name == name
    assert command.help
    assert not isinstance(command, click.Group) or command.commands


@pytest.mark.parametrize(("name", "command"), list(leaves()), ids=[name for name, _ in leaves()])
def test_help_says_what_a_command_does_and_shows_it(name: str, command: click.Command) -> None:
    help_text = command.help or ""
    assert help_text.splitlines()[0].endswith((".", ";", ","))
    assert re.search(rf"\n\n *Example: (.* \| )?pdscan {name}\b", help_text)


@pytest.mark.parametrize(("name", "command"), list(leaves()), ids=[name for name, _ in leaves()])
def test_every_option_says_what_it_does(name: str, command: click.Command) -> None:
    for each in command.params:
        if isinstance(each, click.Option):
            assert each.help, f"{name} {each.opts[0]}"
            assert each.help.endswith((".", ")")), f"{name} {each.opts[0]}"


@pytest.mark.parametrize(("name", "command"), list(leaves()), ids=[name for name, _ in leaves()])
def test_every_command_can_be_quiet_talkative_and_without_colour(name: str, command: click.Command) -> None:
    given = {flag for each in command.params for flag in each.opts}
    assert {"--quiet", "--verbose", "--debug", "--no-color"} <= given


def test_the_table_of_commands_is_that_of_the_modules() -> None:
    context = click.Context(program)
    assert program.list_commands(context) == list(COMMANDS)
    assert program.get_command(context, "geen") is None
    help_text = program.get_help(context)
    assert all(text[:30] in help_text for text in COMMANDS.values())


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], ["scan", "--help"], ["detect", "--help"]])
def test_help_is_instant(arguments: list[str]) -> None:
    done = subprocess.run([sys.executable, "-c", PROBE, *arguments], capture_output=True, text=True, check=True)
    assert set(done.stderr.split()) & set(HEAVY) == set()
    assert "click" in done.stderr.split()
