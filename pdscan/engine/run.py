"""A scan from plan to coverage: list the units, read each once, keep every result as soon as it is there."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from typing import Protocol

from pdscan.engine.connect import connect
from pdscan.engine.parts import Parts
from pdscan.engine.pool import Task, results
from pdscan.engine.taking_over import taken_over
from pdscan.engine.work import PartResult, Setup, UnitResult
from pdscan.errors import PluginError, TargetError
from pdscan.model import Coverage, Location, Skipped, Unit
from pdscan.protocols import Divisible
from pdscan.store import Store


@dataclass(frozen=True, slots=True)
class SystemPlan:
    """The units of one system, what could not even be listed, and the parts of units that are read in several."""

    system: str
    units: tuple[Unit, ...]
    skipped: tuple[Skipped, ...] = ()
    parts: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Earlier:
    """A finished scan of one system, and up to where it has read each unit: what has not changed since is not read."""

    scan_id: str
    cursors: Mapping[str, str]


class Progress(Protocol):
    """Told how far a scan is."""

    def start(self, units: int, size: int) -> None:
        """So many units, so many bytes (0 where unknown), will be read."""
        ...

    def done(self, result: UnitResult, size: int) -> None:
        """One unit has been read; `size` is what `start` counted for it."""
        ...


def plan(setup: Setup) -> list[SystemPlan]:
    """List the units of every system.  One that can't be reached, or needs a package, is skipped with the reason."""
    return [_plan(setup, system) for system in setup.systems]


def _plan(setup: Setup, system: str) -> SystemPlan:
    url, options = setup.systems[system]
    units: list[Unit] = []
    skipped: list[Skipped] = []
    parts: dict[str, Sequence[str]] = {}
    try:
        target = connect(url, options)
        try:
            for each in target.units():
                if isinstance(each, Unit):
                    units.append(each)
                else:
                    skipped.append(each)
            if isinstance(target, Divisible):
                parts = {unit.name: cut for unit in units if (cut := target.parts(unit))}
        finally:
            target.close()
    except TargetError as error:
        skipped.append(Skipped(Location(system, ""), "unreachable", str(error)))
    except PluginError as error:
        skipped.append(Skipped(Location(system, ""), "needs a package", str(error)))
    return SystemPlan(system, tuple(units), tuple(skipped), parts)


def run(
    setup: Setup,
    store: Store,
    scan_id: str,
    plans: Sequence[SystemPlan],
    *,
    workers: int,
    progress: Progress,
    now: Callable[[], datetime],
    earlier: Mapping[str, Earlier] | None = None,
) -> tuple[Coverage, ...]:
    """Read every unit that the scan has not finished yet, store each result at once, and close the scan.

    :param earlier: by system, the scan from which the findings in unchanged units are taken over.
    """
    earlier = earlier or {}
    parts = Parts(store, scan_id, setup)
    tasks, sizes = _tasks(store, scan_id, plans, earlier, parts)
    progress.start(len(sizes), sum(sizes.values()))
    with closing(results(setup, tasks, workers)) as found:
        for result in chain(parts.complete(), found):
            whole = parts.add(result) if isinstance(result, PartResult) else result
            if whole is not None:
                _keep(store, scan_id, whole, earlier)
                progress.done(whole, sizes[whole.system, whole.unit])
    coverage = store.coverage(scan_id)
    store.finish_scan(scan_id, finished=now(), complete=all(each.complete for each in coverage), coverage=coverage)
    return coverage


def _keep(store: Store, scan_id: str, result: UnitResult, earlier: Mapping[str, Earlier]) -> None:
    if result.unchanged:
        store.carry_over(scan_id, earlier[result.system].scan_id, result.system, result.unit)
        return
    if result.kept:
        before = store.unit(earlier[result.system].scan_id, result.system, result.unit)
        result = taken_over(result, before) if before else result
    store.record_unit(
        scan_id,
        result.system,
        result.unit,
        findings=result.findings,
        skipped=result.skipped,
        items=result.items,
        rows=result.rows,
        bytes=result.bytes,
        sampled=result.sampled,
        cursor=result.cursor,
        by_item=result.by_item,
    )


def _tasks(
    store: Store, scan_id: str, plans: Iterable[SystemPlan], earlier: Mapping[str, Earlier], parts: Parts
) -> tuple[list[Task], dict[tuple[str, str], int]]:
    tasks: list[Task] = []
    sizes: dict[tuple[str, str], int] = defaultdict(int)
    for each in plans:
        store.record_units(scan_id, each.system, [(unit.name, unit.size) for unit in each.units])
        store.record_skipped(scan_id, each.skipped)
        finished = store.finished_units(scan_id, each.system)
        cursors = earlier[each.system].cursors if each.system in earlier else {}
        for unit in each.units:
            if unit.name not in finished:
                names = parts.planned(each.system, unit.name, each.parts.get(unit.name, ()))
                tasks += [(each.system, unit, cursors.get(unit.name), name) for name in names]
                sizes[each.system, unit.name] = unit.size or 0
    tasks.sort(key=lambda task: -sizes[task[0], task[1].name])
    return tasks, sizes
