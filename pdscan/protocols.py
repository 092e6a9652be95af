"""All that a plugin must know: what a detector, target, format, report and notifier look like.

Plugins import this module, `pdscan.model` and `pdscan.errors`, and nothing else of the core.  None of
the protocols is a base class: a plugin is any object with these members.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO, Protocol, TextIO, runtime_checkable

from pdscan.model import (
    Binding,
    Chunk,
    Contained,
    Coverage,
    Discrepancy,
    Finding,
    Item,
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


NO_CANDIDATE, REFUSED, UNSURE, BY_HEADER = -1, -2, -3, -4
"""Of a cell: it holds no candidate and is refused; it is one, which is refused; it must be looked at by itself;
it holds no candidate, and must be looked at by itself where a header says that it is one nevertheless."""


@dataclass(frozen=True, slots=True)
class Many:
    """What a detector says of many whole cells of one width, without an object for each.

    `kind` gives for each cell a place in `verdicts`, or `NO_CANDIDATE`, `REFUSED`, `UNSURE` or `BY_HEADER`.  The
    verdicts' own values are empty: those of the cells are the rows of `values` (ASCII, padded with zeros).
    """

    kind: NDArray[np.int16]
    verdicts: tuple[Verdict, ...]
    values: NDArray[np.uint8] = field(repr=False)


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
    `read_many` may read whole cells of a table in bulk: it gets ASCII cells of one width (n × width, uint8), and must
    say of each exactly what the candidates and `validate` say, or that it isn't sure (`Many`); None stands for not sure
    of any.  It may be asked of any cells, also of those that hold a candidate somewhere inside.

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
    seen.  `readers` read free text beside the expressions.  `category` is the register's, where it isn't that which the
    vocabulary gives the entity.
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
    read_many: Callable[[NDArray[np.uint8]], Many | None] | None = None
    header_only: bool = False
    digits_shown: int = 2
    value_group: str | None = None
    label_attributes: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    column: ColumnRule | None = None
    echoes: Callable[[str], Sequence[str]] | None = None
    readers: tuple[Reader, ...] = ()
    category: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Glimpse:
    """What a structure may see of one thing: a file, a nested member, a part of a message, a table.

    `path` is unit and item, nested members joined with `!/`; the unit's name (with the sheet's, where there are
    several) for a table.  `media_type` is that of the format that reads it.  `head` are its first bytes as they are
    (at most 8 KiB; none of a database's table).  `text` is what the decoded text begins with (some 32 KiB; what a
    table's cells begin with), and `fields` the same by field: a message's `Subject`, `From`, `body`; `""` for text
    without one.  `columns` and `rows` are a table's columns and the cells of its first rows, "" where one is empty.
    `noticed` is what the format noticed besides.
    """

    path: str = ""
    media_type: str | None = None
    head: bytes = field(default=b"", repr=False)
    text: str = field(default="", repr=False)
    fields: Mapping[str, str] = field(default_factory=dict, repr=False)
    columns: tuple[str, ...] = field(default=(), repr=False)
    rows: tuple[tuple[str, ...], ...] = field(default=(), repr=False)
    noticed: Mapping[str, str | int | bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Recognition:
    """What a structure says of one thing: that it is, or holds, an `entity`.

    It counts once; for a table once a row (in which `row_column` is filled, where it names one: of objects in JSON that
    hold others not every row is a record), and for text that is a log once for each match of `records`, whose groups
    `year`, `month`, `day` (the first may be missing; `day` alone may be seconds since 1970) say of which day it is.
    The date of a table's rows stands in `date_column`, where neither the system nor a binding knows it; the date of a
    whole thing is `day`, where the thing itself says so.  `value` is what the entity is, where it is a value (a
    certificate's name).
    """

    entity: str
    confidence: float
    reasons: tuple[str, ...] = ()
    attributes: Mapping[str, Any] = field(default_factory=dict)
    value: str = field(default="", repr=False)
    day: date | None = None
    date_column: str | None = None
    row_column: str | None = None
    records: re.Pattern[bytes] | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Structure:
    """What recognises something from a whole item or table rather than from a value: data, and one pure function.

    `inspect` is asked only where it is worth while: of media types that begin with one of `media_types`, of tables with
    a column whose name holds one of the `columns` (lower case, letters and digits only), and where one of the `marks`
    (lower case) stands in the beginning of the text, whatever its case.  It gives recognitions of `entity`, or of one
    of the entities in `also`.
    """

    entity: str
    inspect: Callable[[Glimpse], Iterable[Recognition]]
    media_types: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    also: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Access:
    """What `Target.check` found: who we are there, what can be read, and whether we could write.

    `problems` are what can't be read; `remarks` what else is worth knowing, such as what can't be known.
    """

    identity: str
    readable: int
    could_write: bool
    problems: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetOptions:
    """What a target must know besides its URL.

    `include` and `exclude` are globs over `unit` and `unit/item`.  `sample` is in rows per table (None: all), chosen by
    `seed`; with `full_on_hit` a table in whose sample something is found is read whole.  `bindings` name the columns
    with record dates and customers.

    The rest says how to connect: `key_file` holds a private key, which `passphrase` opens, `known_hosts` has the
    host keys that are trusted (as OpenSSH writes them), `ca` the certificates that are (PEM); without `encrypt`
    a connection may be in the clear.  With `other_file_systems` those that are mounted in a folder are read with it.
    """

    system: str
    password: Callable[[], str | None] = field(default=lambda: None, repr=False)
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    sample: int | None = None
    seed: int = 0
    full_on_hit: bool = False
    bindings: tuple[Binding, ...] = ()
    max_rate: int | None = None
    key_file: Path | None = None
    passphrase: Callable[[], str | None] = field(default=lambda: None, repr=False)
    known_hosts: Path | None = None
    ca: Path | None = None
    encrypt: bool = True
    other_file_systems: bool = False


@dataclass(frozen=True, slots=True)
class Unchanged:
    """An item that stands as it stood when a cursor was made; `path` is that of the `Item` that it would be."""

    path: str


Read = Item | Chunk | Skipped | Unchanged
"""What reading a unit yields: items to decode, rows that need no decoding, what could not be read, what is the same."""


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

        :param since: a cursor that `cursor` gave after an earlier read: yield what is new or changed, and that
            every other item is `Unchanged`.
        :raises pdscan.errors.ConnectionLostError: when the system went away; the unit is read again from its beginning.
        """
        ...

    def cursor(self, unit: Unit, without: Collection[str] = ()) -> str | None:
        """Up to where the unit has been read, for a later `since`; None when it must be read anew.

        :param without: paths of items that are to be read again, though nothing in them changes.
        """
        ...

    def sampled(self, unit: Unit) -> int:
        """Of how many rows only a sample was read; 0 where the unit was read whole."""
        ...

    def close(self) -> None:
        """Let go of connections and files."""
        ...


@runtime_checkable
class Divisible(Protocol):
    """A target some of whose units can be read in parts: side by side, and each by itself after an interruption."""

    def parts(self, unit: Unit) -> Sequence[str]:
        """The names of a unit's parts, which together are all of it; none where it is best read in one piece.

        A name says all that must be known to read the part, and holds no value that identifies a person.

        :raises pdscan.errors.TargetError: when the system can't be reached.
        """
        ...

    def read_part(self, unit: Unit, part: str) -> Iterator[Read]:
        """The contents of one part, as `Target.read` gives those of the unit."""
        ...


class Passwords(tuple[str, ...]):
    """Passwords to try on locked files; what shows them shows their number.

    >>> Passwords(["geheim", "anders"])
    Passwords(2)
    """

    __slots__ = ()

    def __repr__(self) -> str:
        return f"Passwords({len(self)})"

    __str__ = __repr__


@dataclass(frozen=True, slots=True)
class Limits:
    """Bounds on decoding one item, nested members included; without `ocr` no picture is read.

    `passwords` are tried on archives and documents that are locked.
    """

    depth: int = 12
    expanded: int = 4 << 30
    ratio: int = 200
    members: int = 100_000
    seconds: float = 300.0
    block: int = 1 << 20
    ocr: bool = True
    passwords: Passwords = field(default_factory=Passwords)


@dataclass(frozen=True, slots=True)
class Problem:
    """What a format could not decode: a reason of `pdscan.model.SKIP_REASONS` and a detail without scanned values.

    `member` is the path inside the item, "" for the item itself.
    """

    reason: str
    detail: str = ""
    member: str = ""


@dataclass(frozen=True, slots=True)
class Noticed:
    """What a format noticed of an item besides its content, for the structures: yielded before the chunks."""

    facts: Mapping[str, str | int | bool]


Decoded = Chunk | Item | Problem | Noticed
"""What decoding yields: chunks, nested items (archive members, attachments), problems, and what was noticed.

An item that holds no text, but was recognised for what it is, yields one empty chunk of text.
"""


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
