"""What `pdscan tune` tries out: the configuration as it is, beside what it would be with another threshold or list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from pdscan.cli.detectors import chosen, every
from pdscan.cli.lists import lists_of, read_values
from pdscan.detection import Scanner
from pdscan.detection.lists import Entries
from pdscan.engine.tuning import Tuning, Way, tuning
from pdscan.errors import UsageError
from pdscan.protocols import Detector, Limits
from pdscan.settings import Settings
from pdscan.settings.places import missing
from pdscan.strict_yaml import unknown


def tried(
    files: Sequence[Path],
    found: Settings,
    entities: str | None,
    threshold: float | None,
    allow: Iterable[str],
    deny: Iterable[str],
    *,
    ocr: bool,
) -> Tuning:
    """What changes in files with another threshold and further lists (`ENTITY=FILE`).

    :raises UsageError: when a list's entity or file is not there.
    """
    detectors = every(found)
    looking = chosen(detectors, entities or ",".join(found.entities or ()))
    names = [each.entity for each in looking.detectors]
    allowed = [_entries(each, detectors, "--allow") for each in allow]
    denied = [_entries(each, detectors, "--deny", required=True) for each in deny]
    now = Scanner(looking.detectors, lists=lists_of(found, detectors, names))
    then = Scanner(looking.detectors, lists=lists_of(found, detectors, names, allowed, denied))
    return tuning(
        files,
        Way(now, found.min_confidence),
        Way(then, found.min_confidence if threshold is None else threshold),
        looking.structures,
        Limits(ocr=ocr),
    )


def _entries(given: str, detectors: Iterable[Detector], option: str, *, required: bool = False) -> Entries:
    entity, equals, name = given.rpartition("=")
    known = sorted(each.entity for each in detectors)
    if required and not equals:
        raise UsageError(f"{option} {given}: say what the values are to be reported as: {option} ENTITY=FILE")
    if equals and entity not in known:
        raise UsageError(f"{option}: {unknown('entity', entity, known)}")
    path = Path(name)
    if not path.is_file():
        raise UsageError(f"{option}: {missing(path)}")
    return Entries(entity or None, values=read_values(path))
