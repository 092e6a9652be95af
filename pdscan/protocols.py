"""All that a plugin must know: what a detector, target, format, report and notifier look like.

Plugins import this module, `pdscan.model` and `pdscan.errors`, and nothing else of the core.  None of
the protocols is a base class: a plugin is any object with these members.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING, BinaryIO, Protocol, TextIO, runtime_checkable

from pdscan.model import (
    Binding,
    Chunk,
    Contained,
    Coverage,
    Discrepancy,
    Finding,
    Item,
    Match,
    ScanResult,
    Skipped,
    Unit,
    Verdict,
)

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from pdscan.register import LintResult, Register

Labels = Mapping[str, Sequence[str]]
"""Label words by language (`nl`, `en`): lower case, matched at word edges in any case; a space also matches a
hyphen, an underscore, a dot or nothing (`date of birth` finds `date_of_birth` and `DateOfBirth`)."""

Reader = Callable[[str], Iterable[Contained]]
"""What reads a passage of text as a whole, as a language model does, and says what stands in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnRule:
    """What whole cells are worth where the column says more than the value: a surname, a street without a number.

    `look` is a quick look at all cells of a table (UTF-8, where each starts and ends): false where `validate` would
    surely say nothing.  `validate` judges one cell; a verdict that `proves` nothing has no more than the shape.  The
    detector's `chance` is the share of arbitrary words that prove something; a column with hardly more of them than
    that holds something else.  `rivals` are labels of columns of other things.  `vague` labels (`name`) stand above
    columns of many things: they raise confidence a little, and the values must confirm them.
    """

    look: Callable[[bytes, NDArray[np.int64], NDArray[np.int64]], NDArray[np.bool_]] = field(repr=False)
    validate: Callable[[str], Verdict | None] = field(repr=False)
    rivals: Labels = field(default_factory=dict)
    vague: Labels = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Detector:
    r"""What recognises one entity: data, and one pure function.

    `candidates` are expressions in the common subset of Hyperscan and `re` (no look-around, no
    back-references, bounded repeats, no `\b`), ASCII, case-sensitive unless `(?i)` stands in front.
    The engine finds every place where one begins and asks that no letter or digit adjoins it on
    either side; `not_before` (each of fixed width) and `not_after` are further expressions that may not
    stand right before or right after.  A candidate that begins inside another one of the
    same expression is not looked at.  `anchors`, where given, replace the candidates in the one pass
    (shorter, cheaper): the engine tries the candidates from at most `anchor_reach` bytes before an anchor on.
    `opens` is a quick look at an anchor's place in the data (UTF-8), for what lists know and expressions can't say:
    false where no candidate is worth trying.

    `validate` gets the candidate's text and says what it is worth, or None; pure, no I/O.
    `check_many` may do the arithmetic of fixed-width digit candidates in bulk: it gets an array of digits
    (n × width, uint8 0–9), and its mask must be true wherever `validate` says something.

    `chance` is the share of random values of the same shape that `validate` lets through; the column
    verdict tests against it.  It is 1.0 where there is no checksum; then `column_confidence` is what a column
    wholly of this shape is worth, 0 where only a header can tell.  `labels` raise confidence, `rivals`
    (labels of things that look alike) lower it; the labels of other detectors of the same `family` are rivals
    of their own accord.  `header_only` detectors need no candidates: a column or field whose name is one of the
    labels holds this entity, if `validate` accepts the whole value.  Where they have candidates besides, those
    (alone) are looked for in text.
    `digits_shown` is how many of its last characters a mask may show.  `value_group` names the group of the
    candidates that is the value, where an expression holds its own label.  `label_attributes` are the
    attributes that a label word adds to a match (`paspoort` says which kind of document).

    `column` judges whole cells, in bulk.  `echoes` gives, of a match that is sure, the phrases (each ending with a
    capitalised word) that by themselves mean the same elsewhere in its document: a surname, once the full name has been
    seen.  `readers` read free text beside the expressions.
    """

    entity: str
    validate: Callable[[str], Verdict | None]
    candidates: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    anchor_reach: int = 0
    opens: Callable[[bytes, int], bool] | None = None
    max_length: int = 64
    labels: Labels = field(default_factory=dict)
    rivals: Labels = field(default_factory=dict)
    family: str = ""
    not_before: tuple[str, ...] = ()
    not_after: tuple[str, ...] = ()
    chance: float = 1.0
    column_confidence: float = 0.0
    check_many: Callable[[NDArray[np.uint8]], NDArray[np.bool_]] | None = None
    header_only: bool = False
    digits_shown: int = 2
    value_group: str | None = None
    label_attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    column: ColumnRule | None = None
    echoes: Callable[[str], Sequence[str]] | None = None
    readers: tuple[Reader, ...] = ()


@runtime_checkable
class Structure(Protocol):
    """Recognises something from a whole item: its name, headers, media type or first bytes."""

    entity: str

    def inspect(self, item: Item) -> Iterable[Match]:
        """What the item is, as matches without a span."""
        ...


@dataclass(frozen=True, slots=True)
class Access:
    """What `Target.check` found: who we are there, what can be read, and whether we could write."""

    identity: str
    readable: int
    could_write: bool
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOptions:
    """What a target must know besides its URL.

    `include` and `exclude` are globs over `unit` and `unit/item`.  `sample` is in rows per table (None: all), chosen by
    `seed`.  `bindings` name the columns with record dates and customers.
    """

    system: str
    password: Callable[[], str | None] = field(default=lambda: None, repr=False)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 0
    bindings: tuple[Binding, ...] = ()
    max_rate: int | None = None


Read = Item | Chunk | Skipped
"""What reading a unit yields: items to decode, rows that need no decoding, and what could not be read."""


@runtime_checkable
class Target(Protocol):
    """The adapter that reads one kind of system, opened read-only.

    An entry point of the group `pdscan.targets` is a class (or callable) that takes `(url, TargetOptions)`,
    gives a Target, and has an attribute `schemes`: the URL schemes that it serves.
    """

    def check(self) -> Access:
        """Connect, and say what may be read and whether this account could write.

        :raises pdscan.errors.TargetError: when the system can't be reached.
        """
        ...

    def units(self) -> Iterator[Unit | Skipped]:
        """Everything there is to read, in a stable order."""
        ...

    def read(self, unit: Unit, since: str | None = None) -> Iterator[Read]:
        """The contents of one unit.

        :param since: a cursor that `cursor` gave after an earlier read: yield what is new or changed.
        """
        ...

    def cursor(self, unit: Unit) -> str | None:
        """Up to where the unit has been read, for a later `since`; None when it must be read anew."""
        ...

    def sampled(self, unit: Unit) -> bool:
        """Whether only a sample of the unit was read."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on decoding one item, nested members included."""

    depth: int = 12
    expanded: int = 4 << 30
    ratio: int = 200
    members: int = 100_000
    seconds: float = 300.0
    block: int = 1 << 20


@dataclass(frozen=True, slots=True)
class Problem:
    """What a format could not decode: a reason of `pdscan.model.SKIP_REASONS` and a detail without scanned values.

    `member` is the path inside the item, "" for the item itself.
    """

    reason: str
    detail: str = ""
    member: str = ""


Decoded = Chunk | Item | Problem
"""What decoding yields: chunks, nested items (archive members, attachments), problems."""


@runtime_checkable
class Format(Protocol):
    """Decodes one file format.  Recognised by content first, by suffix where content can't tell.

    An entry point of the group `pdscan.formats` is such an object or module.
    """

    media_types: tuple[str, ...]
    suffixes: tuple[str, ...]

    def recognises(self, head: bytes, name: str) -> float:
        """How sure, 0–1, that an item with these first bytes (at most 8 KiB) and this name is of this format."""
        ...

    def chunks(self, stream: BinaryIO, item: Item, limits: Limits) -> Iterator[Decoded]:
        """The item's content.  Never reads it whole into memory where the format allows."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportView:
    """All that a report may show: no raw values in it.

    `register` is None when there is none.  `as_of` is the day for which retention was judged.
    `services` gives, by `str(finding.location)`, the service that the location serves.
    """

    scan: ScanResult
    discrepancies: tuple[Discrepancy, ...] = ()
    register: Register | None = None
    lint: tuple[LintResult, ...] = ()
    as_of: date
    language: str = "en"
    made: datetime
    threshold: float = 0.5
    services: Mapping[str, str] = field(default_factory=dict)
    color: bool = False
    width: int = 100

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings of the scan."""
        return self.scan.findings

    @property
    def coverage(self) -> tuple[Coverage, ...]:
        """What was read, by system."""
        return self.scan.coverage


@runtime_checkable
class Report(Protocol):
    """Writes a view in one format: an entry point of the group `pdscan.reports`."""

    name: str
    suffix: str

    def write(self, view: ReportView, out: TextIO) -> None:
        """Write the whole report as text (UTF-8)."""
        ...


@runtime_checkable
class Notifier(Protocol):
    """Tells somebody of news: an entry point of the group `pdscan.notifiers`."""

    schemes: tuple[str, ...]

    def send(self, destination: str, discrepancies: Sequence[Discrepancy], language: str) -> None:
        """Send one notice.

        :raises pdscan.errors.TargetError: when the destination does not take it.
        """
        ...
