"""Commands that hold others: what they say of themselves, and of a command that isn't there."""

from __future__ import annotations

import pytest

from tests.unit.cli.conftest import Run


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["regster"], "No such command 'regster'. Did you mean 'register'?"),
        (["register", "imprt"], "No such command 'imprt'. Did you mean 'import'?"),
        (["zzz"], "No such command 'zzz'.\n"),
    ],
)
def test_an_unknown_command_names_the_nearest(call: Run, arguments: list[str], message: str) -> None:
    done = call(*arguments)
    assert done.returncode == 2
    assert message in done.stderr


def test_a_group_tells_in_a_whole_sentence_what_each_command_does(call: Run) -> None:
    told = " ".join(call("register", "--help").stdout.split())
    assert "diff Compare two registers: rows added, removed, and changed in which way." in told
