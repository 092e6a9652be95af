r"""`.pdscanignore`: what the owner of a folder says need not be read, in the syntax of gitignore(5).

As with git, a file in any directory speaks of what lies in and below it, the last rule that matches decides, a deeper
file has the last word, and nothing inside a directory that is left out can be brought back.  (The library for this
syntax takes `logs/**` to mean `logs` itself, which breaks `!logs/keep.log`; the tests hold this module to git.)

>>> rules = Rules((), ["*.log", "!keep.log", "/build/"])
>>> [path for path in ("a.log", "x/keep.log", "x/build") if rules.ignores(tuple(path.split("/")), directory=True)]
['a.log']
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

NAME = ".pdscanignore"

LARGEST = 1 << 20
"""Bytes of such a file that are read at most."""

_TOKEN = re.compile(
    r"""(?P<all>^\*\*$) | (?P<above>^\*\*/) | (?P<between>/\*\*/) | (?P<below>/\*\*$) | (?P<star>\*+) | (?P<any>\?)
      | (?P<set>\[[!^]?\]?(?:\[:[a-z]+:\]|\\.|[^\]\\])*\]) | \\(?P<escaped>.) | (?P<plain>.)""",
    re.VERBOSE | re.DOTALL,
)
_FIXED = {"all": ".+", "above": "(?:.*/)?", "between": "/(?:.*/)?", "below": "/.+", "star": "[^/]*", "any": "[^/]"}
_CLASSES = {
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "alnum": "a-zA-Z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "space": r"\s",
    "blank": r" \t",
    "xdigit": "0-9a-fA-F",
    "punct": r"!-/:-@\[-`{-~",
}


@dataclass(frozen=True, slots=True)
class _Rule:
    expression: re.Pattern[str]
    ignore: bool
    directories_only: bool


class Rules:
    """The rules of one `.pdscanignore`, and those of the directories above it.

    :param base: the parts of the path, below the scan's root, of the directory that the file stands in.
    :param lines: of the file.
    """

    def __init__(self, base: tuple[str, ...], lines: Iterable[str], above: Rules | None = None) -> None:
        self._base = base
        self._above = above
        self._rules = [rule for line in lines if (rule := _rule(line))][::-1]

    def ignores(self, parts: tuple[str, ...], *, directory: bool) -> bool:
        """Whether the rules leave out the entry with that path below the scan's root.

        The directories that it lies in must have been asked about before.
        """
        rules: Rules | None = self
        while rules is not None:
            path = "/".join(parts[len(rules._base) :])
            for rule in rules._rules:
                if (directory or not rule.directories_only) and rule.expression.fullmatch(path):
                    return rule.ignore
            rules = rules._above
        return False


def _rule(line: str) -> _Rule | None:
    """One line; None for a comment, an empty line, and what git takes for no pattern."""
    line = line.rstrip("\r\n")
    if line.startswith("#"):
        return None
    pattern = _without_trailing_spaces(line)
    ignore = not pattern.startswith("!")
    pattern = pattern.removeprefix("!")
    directories_only = pattern.endswith("/")
    pattern = pattern.removesuffix("/")
    if not pattern.strip("/"):
        return None
    expression = _expression(pattern.removeprefix("/"))
    if expression is None:
        return None
    if "/" not in pattern:
        expression = "(?:.*/)?" + expression
    try:
        return _Rule(re.compile(expression, re.DOTALL), ignore, directories_only)
    except re.error:  # a range the wrong way round, `[z-a]`, matches nothing
        return None


def _without_trailing_spaces(line: str) -> str:
    r"""A space at the end counts only behind a backslash.

    >>> _without_trailing_spaces("a  "), _without_trailing_spaces("a\\  ")
    ('a', 'a\\ ')
    """
    while line.endswith(" ") and not re.search(r"(?<!\\)(?:\\\\)*\\ $", line):
        line = line[:-1]
    return line


def _expression(pattern: str) -> str | None:
    """The glob as a regular expression, None when it can't match anything."""
    pieces = []
    for token in _TOKEN.finditer(pattern):
        kind, text = token.lastgroup or "", token.group()
        if kind in _FIXED:
            pieces.append(_FIXED[kind])
        elif kind == "set":
            pieces.append(_set(text))
        elif text in ("[", "\\"):
            return None
        else:
            pieces.append(re.escape(token.group(kind)))
    return "".join(pieces)


def _set(text: str) -> str:
    """`[…]`, which never matches a slash."""
    inside = text[1:-1]
    negated = inside[:1] in ("!", "^")
    inside = inside[negated:]
    inside = re.sub(r"\[:([a-z]+):\]", lambda found: _CLASSES.get(found.group(1), ""), inside)
    inside = re.sub(r"^\]|(?<!\\)\[|&&|\|\||~~", lambda found: "".join(map("\\".__add__, found.group())), inside)
    return f"(?!/)[{'^' if negated else ''}{inside}]"
