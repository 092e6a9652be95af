"""The commands of the README and the manual run, and print what the pages say.

A `console` block is run from top to bottom, all blocks of a page in one shell.  `...` stands for anything.  A command
must end with 0, unless `echo $?` follows it.  Pages run in the folder of a checkout in which `make demo` has been run;
a page that says `<!-- in: demo -->` runs in the demo's own.
"""

from __future__ import annotations

import doctest
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.docs.pages import PAGES, Step, name_of, steps
from tests.docs.shell import Outcome, run

WITH_COMMANDS = [page for page in PAGES if steps(page)]


@pytest.mark.parametrize("page", WITH_COMMANDS, ids=name_of)
def test_commands_do_what_the_page_says(page: Path, checkout: Callable[[str], Path], home: Path) -> None:
    where = re.search(r"<!-- in: (\w+) -->", page.read_text("utf-8"))
    outcomes = run(steps(page), checkout(where.group(1) if where else "."), home)
    following = [*(step.command for step in steps(page)[1:]), ""]
    problems = [
        problem for outcome, then in zip(outcomes, following, strict=True) if (problem := _problem(outcome, then))
    ]
    assert not problems, "\n\n".join([name_of(page), *problems])


def _problem(outcome: Outcome, then: str) -> str | None:
    place = f"line {outcome.step.line}: $ {outcome.step.command}\n"
    if outcome.code is None:
        return f"{place}was never run"
    if outcome.code and then != "echo $?":
        return f"{place}ended with {outcome.code}:\n{outcome.output}"
    if outcome.step.expected and not _agree(outcome.step.expected, outcome.output):
        return f"{place}should have printed\n{outcome.step.expected}\nand printed\n{outcome.output}"
    return None


def _agree(expected: str, printed: str) -> bool:
    wanted, got = ("\n".join(line.rstrip() for line in text.splitlines()).strip("\n") for text in (expected, printed))
    return doctest.OutputChecker().check_output(wanted, got, doctest.ELLIPSIS)


def test_runner_tells_what_differs_and_what_fails(tmp_path: Path) -> None:
    told = [
        Step("echo one; echo two >&2", "one\ntwo", 1),
        Step("echo one", "two", 2),
        Step("false", "", 3),
        Step("(exit 7)", "", 4),
        Step("echo $?", "7", 5),
        Step("echo 'a long line'", "a ... line", 6),
    ]
    (tmp_path / "work").mkdir()
    outcomes = run(told, tmp_path / "work", tmp_path)
    following = ["", "", "", "echo $?", "", ""]
    assert [bool(_problem(outcome, then)) for outcome, then in zip(outcomes, following, strict=True)] == [
        False,
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize("call", ["create_connection(('192.0.2.1', 80))", "getaddrinfo('example.com', 80)"])
def test_no_command_can_reach_another_host(call: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "work").mkdir()
    (outcome,) = run([Step(f'python -c "import socket; socket.{call}"', "", 1)], tmp_path / "work", home)
    assert outcome.output.rstrip().endswith("RuntimeError: a connection was tried")


def test_readme_has_commands() -> None:
    assert [name_of(page) for page in WITH_COMMANDS][:1] == ["README.md"]
