"""Lines made from a seed: sentence templates × made-up values × labels, right ones and traps.

A trap is a value that fails its check under its own label, a right value under the label of another number, or one
without a label that can't stand by itself.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

from benchmarks.answers import Line, read
from benchmarks.values import make, spoil

TEMPLATES = Path(__file__).with_name("templates.yaml")
NAME, BIRTH, NUMBER = "person_name", "date_of_birth", "id_document_number"


def lines(seed: int, count: int, path: Path = TEMPLATES) -> Iterator[Line]:
    """`count` positives and about as many traps for every entity of the templates."""
    document = templates(path)
    for entity, about in document["entities"].items():
        chance = random.Random(f"{seed} {entity}")
        for _ in range(count):
            yield _positive(chance, entity, about, document)
        for _ in range(count):
            trap = _trap(chance, entity, about, document)
            if trap is not None:
                yield trap


def templates(path: Path = TEMPLATES) -> Any:
    """What `templates.yaml` says."""
    return yaml.safe_load(path.read_text("utf-8"))


def _positive(chance: random.Random, entity: str, about: Mapping[str, Any], document: Mapping[str, Any]) -> Line:
    bare = about.get("bare") == "found" and chance.random() < 0.3
    frame = chance.choice(document["bare" if bare else "frames"])
    styles = about.get("bare_styles", about.get("styles", [""])) if bare else about.get("styles", [""])
    value = make(chance, entity, chance.choice(styles))
    return _filled(frame, chance.choice(about["labels"]), _marked(entity, value), entity)


def _trap(chance: random.Random, entity: str, about: Mapping[str, Any], document: Mapping[str, Any]) -> Line | None:
    """A trap of one of the kinds that this entity has; None where it has none."""
    label = chance.choice(about["labels"])
    kinds = []
    if about.get("checked", True):
        kinds.append(lambda: (chance.choice(document["frames"]), label, _spoilt(chance, entity, about)))
    if about.get("bare") == "trap":
        kinds.append(lambda: (chance.choice(document["bare"]), label, _plain(chance, entity, about)))
    rivals = about.get("rivals", document["rivals"])
    if about.get("bare") == "trap":
        kinds.append(
            lambda: (chance.choice(document["rival_frames"]), chance.choice(rivals), _plain(chance, entity, about))
        )
    if not kinds:
        return None
    frame, word, value = chance.choice(kinds)()
    return _filled(frame, word, value, entity)


def _plain(chance: random.Random, entity: str, about: Mapping[str, Any]) -> str:
    return make(chance, entity, chance.choice(about.get("bare_styles", about.get("styles", [""]))))


def _spoilt(chance: random.Random, entity: str, about: Mapping[str, Any]) -> str:
    return spoil(chance, entity, chance.choice(about.get("styles", [""])))


def _marked(entity: str, value: str) -> str:
    return f"⟦{entity}:{_facts(value) if entity == 'mrz' else value}⟧"


def _facts(zone: str) -> str:
    """An MRZ with its number, birth date and name marked."""
    first, second, *third = zone.split("\n")
    if third:
        name = third[0].rstrip("<")
        first = f"{first[:5]}⟦{NUMBER}:{first[5:14]}⟧{first[14:]}"
        second = f"⟦{BIRTH}:{second[:6]}⟧{second[6:]}"
        return f"{first}\n{second}\n⟦{NAME}:{name}⟧{third[0][len(name) :]}"
    name = first[5:].rstrip("<")
    first = f"{first[:5]}⟦{NAME}:{name}⟧{first[5 + len(name) :]}"
    return f"{first}\n⟦{NUMBER}:{second[:9]}⟧{second[9:13]}⟦{BIRTH}:{second[13:19]}⟧{second[19:]}"


def _filled(frame: str, label: str, value: str, entity: str) -> Line:
    key = re.sub(r"\W+", "_", label).strip("_").lower()
    return read(frame.format(label=label, key=key, value=value), entity)
