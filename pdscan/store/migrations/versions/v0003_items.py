"""What was read of each item, so that a later scan can take over the items of a unit that have not changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "items",
        sa.Column("id", _NUMBER, nullable=False),
        sa.Column("unit_id", _NUMBER, nullable=False),
        sa.Column("path", sa.Text(), nullable=False),
        sa.Column("rows", _NUMBER, nullable=False),
        sa.Column("bytes", _NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_items"),
        sa.ForeignKeyConstraint(["unit_id"], ["units.id"], name="fk_items_unit_id", ondelete="CASCADE"),
    )
    op.create_index("ix_items_unit_id", "items", ["unit_id"])
