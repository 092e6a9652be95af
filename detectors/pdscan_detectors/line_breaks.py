r"""Numbers in groups that a mail program or a narrow column has broken over two lines.

>>> wrapped("[0-9]{4}", "[0-9]{2}", "[0-9]{3}", by="[ -]")
('[0-9]{4}[ -]?\r?\n ?[0-9]{2}[ -][0-9]{3}', '[0-9]{4}[ -][0-9]{2}[ -]?\r?\n ?[0-9]{3}')
>>> unwrapped("1234 56\n789"), unwrapped("35-209900-\r\n176148-1")
('1234 56 789', '35-209900-176148-1')
"""

from __future__ import annotations

import re

_BREAK = re.compile(r"([ .-]?)\r?\n ?")


def wrapped(*groups: str, by: str) -> tuple[str, ...]:
    """Expressions of groups, with a line break in the place of one of their separators, or after it."""
    broken = f"{by}?\r?\n ?"
    return tuple(
        "".join(group + (broken if at == place else by) for at, group in enumerate(groups[:-1])) + groups[-1]
        for place in range(len(groups) - 1)
    )


def unwrapped(text: str) -> str:
    """The number on one line: the break is a separator, where none stands before it."""
    return _BREAK.sub(lambda found: found[1] or _usual(text), text) if "\n" in text else text


def _usual(text: str) -> str:
    """What separates the other groups of a number."""
    return next((each for each in text if each in " .-/"), " ")
