"""The first tables: scans, units, findings, skips, coverage, discrepancies."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _number(table: str) -> list[sa.Column[int] | sa.PrimaryKeyConstraint]:
    return [sa.Column("id", _NUMBER, nullable=False), sa.PrimaryKeyConstraint("id", name=f"pk_{table}")]


def _numbers(*names: str) -> list[sa.Column[int]]:
    return [sa.Column(name, _NUMBER, nullable=False) for name in names]


def _texts(*names: str, nullable: bool = False) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.Text(), nullable=nullable) for name in names]


def _truths(*names: str, nullable: bool = False) -> list[sa.Column[bool]]:
    return [sa.Column(name, sa.Boolean(), nullable=nullable) for name in names]


def _belongs(table: str, column: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [to], name=f"fk_{table}_{column}", ondelete="CASCADE")


def upgrade() -> None:
    """Make the tables."""
    _scans()
    _units()
    _findings()
    _discrepancies()


def _scans() -> None:
    op.create_table("properties", *_texts("name", "value"), sa.PrimaryKeyConstraint("name", name="pk_properties"))
    op.create_table(
        "scans",
        *_texts("id"),
        sa.Column("moment", sa.Float(53), nullable=False),
        *_texts("started"),
        *_texts("finished", nullable=True),
        *_truths("complete", nullable=True),
        *_texts("systems", "scope"),
        sa.PrimaryKeyConstraint("id", name="pk_scans"),
    )
    op.create_index("ix_scans_moment", "scans", ["moment"])
    op.create_table(
        "coverage",
        *_number("coverage"),
        *_texts("scan_id", "system"),
        *_numbers("units", "read", "sampled", "skipped", "items", "rows", "bytes"),
        *_truths("complete"),
        _belongs("coverage", "scan_id", "scans.id"),
    )
    op.create_index("ix_coverage_scan_id", "coverage", ["scan_id"])


def _units() -> None:
    op.create_table(
        "units",
        *_number("units"),
        *_texts("scan_id", "system", "name"),
        sa.Column("size", _NUMBER, nullable=True),
        *_truths("finished", "sampled"),
        *_numbers("items", "rows", "bytes"),
        *_texts("cursor", nullable=True),
        _belongs("units", "scan_id", "scans.id"),
        sa.UniqueConstraint("scan_id", "system", "name", name="uq_units_scan_id_system_name"),
    )
    op.create_table(
        "skipped",
        *_number("skipped"),
        *_texts("scan_id"),
        sa.Column("unit_id", _NUMBER, nullable=True),
        *_texts("system", "unit"),
        *_texts("item", "field", nullable=True),
        *_texts("reason", "detail"),
        _belongs("skipped", "scan_id", "scans.id"),
        _belongs("skipped", "unit_id", "units.id"),
    )
    op.create_index("ix_skipped_scan_id", "skipped", ["scan_id"])
    op.create_index("ix_skipped_unit_id", "skipped", ["unit_id"])


def _findings() -> None:
    op.create_table(
        "findings",
        *_number("findings"),
        *_numbers("unit_id"),
        *_texts("system", "unit"),
        *_texts("item", "field", nullable=True),
        *_texts("entity", "category"),
        *_numbers("count", "possible", "distinct", "test"),
        sa.Column("rows", _NUMBER, nullable=True),
        sa.Column("confidence", sa.Float(53), nullable=False),
        *_texts("examples", "fingerprints", "reasons", "attributes", "together", "days"),
        *_numbers("undated", "implausible"),
        *_texts("ends"),
        *_numbers("unknown_customer"),
        _belongs("findings", "unit_id", "units.id"),
    )
    op.create_index("ix_findings_unit_id", "findings", ["unit_id"])


def _discrepancies() -> None:
    op.create_table(
        "reconciliations",
        *_number("reconciliations"),
        *_texts("scan_id", "as_of"),
        _belongs("reconciliations", "scan_id", "scans.id"),
        sa.UniqueConstraint("scan_id", "as_of", name="uq_reconciliations_scan_id_as_of"),
    )
    op.create_table(
        "discrepancies",
        *_number("discrepancies"),
        *_numbers("reconciliation_id"),
        *_texts("stable_id", "content"),
        _belongs("discrepancies", "reconciliation_id", "reconciliations.id"),
    )
    op.create_index("ix_discrepancies_reconciliation_id_stable_id", "discrepancies", ["reconciliation_id", "stable_id"])
