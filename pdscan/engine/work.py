"""The work on one unit: read, decode, detect, count.  Only counts, masks and skips come back from it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import BinaryIO

from pdscan import plugins
from pdscan.detection import Lists, Reading, Scanner, TableScan
from pdscan.engine.aggregate import Aggregate
from pdscan.engine.connect import connect
from pdscan.engine.decode import Decoded, Decoder
from pdscan.engine.ends import EndsOfService
from pdscan.engine.inspect import Found, FoundMany, Inspection, Seen
from pdscan.engine.names import Names
from pdscan.engine.pace import Pace
from pdscan.engine.recognise import Recognised, Recogniser
from pdscan.engine.records import Records
from pdscan.engine.structures import Structures
from pdscan.errors import PdscanError, place_of
from pdscan.model import Finding, Item, Location, Match, Skipped, TableChunk, TextChunk, Unit
from pdscan.privacy import Fingerprinter, mask
from pdscan.protocols import Detector, Limits, Structure, Target, TargetOptions
from pdscan.reconcile import bindings_of


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
    """What reading one unit gave; nothing but the cursor where it is `unchanged`, and was not read."""

    system: str
    unit: str
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    items: int
    rows: int
    bytes: int
    sampled: bool = False
    cursor: str | None = None
    unchanged: bool = False


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
        self._targets: dict[str, Target] = {}

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

    def work(self, system: str, unit: Unit, since: str | None = None) -> UnitResult:
        """Read one unit.  What fails inside it is a skip; the unit always gives a result.

        :param since: a cursor of an earlier scan: where it still holds, the unit is `unchanged`; else it is read whole.
        """
        reading = _UnitWork(self._setup, self, self._target(system), system, unit)
        return reading.run(since, self._paces[system])

    def _target(self, system: str) -> Target:
        if system not in self._targets:
            url, options = self._setup.systems[system]
            self._targets[system] = connect(url, options)
        return self._targets[system]


class _UnitWork:
    """The state of reading one unit."""

    def __init__(self, setup: Setup, worker: Worker, target: Target, system: str, unit: Unit) -> None:
        self._setup, self._worker, self._target = setup, worker, target
        self._system, self._unit = system, unit
        self._show = _show(setup.key)
        self._findings: list[Finding] = []
        self._skipped: list[Skipped] = []
        self._items = self._rows = self._bytes = 0

    def run(self, since: str | None, pace: Pace) -> UnitResult:
        """See `Worker.work`."""
        own_rows = self._ledger()
        unchanged = False
        try:
            unchanged = since is not None and self._holds(since)
            for read in () if unchanged else self._target.read(self._unit):
                if isinstance(read, Skipped):
                    self._skipped.append(read)
                elif isinstance(read, Item):
                    self._item(read)
                else:
                    self._inspect([Decoded("", _NO_ITEM, read)], own_rows)
                pace.took(read.rows if isinstance(read, TableChunk) else 1)
        except PdscanError as error:
            self._skipped.append(Skipped(Location(self._system, self._unit.name), "unreachable", str(error)))
        except Exception as error:  # noqa: BLE001 - a broken plugin costs the unit, and the unit is told
            self._skipped.append(Skipped(Location(self._system, self._unit.name), "parser failed", place_of(error)))
        self._close(own_rows)
        return self._result(unchanged)

    def _holds(self, since: str) -> bool:
        """Whether nothing in the unit is new, changed or gone since an earlier scan; reads nothing of its content."""
        news = next(iter(self._target.read(self._unit, since)), None)
        return news is None and self._target.cursor(self._unit) == since

    def _result(self, unchanged: bool) -> UnitResult:
        return UnitResult(
            system=self._system,
            unit=self._unit.name,
            findings=tuple(self._findings),
            skipped=tuple(self._skipped),
            items=self._items,
            rows=self._rows,
            bytes=self._bytes,
            sampled=self._target.sampled(self._unit),
            cursor=None if self._skipped else self._target.cursor(self._unit),
            unchanged=unchanged,
        )

    def _item(self, item: Item) -> None:
        self._items += 1
        ledger = self._ledger()
        self._inspect(self._worker.tools.decoder.decode(item), ledger)
        self._close(ledger)

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


def _show(key: bytes | None) -> Callable[[Match], tuple[str, str]]:
    if key is None:
        return lambda match: (mask(match.text), "")
    fingerprinter = Fingerprinter(key)
    return lambda match: (mask(match.text), fingerprinter.fingerprint(match.entity, match.value))


def _no_stream() -> BinaryIO:
    raise OSError("the rows of a table are no file")


_NO_ITEM = Item("", open=_no_stream)
