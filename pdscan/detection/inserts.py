"""Rows of SQL on one line: what labels a value is its column, not the column named last.

In `INSERT INTO klant (bsn, ordernr) VALUES ('111222333', '123456782')` the first number stands under `bsn`, although
`ordernr` is nearer.

>>> head = "INSERT INTO klant (naam, bsn, opmerking) VALUES ('Smit, J.', '"
>>> column(head)
('bsn', '')
>>> column(head + "111222333', 'oud: ")
('opmerking', 'oud: ')
>>> column("the VALUES (") is None
True
"""

from __future__ import annotations

import re

_INTO = re.compile(r"\binsert\s[^()]{0,40}?\binto\s+[^\s()]+\s*\(([^()]+)\)\s*values?\s*(?=\()", re.IGNORECASE)
_TOKEN = re.compile(r"'(?:[^']|'')*(?:'|$)|\"[^\"]*(?:\"|$)|[(),]")
_ROWS = re.compile(rb"\)\s*values?\s*\(", re.IGNORECASE)


def has_rows(data: bytes) -> bool:
    """Whether rows may stand in a text at all: quick, so that other texts need not be looked at again.

    >>> has_rows(b"insert into t (a) values (1)"), has_rows(b"f(x) values")
    (True, False)
    """
    return _ROWS.search(data) is not None


def column(head: str) -> tuple[str, str] | None:
    """The column under which a value stands that follows `head`, and the beginning of that value; None outside rows.

    Inside a text (`'oud: 111222333'`) the beginning holds the words that may label the value themselves.
    """
    *_, into = (None, *_INTO.finditer(head))
    if into is None:
        return None
    names = [name.strip(" \t\"'`[]") for name in into.group(1).split(",")]
    depth, index, begin = 0, 0, into.end()
    for token in _TOKEN.finditer(head, into.end()):
        if token.group() == "(":
            depth, index, begin = depth + 1, index if depth else 0, begin if depth else token.end()
        elif token.group() == ")":
            depth -= 1
        elif token.group() == "," and depth == 1:
            index, begin = index + 1, token.end()
    if depth < 1 or index >= len(names):
        return None
    return names[index], head[begin:].lstrip(" \t'\"")
