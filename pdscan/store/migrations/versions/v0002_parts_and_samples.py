"""Units that are read in parts, and of how many rows a sample is."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Add a table and a column; of the samples of older scans nobody knows."""
    op.create_table(
        "parts",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("unit_id", _NUMBER, nullable=False),
        sa.Column("number", _NUMBER, nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_parts"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_parts_unit_id", ondelete="CASCADE"),
        sa.UniqueConstraint("unit_id", "number", name="uq_parts_unit_id_number"),
    )
    op.add_column("units", sa.Column("population", _NUMBER, nullable=False, server_default="0"))
