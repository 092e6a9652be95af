r"""Regular expressions that could take for ever: a repetition whose body can itself be read in several ways.

Of `(a+)+b` an engine that goes back tries every way to cut a row of a's, which are more than there is time for.

>>> explodes(r"(a+)+b"), explodes(r"(\d{1,3}[.]?)*"), explodes(r"(a|aa)+")
(True, True, True)
>>> explodes(r"SVC-\d{7}"), explodes(r"(?:[0-9a-f]{1,4}:){2,7}"), explodes(r"(?:ab|cd)+")
(False, False, False)
"""

from __future__ import annotations

from re import _constants as code  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any

MANY = 8
"""What repeats more often than this takes too long when it can be cut in several ways."""

_REPEATS = (code.MAX_REPEAT, code.MIN_REPEAT)


def explodes(pattern: str) -> bool:
    """Whether a repetition without a narrow bound holds something that varies in length."""
    return _explodes(parser.parse(pattern), inside=False)


def _explodes(parts: Any, inside: bool) -> bool:
    return any(_part_explodes(kind, value, inside) for kind, value in parts)


def _part_explodes(kind: Any, value: Any, inside: bool) -> bool:
    if kind in _REPEATS:
        least, most, body = value
        return (inside and most > 1 and least != most) or _explodes(body, inside or most > MANY)
    if kind is code.SUBPATTERN:
        return _explodes(value[3], inside)
    if kind is code.BRANCH:
        widths = {each.getwidth() for each in value[1]}
        return (inside and len(widths) > 1) or any(_explodes(each, inside) for each in value[1])
    return False
