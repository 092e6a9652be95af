"""The list of names beside the detectors, from what Faker and mimesis (both MIT) know: `make names`.

The packages serve this script alone.  Of first names, every locale in Latin script; of surnames, the last word
(`van der Pol` is `pol`).  Names that are ordinary words as well are *doubtful*; the ordinary words come from mimesis.
What the lists say wrongly or leave out stands in `name_choices.yaml`.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import re
import textwrap
from collections.abc import Iterable, Iterator, Set
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).resolve().parents[1]
OUT = ROOT / "detectors" / "pdscan_detectors" / "data" / "names.txt"
CHOICES = Path(__file__).with_name("name_choices.yaml")
LATIN = re.compile(r"[a-z\u00df-\u024f][a-z\u00df-\u024f'’-]+")
PLACE = re.compile(r"[a-z\u00df-\u024f'’ /.()-]+")


def main() -> None:
    """Write the file."""
    chosen = {name: set(text.split()) for name, text in yaml.safe_load(CHOICES.read_text("utf-8")).items()}
    first, surnames, words = _first() | chosen["added_first"], _surnames() | chosen["added_surnames"], _words()
    doubtful = words - chosen["names_for_sure"]
    first -= chosen["no_first"]
    sections = {
        "first": first - doubtful - chosen["doubtful_first"],
        "doubtful first": first & (doubtful | chosen["doubtful_first"]),
        "surnames": surnames - doubtful - chosen["doubtful_surnames"],
        "doubtful surnames": surnames & (doubtful | chosen["doubtful_surnames"]),
        "words": words - first - surnames,
        "places": {name.replace(" ", "_") for name in _places()} | chosen["added_places"],
    }
    OUT.write_text("\n".join(_written(sections)) + "\n", "utf-8")


def _written(sections: dict[str, Set[str]]) -> Iterator[str]:
    sources = f"Faker {version('faker')} and mimesis {version('mimesis')} (both MIT)"
    yield f"# Names, and ordinary words that look like them, from {sources}, written by tools/names.py."
    yield "# In lower case; of surnames the last word; of places, _ is a blank."
    for name, names in sections.items():
        yield f"[{name}]"
        yield from textwrap.wrap(" ".join(sorted(names)), 120, break_long_words=False, break_on_hyphens=False)


def _first() -> set[str]:
    by_sex = _dataset("nl", "person")["names"].values()
    found = {*_faker("person", "first_name"), *(name for names in by_sex for name in names)}
    return set(filter(LATIN.fullmatch, map(str.lower, found)))


def _surnames() -> set[str]:
    found = {*_faker("person", "last_name"), *_dataset("nl", "person")["surnames"]}
    return set(filter(LATIN.fullmatch, (name.lower().split()[-1] for name in found if name.strip())))


def _words() -> set[str]:
    return {word.lower() for language in ("nl", "en") for word in _dataset(language, "text")["words"]}


def _places() -> set[str]:
    found = {*_dataset("nl", "address")["city"], *_dataset("nl", "address")["state"]["name"]}
    found |= {*_faker("address", "cities", "nl_NL"), *_faker("address", "countries")}
    return set(filter(PLACE.fullmatch, map(str.lower, found)))


def _faker(kind: str, member: str, locale: str | None = None) -> Iterator[str]:
    """Every text in the members of Faker's providers whose names begin so."""
    package = importlib.import_module(f"faker.providers.{kind}")
    for module in pkgutil.iter_modules(package.__path__):
        if locale in (None, module.name):
            provider = importlib.import_module(f"{package.__name__}.{module.name}").Provider
            for name in filter(lambda each: each.startswith(member), dir(provider)):
                yield from _texts(getattr(provider, name))


def _texts(values: Any) -> Iterator[str]:
    if isinstance(values, Iterable) and not isinstance(values, str):
        yield from (value for value in values if isinstance(value, str))


def _dataset(language: str, name: str) -> Any:
    return json.loads(files("mimesis").joinpath("datasets", language, f"{name}.json").read_text("utf-8"))


if __name__ == "__main__":
    main()
