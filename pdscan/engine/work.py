"""The work on one unit: read, decode, detect, count.  Only counts, masks and skips come back from it."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from typing import BinaryIO

from pdscan import plugins
from pdscan.detection import Lists, Reading, Scanner, TableScan
from pdscan.detection.tables import Counts
from pdscan.engine.aggregate import Aggregate, Groups
from pdscan.engine.connect import connect
from pdscan.engine.decode import Decoded, Decoder
from pdscan.engine.ends import EndsOfService
from pdscan.engine.inspect import Found, FoundMany, Inspection, Seen
from pdscan.engine.names import Names
from pdscan.engine.pace import Pace
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.records import Records
from pdscan.engine.structures import Structures
from pdscan.errors import ConnectionLostError, PdscanError, place_of
from pdscan.model import Finding, Item, Location, Match, Skipped, TableChunk, TextChunk, Unit
from pdscan.privacy import Fingerprinter, mask
from pdscan.protocols import Detector, Divisible, Limits, Read, Structure, Target, TargetOptions, Unchanged
from pdscan.reconcile import bindings_of

PAUSES = (1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
"""Seconds to wait, one time after the other, for a system that went away while it was read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setup:
    """All that a worker must know before its first unit; picklable, without a password in it."""

    systems: Mapping[str, tuple[str, TargetOptions]]
    detectors: Sequence[Detector]
    today: date
    structures: Sequence[Structure] = ()
    lists: Lists = field(default_factory=Lists, repr=False)
    matcher: str = "auto"
    limits: Limits = field(default_factory=Limits)
    ends: EndsOfService = field(default_factory=EndsOfService)
    key: bytes | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitResult:
    """What reading one unit gave; nothing but the cursor where it is `unchanged`, and was not read.

    `by_item` has the rows and bytes of each item, where there is a cursor to go on from; `kept` are the paths of items
    that an earlier scan has read, and this one has not.
    """

    system: str
    unit: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    items: int
    rows: int
    bytes: int
    sampled: int = 0
    cursor: str | None = None
    unchanged: bool = False
    by_item: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class PartResult:
    """What reading one part of a unit gave.

    `result` has what is done with: findings in the part's items, skips, counts.  `groups`, `counts` and `table_rows`
    are what was counted of the part's rows, whose columns can be judged only with those of the other parts.
    """

    system: str
    unit: str
    part: str
    result: UnitResult
    groups: Groups = field(default_factory=dict, repr=False)
    counts: Counts = field(default=({}, {}), repr=False)
    table_rows: int = 0


@dataclass(frozen=True, slots=True)
class Tools:
    """One process's scanner, decoder and masks of names, kept from unit to unit."""

    scanner: Scanner
    names: Names
    decoder: Decoder


class Worker:
    """One process's tools and connections, kept from unit to unit.

    :param others: how many workers there are with this one; they share each system's rate.
    """

    def __init__(self, setup: Setup, others: int = 1) -> None:
        self._setup = setup
        rates = {name: options.max_rate for name, (_, options) in setup.systems.items()}
        self._paces = {name: Pace(rate / others if rate else None) for name, rate in rates.items()}
        self.structures = Structures(setup.structures)
        self._targets: dict[tuple[str, bool], Target] = {}
        self._lost: set[str] = set()

    @cached_property
    def tools(self) -> Tools:
        """What reads, made when something is read: a scan in which nothing has changed needs none of it."""
        scanner = Scanner(self._setup.detectors, self._setup.matcher, lists=self._setup.lists)
        return Tools(scanner, Names(scanner), Decoder(plugins.load_all("formats"), self._setup.limits))

    @cached_property
    def categories(self) -> Mapping[str, str]:
        """By entity, the categories that detectors name themselves."""
        return {each.entity: each.category for each in self._setup.detectors if each.category}

    def close(self) -> None:
        """Let go of every target."""
        for target in self._targets.values():
            target.close()
        self._targets.clear()

    def work(
        self, system: str, unit: Unit, since: str | None = None, part: str | None = None
    ) -> UnitResult | PartResult:
        """Read one unit, or a part of it.  What fails inside it is a skip; there always is a result.

        A system that goes away meanwhile is waited for, and the unit begun anew.  Once that was in vain, its other
        units are tried once each.  A sample in which something likely was found is read whole, where that is asked.

        :param since: a cursor of an earlier scan: only what is new or changed since then is read.
        """
        result = self._read(system, self._target(system), unit, since, part)
        options = self._setup.systems[system][1]
        if options.full_on_hit and isinstance(result, UnitResult) and result.sampled and _hit(result):
            result = self._read(system, self._target(system, whole=True), unit, None, None)
        return result

    def _read(
        self, system: str, target: Target, unit: Unit, since: str | None, part: str | None
    ) -> UnitResult | PartResult:
        for pause in (*(() if system in self._lost else PAUSES), None):
            reading = _UnitWork(self._setup, self, target, system, unit, part)
            try:
                reading.read(since, self._paces[system])
            except ConnectionLostError as error:
                if pause is None:
                    self._lost.add(system)
                    reading.skip("unreachable", str(error))
                else:
                    time.sleep(pause)
            else:
                self._lost.discard(system)
                break
        return reading.result()

    def _target(self, system: str, *, whole: bool = False) -> Target:
        """The target of a system, connected to once; `whole`: one that takes no samples."""
        if (system, whole) not in self._targets:
            url, options = self._setup.systems[system]
            self._targets[system, whole] = connect(url, replace(options, sample=None) if whole else options)
        return self._targets[system, whole]


class _UnitWork:
    """The state of reading one unit."""

    def __init__(self, setup: Setup, worker: Worker, target: Target, system: str, unit: Unit, part: str | None) -> None:
        self._setup, self._worker, self._target = setup, worker, target
        self._system, self._unit, self._part = system, unit, part
        self._show = _show(setup.key)
        self._findings: list[Finding] = []
        self._skipped: list[Skipped] = []
        self._items = self._rows = self._bytes = 0
        self._by_item: dict[str, tuple[int, int]] = {}
        self._kept: list[str] = []
        self._failed: set[str] = set()
        self._since: str | None = None
        self._own = self._ledger()

    def read(self, since: str | None, pace: Pace) -> None:
        """Read and count everything that is new or changed since an earlier scan.

        :raises ConnectionLostError: when the system went away.
        """
        self._since = since
        try:
            for read in self._contents():
                if isinstance(read, Unchanged):
                    self._kept.append(read.path)
                    continue
                if isinstance(read, Skipped):
                    self._skipped.append(read)
                elif isinstance(read, Item):
                    self._item(read)
                else:
                    self._inspect([Decoded("", _NO_ITEM, read)], self._own)
                pace.took(read.rows if isinstance(read, TableChunk) else 1)
        except ConnectionLostError:
            raise
        except PdscanError as error:
            self.skip("unreachable", str(error))
        except Exception as error:  # noqa: BLE001 - a broken plugin costs the unit, and the unit is told
            self.skip("parser failed", place_of(error))

    def skip(self, reason: str, detail: str) -> None:
        """Note that the unit could not be read, or not to its end."""
        self._skipped.append(Skipped(Location(self._system, self._unit.name), reason, detail))

    def result(self) -> UnitResult | PartResult:
        """What was read."""
        if self._part is None:
            self._close(self._own)
            return self._result()
        done, own = self._result(), self._own
        aggregate, scan = own.aggregates.get(""), own.tables.get("")
        return PartResult(
            system=self._system,
            unit=self._unit.name,
            part=self._part,
            result=done,
            groups=aggregate.counted() if aggregate else {},
            counts=scan.counted() if scan else ({}, {}),
            table_rows=own.rows[""],
        )

    def _contents(self) -> Iterator[Read]:
        if self._part is None:
            return self._target.read(self._unit, self._since)
        assert isinstance(self._target, Divisible)
        return self._target.read_part(self._unit, self._part)

    def _result(self) -> UnitResult:
        whole = all(each.location.item for each in self._skipped)
        cursor = self._target.cursor(self._unit, self._failed) if whole else None
        nothing_new = not (self._items or self._rows or self._skipped)
        return UnitResult(
            system=self._system,
            unit=self._unit.name,
            findings=tuple(self._findings),
            skipped=tuple(self._skipped),
            items=self._items,
            rows=self._rows,
            bytes=self._bytes,
            sampled=self._target.sampled(self._unit),
            cursor=cursor,
            unchanged=self._since is not None and cursor == self._since and nothing_new,
            by_item=self._by_item if cursor else {},
            kept=tuple(self._kept),
        )

    def _item(self, item: Item) -> None:
        self._items += 1
        rows, size, skipped = self._rows, self._bytes, len(self._skipped)
        ledger = self._ledger()
        self._inspect(self._worker.tools.decoder.decode(item), ledger)
        self._close(ledger)
        self._by_item[item.path] = self._rows - rows, self._bytes - size
        if len(self._skipped) > skipped:
            self._failed.add(item.path)

    def _inspect(self, decoded: Iterable[Decoded], ledger: _Ledger) -> None:
        for seen in Inspection(self._worker.tools.scanner, decoded, ledger.tables, ledger.recogniser, in_bulk=True):
            if isinstance(seen, Found | FoundMany | Recognised):
                if seen.path not in ledger.aggregates:
                    ledger.aggregates[seen.path] = Aggregate(
                        self._setup.today, self._show, self._worker.tools.names.shown, self._worker.categories
                    )
                    ledger.records[seen.path] = self._records(seen.path)
                _count(ledger.aggregates[seen.path], ledger.records[seen.path], seen)
            elif isinstance(seen, Seen):
                self._bytes += seen.bytes
                self._rows += seen.rows
                ledger.rows[seen.path] += seen.rows
            else:
                path, problem = seen
                self._skipped.append(Skipped(self._location(path), problem.reason, problem.detail))

    def _close(self, ledger: _Ledger) -> None:
        for path, aggregate in ledger.aggregates.items():
            scan = ledger.tables.get(path) or TableScan(self._worker.tools.scanner)
            self._findings += aggregate.findings(self._location(path), scan.verdict, ledger.rows[path] or None)

    def _location(self, path: str) -> Location:
        return Location(self._system, self._unit.name, path or None)

    def _records(self, path: str) -> Records:
        options = self._setup.systems[self._system][1]
        bindings = bindings_of(self._location(path), options.bindings)
        return Records(bindings, self._setup.ends, self._unit.name, self._setup.today)

    def _ledger(self) -> _Ledger:
        return _Ledger(Recogniser(self._worker.structures, self._unit.name))


class _Ledger:
    """What one item (with all that is nested in it), or the unit's own rows, has given so far, by path."""

    def __init__(self, recogniser: Recogniser) -> None:
        self.recogniser = recogniser
        self.aggregates: dict[str, Aggregate] = {}
        self.records: dict[str, Records] = {}
        self.tables: dict[str, TableScan] = {}
        self.rows: dict[str, int] = defaultdict(int)


def _count(aggregate: Aggregate, records: Records, found: Found | FoundMany | Recognised) -> None:
    if isinstance(found, Recognised):
        for day, ends, times in records.recorded(found):
            aggregate.text(found.match, None, day, ends, times)
    elif isinstance(found, FoundMany):
        lot, chunk = found.lot, found.chunk
        column = chunk.name, chunk.columns[lot.column]
        aggregate.lot(column, lot, records.days(found, lot.rows), records.all_ends(found, lot.rows))
    elif isinstance(found.what, Reading):
        row = found.what.row
        aggregate.reading(found.what, records.day(found, row), records.ends(found, row))
    elif isinstance(found.chunk, TextChunk):
        aggregate.text(found.what, found.chunk.field, records.day(found, None), records.ends(found, None))


def _hit(result: UnitResult) -> bool:
    return any(each.count for each in result.findings)


def _show(key: bytes | None) -> Callable[[Match], tuple[str, str]]:
    if key is None:
        return lambda match: (mask(match.text), "")
    fingerprinter = Fingerprinter(key)
    return lambda match: (mask(match.text), fingerprinter.fingerprint(match.entity, match.value))


def _no_stream() -> BinaryIO:
    raise OSError("the rows of a table are no file")


_NO_ITEM = Item("", open=_no_stream)
