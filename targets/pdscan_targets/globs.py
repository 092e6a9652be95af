"""Which units and items a scan is asked to read: the user's `--include` and `--exclude` globs.

A glob is that of a shell (`*` any text, slashes included, `?` one character, `[abc]` one of these, `**/` any or no
directories) over `unit` or `unit/item`; items of the topmost directory go by their own path.  It also speaks of all
that lies below what it matches:

>>> finance = Selection(include=("finance",), exclude=("*.log",))
>>> finance.item("finance/2019", "1.pdf"), finance.item("finance", "scan.log"), finance.item("sales", "1.pdf")
(True, False, False)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from fnmatch import translate


class Selection:
    """What `include` (everything, when there is none) names and `exclude` doesn't."""

    def __init__(self, include: Iterable[str] = (), exclude: Iterable[str] = ()) -> None:
        self._include = _compiled(include)
        self._exclude = _compiled(exclude)

    def unit(self, name: str) -> bool:
        """Whether a unit without items, such as a table, is to be read."""
        return self._includes(name) and not self.excludes(name)

    def item(self, unit: str, path: str) -> bool:
        """Whether an item is to be read."""
        whole = path if unit == "." else f"{unit}/{path}"
        return self.unit(whole) or (unit == "." and self._includes(unit) and not self.excludes(whole))

    def excludes(self, unit: str) -> bool:
        """Whether nothing in a unit, nor in the units below it, is to be read."""
        return self._exclude is not None and bool(self._exclude.match(unit))

    def _includes(self, path: str) -> bool:
        return self._include is None or bool(self._include.match(path))


def _compiled(globs: Iterable[str]) -> re.Pattern[str] | None:
    variants = dict.fromkeys(each for glob in globs for each in _variants(glob.rstrip("/")))
    return re.compile("|".join(f"(?:{_anywhere(each)})" for each in variants)) if variants else None


def _variants(glob: str) -> tuple[str, str]:
    """`**/` also stands for no directory at all."""
    return glob, glob.replace("**/", "")


def _anywhere(glob: str) -> str:
    """The glob as an expression that also matches what lies below."""
    whole = translate(glob)
    return whole.removesuffix(r"\Z").removesuffix(r"\z") + r"(?:/.*)?\Z"
