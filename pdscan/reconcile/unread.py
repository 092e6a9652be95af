"""What a scan did not reach: of that nothing is known, and what an earlier scan found there still stands."""

from __future__ import annotations

from collections.abc import Iterable

from pdscan.model import Coverage, Location, ScanResult, Skipped
from pdscan.reconcile.assignment import speaks_of


def is_whole(coverage: Coverage, scan: ScanResult) -> bool:
    """Whether all of a system was read: nothing was skipped, left out or only sampled."""
    narrowed = coverage.system in scan.include or coverage.system in scan.exclude
    return coverage.complete and not coverage.sampled and not narrowed and scan.finished is not None


class Unread:
    """What a scan did not reach: systems left out or sampled, what it was told to leave out, what it skipped.

    All, when it was broken off.
    """

    def __init__(self, scan: ScanResult) -> None:
        self._scan = scan
        self._systems = {coverage.system for coverage in scan.coverage if not coverage.sampled}
        self._skipped: dict[str, list[Skipped]] = {}
        for skipped in scan.skipped:
            self._skipped.setdefault(skipped.location.system, []).append(skipped)

    def covers(self, location: Location | None, entities: Iterable[str | None] = ()) -> bool:
        """Whether nothing is known of such entities at a location; of the register itself (None) all is known."""
        if location is None:
            return False
        if self._scan.finished is None or location.system not in self._systems:
            return True
        if not self._asked_for(location, {entity for entity in entities if entity is not None}):
            return True
        return any(_lies_in(location, each.location) for each in self._skipped.get(location.system, ()))

    def _asked_for(self, location: Location, entities: set[str]) -> bool:
        include, exclude = (globs.get(location.system, ()) for globs in (self._scan.include, self._scan.exclude))
        chosen = not include or any(speaks_of(glob, location) for glob in include)
        looked_for = self._scan.entities is None or entities <= self._scan.entities
        return looked_for and chosen and not any(speaks_of(glob, location) for glob in exclude)


def _lies_in(location: Location, skipped: Location) -> bool:
    """Whether a location is, or lies in, what was skipped: a whole system (no unit), unit, item, archive or field."""
    if skipped.unit in ("", location.unit):
        return (
            skipped.item is None
            or location.item is None
            or location.item == skipped.item
            or location.item.startswith(skipped.item + "!/")
        ) and (skipped.field is None or location.field in (None, skipped.field))
    return skipped.item is None and location.unit.startswith(skipped.unit + "/")
