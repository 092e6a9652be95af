"""The values that travel from a system to a report: frozen, slotted, without behaviour of their own.

    system → Unit → Item → Chunk → Match → Finding → Discrepancy

What could not be read travels the same road as `Skipped`.  `Item`, `Chunk`
and `Match` hold scanned content and never leave the worker; from `Finding`
on there are counts, dates, masks and fingerprints only.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

THRESHOLD = 0.5
"""The default threshold: below it a match is possible, from it on it is likely."""


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where something is, the same in every scan.

    `item` is the path of the file or the id of the message (members of
    archives and attachments are joined with `!/`), None for tables.
    `field` is the column, header or part, or None.

    >>> str(Location("share", "archief", "2019/oud.zip!/klanten.csv", "bsn"))
    'share: archief/2019/oud.zip!/klanten.csv [bsn]'
    """

    system: str
    unit: str
    item: str | None = None
    field: str | None = None

    def __str__(self) -> str:
        path = self.unit if self.item is None else f"{self.unit}/{self.item}"
        return f"{self.system}: {path}" + (f" [{self.field}]" if self.field else "")


@dataclass(frozen=True, slots=True)
class Unit:
    """What a target lists and the engine schedules: a table, a mail folder, a directory.

    `name` is stable between scans.  `size` is in bytes and `rows` in rows or
    messages, None where the target can't tell without reading.
    """

    name: str
    kind: str
    size: int | None = None
    rows: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One file, message or archive member, opened when it is read.

    `path` is relative to its unit.  `open` gives a fresh binary stream.
    `modified` is the time the system itself keeps (aware); `recorded` is the date of
    the record that the item is (a message's Date header), where it has one.
    """

    path: str
    open: Callable[[], BinaryIO] = dataclasses.field(repr=False)
    size: int | None = None
    modified: datetime | None = None
    recorded: datetime | None = None
    media_type: str | None = None


@dataclass(frozen=True, slots=True)
class TextChunk:
    """A piece of decoded text.

    `data` is UTF-8 and may be cut anywhere between two characters: a chunk with
    `continues` goes on, without a gap, in the next chunk of the same `field`.
    `label` holds words that say what the text is (a header's name, a file name, a form
    field) without being part of it.  `line` is the 1-based line in the source on which
    `data` begins, where the decoded text keeps the source's lines.
    """

    data: bytes = dataclasses.field(repr=False)
    field: str | None = None
    label: str = ""
    line: int = 1
    continues: bool = False
    recorded: date | None = None


@dataclass(frozen=True, slots=True)
class TableChunk:
    """Rows of a table, as spans of one buffer: no Python object per value.

    `data` is UTF-8.  Cell *i* is `data[starts[i]:ends[i]]`, ascending and without overlap;
    it stands in column `columns[column[i]]` and in row `row[i]` (0-based within the chunk).
    Empty cells may be left out.  Between two cells stands at least one byte that is
    neither letter nor digit.  `line[i]` and `offset[i]` are the 1-based line and the
    0-based character in that line where cell *i* begins in the source; both are None when
    `data` is the source itself, beginning on line `first_line`, or when the source has no lines.

    `recorded` is the date of each row's record (datetime64[D], NaT where it has none) and
    `customers` its customer key ("" where it has none), both of length `rows`, where bindings name
    such columns.  `keys` names the columns that identify a row (the primary key).
    """

    columns: tuple[str, ...]
    data: bytes = dataclasses.field(repr=False)
    starts: NDArray[np.int64] = dataclasses.field(repr=False)
    ends: NDArray[np.int64] = dataclasses.field(repr=False)
    column: NDArray[np.int32] = dataclasses.field(repr=False)
    row: NDArray[np.int64] = dataclasses.field(repr=False)
    rows: int
    name: str | None = None
    first_line: int = 1
    line: NDArray[np.int64] | None = dataclasses.field(default=None, repr=False)
    offset: NDArray[np.int64] | None = dataclasses.field(default=None, repr=False)
    recorded: NDArray[np.datetime64] | None = dataclasses.field(default=None, repr=False)
    customers: tuple[str, ...] | None = dataclasses.field(default=None, repr=False)
    keys: tuple[str, ...] = ()


Chunk = TextChunk | TableChunk


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a detector says of one candidate.

    `value` is the normalised value (equal values compare equal).  `confidence` is what the
    candidate is worth by itself, without label, header or column.  `label_required`: without a label
    it is nothing at all.  `contains` are facts inside the candidate, reported beside it.  `span`, where given, are the
    characters of the candidate's text that are the value; the rest was context (the street before a postcode).
    `proves` is false where a cell has no more than the shape: it doesn't count as valid in the column's verdict.
    """

    value: str = dataclasses.field(repr=False)
    confidence: float
    reasons: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    label_required: bool = False
    contains: tuple[Contained, ...] = ()
    span: tuple[int, int] | None = None
    proves: bool = True


@dataclass(frozen=True, slots=True)
class Contained:
    """A fact inside a candidate: characters `start` to `end` of its text are an `entity`."""

    entity: str
    start: int
    end: int
    verdict: Verdict = dataclasses.field(repr=False)


@dataclass(frozen=True, slots=True)
class Match:
    """One detection inside one chunk; lives only in the worker, and shows no value.

    `start` and `end` are byte offsets in the chunk's data (end exclusive); `cell` is the index of the
    cell in a table chunk.  `line` is 1-based, `column` and `column_end` are character
    offsets from the beginning of that line (None when not asked for).
    """

    entity: str
    start: int
    end: int
    confidence: float
    value: str = dataclasses.field(repr=False)
    text: str = dataclasses.field(repr=False)
    reasons: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    cell: int | None = None
    line: int | None = None
    column: int | None = None
    column_end: int | None = None


@dataclass(frozen=True, slots=True)
class Ages:
    """How old the records are, to the day, so that retention can be judged for any day without another scan.

    `days` counts matches by the date of their record; `undated` have none; `implausible` lie before
    1970 or after the day of the scan, and count for nothing.  `ends` counts, by service, the matches by the day
    on which their customer's service ended (None: it goes on); `unknown_customer` counts the
    matches whose customer the end-of-service source doesn't know.
    """

    days: Mapping[date, int] = dataclasses.field(default_factory=dict)
    undated: int = 0
    implausible: int = 0
    ends: Mapping[str, Mapping[date | None, int]] = dataclasses.field(default_factory=dict)
    unknown_customer: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """All matches of one entity at one location and field.

    `count` counts the likely matches, those at or above the default threshold; `possible` those below.
    `confidence` is that of the surest.  `test` of the `count` are documented test values.
    `distinct` estimates the different values among the counted (or, where `count` is 0, the possible) ones.
    `examples` are masks, and `fingerprints` those of the values behind them (none without a key).  `together`
    are the entities that stand in the same records.
    `rows` is how many rows or how much of the item was looked at.
    """

    location: Location
    entity: str
    category: str
    count: int
    confidence: float
    possible: int = 0
    distinct: int = 0
    test: int = 0
    examples: tuple[str, ...] = ()
    fingerprints: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    together: tuple[str, ...] = ()
    rows: int | None = None
    ages: Ages = dataclasses.field(default_factory=Ages)


@dataclass(frozen=True, slots=True)
class Skipped:
    """Something that could not be read, or not wholly: a result, not a log line.

    `reason` is one of a few words (`SKIP_REASONS`); `detail` says more, in English, without scanned values.
    """

    location: Location
    reason: str
    detail: str = ""


SKIP_REASONS = (
    "no permission",
    "encrypted",
    "damaged",
    "changed while reading",
    "too large",
    "too deep",
    "time limit",
    "unknown format",
    "needs OCR",
    "not a regular file",
    "link out of the target",
    "link loop",
    "vanished",
    "needs a package",
    "wrong encoding",
    "unreachable",
    "refused",
    "parser failed",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What was read of one system: `units` listed, `read` wholly, `sampled` in part; `skipped` places."""

    system: str
    units: int
    read: int
    sampled: int = 0
    skipped: int = 0
    items: int = 0
    rows: int = 0
    bytes: int = 0
    complete: bool = True


class Kind(StrEnum):
    """What differs between register and findings."""

    UNDECLARED = "undeclared"
    UNDECLARED_FOR_SERVICE = "undeclared_for_service"
    OVER_RETAINED = "over_retained"
    RETENTION_UNKNOWN = "retention_unknown"
    UNASSIGNED = "unassigned"
    CONFLICTING_ENTRIES = "conflicting_entries"
    UNLAWFUL_GROUND = "unlawful_ground"
    DECLARED_NOT_FOUND = "declared_not_found"
    NOT_COVERED = "not_covered"


class Severity(StrEnum):
    """How bad a discrepancy is."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class State(StrEnum):
    """How a discrepancy compares with the scan before."""

    NEW = "new"
    UNCHANGED = "unchanged"
    CHANGED = "changed"
    GONE = "gone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Discrepancy:
    """A difference between register and findings.

    `id` is the same in every scan.  `location` is None for what concerns the register alone.
    `entry` is the id of the register entry, `entries` those of all entries concerned.  `limit` is the oldest
    record date (or end of service) that is still allowed on the day; `oldest` and `newest` are the dates of the
    records that the discrepancy is about; `overdue` is by how many days the oldest exceeds its limit.
    `explanation` is a code with arguments, turned into Dutch or English by the reports.
    """

    id: str
    kind: Kind
    severity: Severity
    location: Location | None = None
    entity: str | None = None
    category: str | None = None
    service: str | None = None
    entry: str | None = None
    entries: tuple[str, ...] = ()
    count: int = 0
    limit: date | None = None
    oldest: date | None = None
    newest: date | None = None
    overdue: int | None = None
    state: State = State.NEW
    decision: str | None = None
    explanation: str = ""
    arguments: Mapping[str, Any] = dataclasses.field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Binding:
    """Which service the locations of a system serve, and where their records' date and customer stand.

    `location` is a glob over `unit` or `unit/item`.  `record_date` is a column, or one of `modified` (file time),
    `recorded` (message date) or `name` (a date in the item's name).  `customer` is a column, or a regular expression
    with a group called `customer` over the item's path.  `legal_hold` is the last day on which nothing here
    counts as over-retained.
    """

    system: str
    location: str
    service: str
    record_date: str | None = None
    customer: str | None = None
    legal_hold: date | None = None


@dataclass(frozen=True, slots=True)
class Sample:
    """Of a unit only some rows were read: `rows` of `population`, each as likely as any other."""

    location: Location
    rows: int
    population: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ScanResult:
    """One scan as the store gives it back: everything that reconciling and reporting need.

    `entities` are those that were looked for (None: all); `include` and `exclude` are, by system, the globs that
    narrowed what was read.
    """

    id: str
    started: datetime
    finished: datetime | None
    findings: tuple[Finding, ...]
    skipped: tuple[Skipped, ...]
    coverage: tuple[Coverage, ...]
    entities: frozenset[str] | None = None
    include: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    exclude: Mapping[str, tuple[str, ...]] = dataclasses.field(default_factory=dict)
    samples: tuple[Sample, ...] = ()
