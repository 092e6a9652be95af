"""What a threshold or a list would change: the same files, looked into as things are and as they would be."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from pdscan.detection import Scanner
from pdscan.engine.look import Sighting, look
from pdscan.model import Skipped
from pdscan.protocols import Limits, Structure


@dataclass(frozen=True, slots=True)
class Way:
    """A way of looking: with which detectors and lists, and from which confidence on."""

    scanner: Scanner
    threshold: float


@dataclass(slots=True)
class Tuning:
    """By entity, how much is found `now` and `then`; and what would be `gone`, or `new`, in the order of the files."""

    now: Counter[str] = field(default_factory=Counter)
    then: Counter[str] = field(default_factory=Counter)
    gone: list[Sighting] = field(default_factory=list, repr=False)
    new: list[Sighting] = field(default_factory=list, repr=False)
    skipped: list[Skipped] = field(default_factory=list)

    @property
    def entities(self) -> list[str]:
        """Those of which anything is found, one way or the other."""
        return sorted(self.now.keys() | self.then.keys())


Key = tuple[str, str, int | None, int | None, int | None]


def tuning(
    paths: Iterable[Path], now: Way, then: Way, structures: Sequence[Structure] = (), limits: Limits | None = None
) -> Tuning:
    """Compare two ways of looking into files and folders.

    :raises pdscan.errors.UsageError: when there is no such file.
    """
    result = Tuning()
    for path in paths:
        before = _seen(path, now, structures, limits, result.skipped)
        after = _seen(path, then, structures, limits, [])
        result.now.update(entity for entity, *_ in before)
        result.then.update(entity for entity, *_ in after)
        result.gone += [each for key, each in before.items() if key not in after]
        result.new += [each for key, each in after.items() if key not in before]
    return result


def _seen(
    path: Path, way: Way, structures: Sequence[Structure], limits: Limits | None, skipped: list[Skipped]
) -> dict[Key, Sighting]:
    found: dict[Key, Sighting] = {}
    for each in look(way.scanner, path, _no_input, structures, limits):
        if isinstance(each, Skipped):
            skipped.append(each)
        elif each.match.confidence >= way.threshold:
            match = each.match
            found[match.entity, each.path, match.line, match.column, match.column_end] = each
    return found


def _no_input() -> BinaryIO:
    raise OSError("standard input can't be read twice")
