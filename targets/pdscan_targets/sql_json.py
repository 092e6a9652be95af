"""JSON documents in a column: each of their keys that comes back is a column of its own.

A column `profile` with `{"bsn": "…", "phones": ["…", "…"]}` in its cells becomes `profile.bsn` and `profile.phones`, so
that each is read with its name, and judged as a column.  Keys that may be data themselves (an address, a number,
anything that stands in one document only) name no column: they stay in the document's own cell, with their values.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

MOST_KEYS = 100
"""More keys than that are no structure."""

_NAME = re.compile(r"[A-Za-z_][A-Za-z_ -]{0,39}[0-9]{0,2}")


def looks_like_json(values: Sequence[object]) -> bool:
    """Whether the first value of a column is a JSON object or array."""
    first = next((value for value in values if value is not None and value != ""), None)
    if isinstance(first, dict | list):
        return True
    return isinstance(first, str) and first.lstrip()[:1] in ("{", "[") and _parsed(first) is not None


def flattened(name: str, values: Sequence[object]) -> dict[str, list[object]]:
    r"""A column of documents as several: its own, with what has no name, and one for each key that comes back.

    Cells that are no documents stay as they are.

    >>> flattened("p", ['{"bsn": "1", "a": {"b": [2, 3]}}', '{"bsn": "4", "x@y": 5, "a": {"b": 6}}', None])
    {'p': [None, '{"x@y": 5}', None], 'p.bsn': ['1', '4', None], 'p.a.b': ['2\n3', 6, None]}
    """
    documents = [_parsed(value) for value in values]
    named = _recurring(documents)
    columns: dict[str, list[object]] = {name: [None] * len(values)}
    for row, (document, value) in enumerate(zip(documents, values, strict=True)):
        if document is None:
            columns[name][row] = value
            continue
        rest: list[str] = []
        for path, leaf in _leaves(document, ()):
            if path in named:
                _add(columns.setdefault(".".join((name, *path)), [None] * len(values)), row, leaf)
            else:
                rest.append(_with_key(path, leaf))
        columns[name][row] = "\n".join(rest) or None
    return columns


def _parsed(value: object) -> Any:
    """The object or array that a value is, None when it is anything else."""
    if isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
        try:
            return json.loads(value)
        except (ValueError, RecursionError):
            return None
    return value if isinstance(value, dict | list) else None


def _recurring(documents: Sequence[Any]) -> set[tuple[str, ...]]:
    """The paths that are made of names, and stand in more than one document."""
    seen: Counter[tuple[str, ...]] = Counter()
    for document in documents:
        if document is not None:
            seen.update({path for path, _ in _leaves(document, ()) if path and all(map(_NAME.fullmatch, path))})
    recurring = [path for path, count in seen.most_common() if count > 1]
    return set(recurring[:MOST_KEYS])


def _leaves(document: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], object]]:
    """Every value in a document, with the keys that lead to it; the values of a list have those of the list."""
    waiting = [(path, document)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, dict):
            waiting += [((*path, key), below) for key, below in reversed(value.items())]
        elif isinstance(value, list):
            waiting += [(path, below) for below in reversed(value)]
        elif value is not None and value != "":
            yield path, value


def _add(column: list[object], row: int, value: object) -> None:
    column[row] = value if column[row] is None else f"{column[row]}\n{value}"


def _with_key(path: tuple[str, ...], value: object) -> str:
    return json.dumps({".".join(path): value} if path else value, ensure_ascii=False)
