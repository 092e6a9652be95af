"""The tables.  A change here needs a migration beside it, in `migrations/versions`.

    properties      scans ─┬─ coverage
                           ├─ units ─┬─ items
                           │         ├─ findings
                           │         ├─ skipped
                           │         └─ parts
                           └─ reconciliations ── discrepancies

What belongs to a row goes when the row goes.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Float,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Text,
    UniqueConstraint,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from pdscan.store.values import Json, Moment, Name

Number = BigInteger().with_variant(Integer, "sqlite")


class Table(DeclarativeBase):
    """What all tables have in common: the names of their constraints."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class Property(Table):
    """What the store knows of itself: `key_id` names the fingerprint key that its fingerprints were made with."""

    __tablename__ = "properties"

    name: Mapped[str] = mapped_column(Text, primary_key=True)
    value: Mapped[str] = mapped_column(Text)


class Scan(Table):
    """One scan.  `moment` orders scans, whatever their time zones."""

    __tablename__ = "scans"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    moment: Mapped[float] = mapped_column(Float(53), index=True)
    started: Mapped[datetime] = mapped_column(Moment)
    finished: Mapped[datetime | None] = mapped_column(Moment)
    complete: Mapped[bool | None] = mapped_column(Boolean)
    systems: Mapped[Any] = mapped_column(Json)
    scope: Mapped[Any] = mapped_column(Json)


class UnitRow(Table):
    """One unit of one system in one scan: planned, and finished when all that was found in it is here.

    `population` is of how many rows those that were read are a sample; 0 where it was read whole.
    """

    __tablename__ = "units"
    __table_args__ = (UniqueConstraint("scan_id", "system", "name"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"))
    system: Mapped[str] = mapped_column(Name)
    name: Mapped[str] = mapped_column(Name)
    size: Mapped[int | None] = mapped_column(Number)
    finished: Mapped[bool] = mapped_column(Boolean)
    sampled: Mapped[bool] = mapped_column(Boolean)
    items: Mapped[int] = mapped_column(Number)
    rows: Mapped[int] = mapped_column(Number)
    bytes: Mapped[int] = mapped_column(Number)
    cursor: Mapped[str | None] = mapped_column(Name)
    population: Mapped[int] = mapped_column(Number, server_default="0")


class PartRow(Table):
    """A part of a unit that is read in several: which it is, and what was counted in it, sealed."""

    __tablename__ = "parts"
    __table_args__ = (UniqueConstraint("unit_id", "number"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"))
    number: Mapped[int] = mapped_column(Number)
    content: Mapped[bytes] = mapped_column(LargeBinary)


class ItemRow(Table):
    """What was read of one item of a unit that a later scan may build on."""

    __tablename__ = "items"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    path: Mapped[str] = mapped_column(Name)
    rows: Mapped[int] = mapped_column(Number)
    bytes: Mapped[int] = mapped_column(Number)


class FindingRow(Table):
    """One finding; `days` and `ends` are its age histograms, to the day."""

    __tablename__ = "findings"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    unit_id: Mapped[int] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    system: Mapped[str] = mapped_column(Name)
    unit: Mapped[str] = mapped_column(Name)
    item: Mapped[str | None] = mapped_column(Name)
    field: Mapped[str | None] = mapped_column(Name)
    entity: Mapped[str] = mapped_column(Name)
    category: Mapped[str] = mapped_column(Name)
    count: Mapped[int] = mapped_column(Number)
    possible: Mapped[int] = mapped_column(Number)
    distinct: Mapped[int] = mapped_column(Number)
    test: Mapped[int] = mapped_column(Number)
    rows: Mapped[int | None] = mapped_column(Number)
    confidence: Mapped[float] = mapped_column(Float(53))
    examples: Mapped[Any] = mapped_column(Json)
    fingerprints: Mapped[Any] = mapped_column(Json)
    reasons: Mapped[Any] = mapped_column(Json)
    attributes: Mapped[Any] = mapped_column(Json)
    together: Mapped[Any] = mapped_column(Json)
    days: Mapped[Any] = mapped_column(Json)
    undated: Mapped[int] = mapped_column(Number)
    implausible: Mapped[int] = mapped_column(Number)
    ends: Mapped[Any] = mapped_column(Json)
    unknown_customer: Mapped[int] = mapped_column(Number)


class SkippedRow(Table):
    """What could not be read, in a unit or (where `unit_id` is null) before there was one."""

    __tablename__ = "skipped"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), index=True)
    unit_id: Mapped[int | None] = mapped_column(ForeignKey("units.id", ondelete="CASCADE"), index=True)
    system: Mapped[str] = mapped_column(Name)
    unit: Mapped[str] = mapped_column(Name)
    item: Mapped[str | None] = mapped_column(Name)
    field: Mapped[str | None] = mapped_column(Name)
    reason: Mapped[str] = mapped_column(Name)
    detail: Mapped[str] = mapped_column(Name)


class CoverageRow(Table):
    """What was read of one system in a finished scan."""

    __tablename__ = "coverage"

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"), index=True)
    system: Mapped[str] = mapped_column(Name)
    units: Mapped[int] = mapped_column(Number)
    read: Mapped[int] = mapped_column(Number)
    sampled: Mapped[int] = mapped_column(Number)
    skipped: Mapped[int] = mapped_column(Number)
    items: Mapped[int] = mapped_column(Number)
    rows: Mapped[int] = mapped_column(Number)
    bytes: Mapped[int] = mapped_column(Number)
    complete: Mapped[bool] = mapped_column(Boolean)


class Reconciliation(Table):
    """The discrepancies of one scan on one day."""

    __tablename__ = "reconciliations"
    __table_args__ = (UniqueConstraint("scan_id", "as_of"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    scan_id: Mapped[str] = mapped_column(ForeignKey("scans.id", ondelete="CASCADE"))
    as_of: Mapped[str] = mapped_column(Text)


class DiscrepancyRow(Table):
    """One discrepancy; `content` is all of it, and `stable_id` its id, the same in every scan."""

    __tablename__ = "discrepancies"
    __table_args__ = (Index(None, "reconciliation_id", "stable_id"),)

    id: Mapped[int] = mapped_column(Number, primary_key=True)
    reconciliation_id: Mapped[int] = mapped_column(ForeignKey("reconciliations.id", ondelete="CASCADE"))
    stable_id: Mapped[str] = mapped_column(Name)
    content: Mapped[Any] = mapped_column(Json)
