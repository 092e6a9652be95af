"""A YAML text as plain values that know their lines.

Keys are taken as they are written: YAML 1.1 would read the key `on` as “true”.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import yaml

Place = tuple[str | int, ...]
"""The way from the top to a value: keys and positions."""

_LARGEST = 100_000


@dataclass(frozen=True, slots=True)
class Document:
    """Plain values (mappings, tuples, scalars), the 1-based line of each, and what is wrong with the text itself."""

    data: Any
    lines: dict[Place, int] = field(default_factory=dict)
    problems: list[tuple[int, str]] = field(default_factory=list)

    def line(self, place: Place) -> int:
        """The line of a value, or of the nearest thing around it."""
        while place not in self.lines and place:
            place = place[:-1]
        return self.lines.get(place, 1)


def parse(content: bytes) -> Document:
    r"""Read a YAML text.

    >>> parse(b"systems:\n- name: crm\n  name: crm2\n").problems
    [(3, '“name” stands here twice, first on line 2')]
    """
    document = Document(None)
    try:
        loader = yaml.SafeLoader(content)
        node = loader.get_single_node()
        data = _Reader(loader, document).value(node, ()) if node is not None else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return Document(None, problems=[((mark.line if mark else 0) + 1, f"this is no YAML: {error.problem}")])
    except yaml.YAMLError:
        return Document(None, problems=[(1, "this is no text in UTF-8 or UTF-16")])
    return Document(data, document.lines, document.problems)


class _Reader:
    """Turns nodes into values, and notes where each stands."""

    def __init__(self, loader: yaml.SafeLoader, document: Document) -> None:
        self._loader = loader
        self._document = document
        self._open: set[int] = set()

    def value(self, node: yaml.Node, place: Place) -> Any:
        self._document.lines.setdefault(place, node.start_mark.line + 1)
        if id(node) in self._open or len(self._document.lines) > _LARGEST:
            raise yaml.MarkedYAMLError(problem="an alias makes this endless", problem_mark=node.start_mark)
        self._open.add(id(node))
        try:
            if isinstance(node, yaml.MappingNode):
                return self._mapping(node, place)
            if isinstance(node, yaml.SequenceNode):
                return tuple(self.value(each, (*place, n)) for n, each in enumerate(node.value))
            return self._scalar(node)
        finally:
            self._open.discard(id(node))

    def _mapping(self, node: yaml.MappingNode, place: Place) -> dict[str, Any]:
        self._note_doubles(node)
        self._loader.flatten_mapping(node)
        found: dict[str, Any] = {}
        for key, value in node.value:
            if not isinstance(key, yaml.ScalarNode):
                self._problem(key, "a key must be one word")
                continue
            self._document.lines[(*place, key.value)] = key.start_mark.line + 1
            found[key.value] = self.value(value, (*place, key.value))
        return found

    def _note_doubles(self, node: yaml.MappingNode) -> None:
        first: dict[str, int] = {}
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                continue
            if key.value in first:
                self._problem(key, f"“{key.value}” stands here twice, first on line {first[key.value]}")
            first.setdefault(key.value, key.start_mark.line + 1)

    def _scalar(self, node: yaml.Node) -> Any:
        try:
            return self._loader.construct_object(node)
        except yaml.constructor.ConstructorError:
            self._problem(node, f"the tag {node.tag} means nothing here")
        except ValueError:
            self._problem(node, "there is no such day or number; put it in quotes if it is text")
        return None

    def _problem(self, node: yaml.Node, message: str) -> None:
        self._document.problems.append((node.start_mark.line + 1, message))
