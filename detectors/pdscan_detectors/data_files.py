"""The data files beside the detectors: tables (CSV), lists (one a line), documents (YAML); sources in `#` comments."""

from __future__ import annotations

import csv
from functools import cache
from importlib.resources import files
from typing import Any


def lines(name: str) -> tuple[str, ...]:
    """The lines of `data/NAME` without comments and blanks.

    >>> "NL91ABNA0417164300" in lines("iban_examples.txt")
    True
    """
    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return tuple(line for line in text.splitlines() if line.strip() and not line.startswith("#"))


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of the table `data/NAME`; its first line names the columns.

    >>> rows("iban_structures.csv")[0]
    {'country': 'AD', 'bban': '4!n4!n12!c'}
    """
    return tuple(csv.DictReader(lines(name)))


@cache
def words(name: str) -> dict[str, frozenset[str]]:
    """The words of `data/NAME` by section, which `[its name]` opens; an underscore stands for a blank.

    >>> "van" in words("name_words.txt")["particles"], "albert heijn" in words("name_words.txt")["firms"]
    (True, True)
    """
    found: dict[str, frozenset[str]] = {}
    for section in "\n".join(lines(name)).split("[")[1:]:
        title, _, listed = section.partition("]\n")
        each = listed.split()
        found[title] = frozenset(word.replace("_", " ") for word in each) if "_" in listed else frozenset(each)
    return found


def document(name: str) -> Any:
    """What stands in `data/NAME`, a YAML file.

    >>> [each["kind"] for each in document("traffic_tables.yaml")][:2]
    ['radius', 'flow']
    """
    import yaml

    text = files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506 - written in C, and safe too
