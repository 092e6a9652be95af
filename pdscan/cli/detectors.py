"""Which detectors and structures a command works with: built-in ones, those of other packages, and the user's own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from pdscan import plugins, settings
from pdscan.detection.custom import detector
from pdscan.errors import UsageError
from pdscan.protocols import Detector, Structure
from pdscan.settings import Settings


@dataclass(frozen=True, slots=True)
class Selection:
    """What is looked for."""

    detectors: tuple[Detector, ...]
    structures: tuple[Structure, ...]


def selected(entities: str | None, config: Path | None) -> Selection:
    """What finds the entities named (all when none is), the detectors of the config among them.

    :param entities: names separated by commas.
    :raises UsageError: for an unknown entity, with the nearest right word.
    """
    return chosen(every(config), entities)


def every(config: Path | None) -> list[Detector]:
    """All detectors there are."""
    built_in = list(plugins.load_all("detectors").values())
    if config is None:
        return built_in
    return built_in + own(settings.load(settings.find(config)))


def own(found: Settings) -> list[Detector]:
    """The detectors that the config describes.

    :raises UsageError: when two detectors would find one entity.
    """
    detectors = []
    for each in found.detectors:
        if each.entity in plugins.names("detectors"):
            raise UsageError(f"detector “{each.entity}”: there is one already; call yours something else")
        detectors.append(detector(each.entity, each.pattern, each.labels, each.checksum))
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
