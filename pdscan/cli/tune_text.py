"""What `pdscan tune` prints: a table of what is found now and then, and the places where that differs, masked."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from pdscan.cli.results import visible
from pdscan.engine.look import Sighting
from pdscan.engine.tuning import Tuning
from pdscan.privacy import mask

_WORDS = {
    "nl": {
        "head": ("entiteit", "nu", "dan"),
        "gone": "verdwijnt:",
        "new": "komt erbij:",
        "more": "en nog {}",
        "same": "er verandert niets",
        "nothing": "niets gevonden",
    },
    "en": {
        "head": ("entity", "now", "then"),
        "gone": "would disappear:",
        "new": "would appear:",
        "more": "and {} more",
        "same": "nothing would change",
        "nothing": "nothing found",
    },
}


def as_text(result: Tuning, examples: int, language: str) -> str:
    """For people; at most so many examples of each entity, either way."""
    words: Any = _WORDS[language]
    lines = ["{:<20} {:>8} {:>8}".format(*words["head"])] if result.entities else [words["nothing"]]
    lines += [f"{each:<20} {result.now[each]:>8} {result.then[each]:>8}" for each in result.entities]
    for kind, sightings in (("gone", result.gone), ("new", result.new)):
        if sightings:
            lines += ["", words[kind], *_examples(sightings, examples, words["more"])]
    if result.entities and not result.gone and not result.new:
        lines += ["", words["same"]]
    return "\n".join(lines) + "\n"


def as_json(result: Tuning, examples: int) -> str:
    """For programs."""
    return json.dumps(
        [
            {
                "entity": entity,
                "now": result.now[entity],
                "then": result.then[entity],
                "gone": _counted(result.gone, entity, examples),
                "new": _counted(result.new, entity, examples),
            }
            for entity in result.entities
        ],
        ensure_ascii=False,
        indent=2,
    )


def _examples(sightings: Sequence[Sighting], examples: int, more: str) -> Iterator[str]:
    for entity in dict.fromkeys(each.match.entity for each in sightings):
        of_it = [each for each in sightings if each.match.entity == entity]
        for each in of_it[:examples]:
            yield f"  {_place(each)}  {entity:<18}  {each.match.confidence:.2f}  {_masked(each)}".rstrip()
        if len(of_it) > examples:
            yield f"  {entity}: {more.format(len(of_it) - examples)}"


def _counted(sightings: Iterable[Sighting], entity: str, examples: int) -> dict[str, Any]:
    of_it = [each for each in sightings if each.match.entity == entity]
    return {"count": len(of_it), "examples": list(map(_record, islice(of_it, examples)))}


def _record(sighting: Sighting) -> dict[str, Any]:
    match = sighting.match
    return {
        "path": sighting.path,
        "line": match.line,
        "start": match.column,
        "end": match.column_end,
        "confidence": round(match.confidence, 2),
        "mask": _masked(sighting),
    }


def _place(sighting: Sighting) -> str:
    match = sighting.match
    spot = "" if match.line is None else f":{match.line}:{(match.column or 0) + 1}"
    return visible(sighting.path) + spot


def _masked(sighting: Sighting) -> str:
    return mask(sighting.match.text) if sighting.match.text else ""
