"""What is wrong with a config, in words, each with its line and the nearest right word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError

from pdscan import strict_yaml
from pdscan.settings.model import SOURCES, Reference, Settings
from pdscan.strict_yaml import Document, Place, Problem, unknown

_PATTERNS = {
    "keyring": "a service and a user: service/user",
    "name": "a name without slash and colon",
    "entity": "a name of lower case letters, digits and underscores, such as connection_id",
    "labels": "words by language: {nl: [serviceid], en: [service id]}",
    "cron": "five fields: minute, hour, day of the month, month, day of the week, such as “0 2 * * *”",
    "window": "two times of the day, such as “22:00-06:00”, in quotes",
    "to": "a URL such as mailto:dpo@example.org",
}

_MODELS: dict[type[BaseModel], str] = {
    Reference: f"say where it is to be had: {SOURCES}; a secret itself never stands in a config"
}


def in_words(error: ValidationError, document: Document) -> Iterator[Problem]:
    """What pydantic found, each problem once."""
    return strict_yaml.in_words(error, document, Settings, _PATTERNS, _MODELS)


def references(document: Document) -> Iterator[Problem]:
    """Names that stand twice, or name nothing."""
    names = {value for _, value in _all(document.data, "systems", None, "name") if isinstance(value, str)}
    for pattern in (("schedule", None, "systems", None), ("end_of_service", None, "system")):
        for place, value in _all(document.data, *pattern):
            if isinstance(value, str) and value not in names:
                yield document.line(place), unknown("system", value, sorted(names))
    for pattern in (("systems", None, "name"), ("detectors", None, "entity"), ("schedule", None, "name")):
        first: dict[Any, int] = {}
        for place, value in _all(document.data, *pattern):
            line = document.line(place)
            if isinstance(value, str) and first.setdefault(value, line) != line:
                yield line, f"“{value}” stands here twice, first on line {first[value]}"


def _all(data: Any, *pattern: str | None, at: Place = ()) -> Iterator[tuple[Place, Any]]:
    """Every value whose place fits a pattern, in which None stands for any position of a list."""
    if not pattern:
        yield at, data
    elif pattern[0] is None and isinstance(data, tuple):
        for number, each in enumerate(data):
            yield from _all(each, *pattern[1:], at=(*at, number))
    elif pattern[0] is not None and isinstance(data, Mapping) and pattern[0] in data:
        yield from _all(data[pattern[0]], *pattern[1:], at=(*at, pattern[0]))
