"""The declared register: the processing activities that an organisation says it has (GDPR article 30)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Source:
    """Where in the statement something stands: its 1-based line (or row), and its words.

    `cells` holds the text of every cell by column, and the sentence that stands for a column that is missing.
    """

    line: int | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long a category may be kept.

    `kind` is `length` (ISO 8601 `length`, counted from the record's date), `end_of_service` (`length` is what the
    statement adds after it, or None) or `undetermined`.
    """

    kind: str
    length: str | None = None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Responsible:
    """The organisation's own role: `controller`, or `processor` where the client answers; None when not stated."""

    role: str | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class Ground:
    """The legal ground; `reason` is what the statement says beside it.

    `kind` is contract, legal_obligation, legitimate_interest, consent, vital_interest or public_task; None when
    not stated.
    """

    kind: str | None
    text: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Mapped:
    """One kind of data of an entry: the statement's own words, the category, and how sure (0–1) the mapping is."""

    text: str
    category: str
    certainty: float = 1.0


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the register.  `id` is the same at every import of the same row."""

    id: str
    service: str
    data: str
    categories: tuple[str, ...]
    retention: Retention
    responsible: Responsible
    ground: Ground
    source: Source = field(default_factory=Source)
    mapped: tuple[Mapped, ...] = ()


@dataclass(frozen=True, slots=True)
class Cookie:
    """One row of a cookie table."""

    name: str
    placed_by: str
    purpose: str
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class Asked:
    """Data that the statement asks people for outside its table, such as a copy of an identity document."""

    text: str
    category: str
    source: Source = field(default_factory=Source)


@dataclass(frozen=True, slots=True)
class Unclear:
    """What the import did not understand, for a person to finish: where it stands, its words, and what is amiss."""

    line: int | None
    text: str
    why: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Statement:
    """The privacy statement: where it came from and of what day it is."""

    source: str
    dated: date | None = None
    organisation: str | None = None


@dataclass(frozen=True, slots=True)
class Register:
    """All that is declared."""

    statement: Statement
    entries: tuple[Entry, ...]
    cookies: tuple[Cookie, ...] = ()
    unclear: tuple[Unclear, ...] = ()
    asked: tuple[Asked, ...] = ()

    @property
    def services(self) -> tuple[str, ...]:
        """Every service, in the statement's order."""
        return tuple(dict.fromkeys(entry.service for entry in self.entries))


@dataclass(frozen=True, slots=True)
class LintResult:
    """What a regulator would ask about the register itself.  `severity` is low, medium or high."""

    rule: str
    severity: str
    message: str
    entry: str | None = None
    line: int | None = None
