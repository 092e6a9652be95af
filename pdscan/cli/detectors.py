"""Which detectors and structures a command works with: built-in ones, those of other packages, and the user's own."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path

from pdscan import plugins, settings
from pdscan.detection.custom import detector
from pdscan.detection.lists import Lists
from pdscan.detection.readers import Late, with_reader
from pdscan.errors import UsageError
from pdscan.protocols import Detector, Structure
from pdscan.settings import Settings
from pdscan.vocabulary import category_of


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked for."""

    detectors: tuple[Detector, ...]
    structures: tuple[Structure, ...]
    lists: Lists = field(default_factory=Lists)

    def category(self, entity: str, attributes: Mapping[str, object]) -> str:
        """The category of a find: that which its detector names, else that of the vocabulary."""
        named = next((each.category for each in self.detectors if each.entity == entity), "")
        return named or category_of(entity, attributes)


def selected(entities: str | None, config: Path | None) -> Selection:
    """What finds the entities named (all when none is), the detectors and lists of the config among them.

    :param entities: names separated by commas.
    :raises UsageError: for an unknown entity, with the nearest right word.
    """
    return configured(Settings() if config is None else settings.load(settings.find(config)), entities)


def configured(found: Settings, entities: str | None) -> Selection:
    """What finds the entities named (all when none is) with these settings."""
    detectors = every(found)
    selection = chosen(detectors, entities)
    if not (found.allow or found.deny):
        return selection
    from pdscan.cli.lists import lists_of

    return replace(selection, lists=lists_of(found, detectors, (each.entity for each in selection.detectors)))


def every(found: Settings) -> list[Detector]:
    """All detectors there are, those of the config among them."""
    return with_models([*plugins.load_all("detectors").values(), *own(found)], found)


def with_models(detectors: Sequence[Detector], found: Settings) -> list[Detector]:
    """The detectors, and the models that the config lets read free text beside them.

    :raises UsageError: when a model isn't installed.
    """
    for model in found.models:
        reader = Late(model.spacy, model.recognizer, tuple(model.entities.items()), model.language)
        reader.check()
        detectors = with_reader(detectors, reader, model.entities.values())
    return list(detectors)


def own(found: Settings) -> list[Detector]:
    """The detectors that the config describes.

    :raises UsageError: when two detectors would find one entity.
    """
    detectors = []
    for each in found.detectors:
        if each.entity in plugins.names("detectors"):
            raise UsageError(f"detector “{each.entity}”: there is one already; call yours something else")
        made = detector(each.entity, each.pattern, each.labels, each.checksum)
        detectors.append(replace(made, category=each.category or ""))
    return detectors


def chosen(detectors: Sequence[Detector], entities: str | None) -> Selection:
    """Those of the detectors, and of all structures, that find the entities named."""
    structures = list(plugins.load_all("structures").values())
    if not entities:
        return Selection(tuple(detectors), tuple(structures))
    wanted = {name.strip() for name in entities.split(",") if name.strip()}
    found = {entity for each in structures for entity in (each.entity, *each.also)}
    found |= {each.entity for each in detectors}
    for name in sorted(wanted - found):
        near = get_close_matches(name, found, 1)
        hint = f"; did you mean “{near[0]}”?" if near else f"; there are: {', '.join(sorted(found))}"
        raise UsageError(f"--entities: no detector finds “{name}”{hint}")
    return Selection(
        tuple(each for each in detectors if each.entity in wanted),
        tuple(each for each in structures if wanted & {each.entity, *each.also}),
    )
