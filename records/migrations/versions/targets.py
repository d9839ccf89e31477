"""Targets, one row each time that one is set."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "targets",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("metric", sa.String(100), nullable=False),
        sa.Column("shop_id", sa.String(200)),
        sa.Column("label", sa.String(50), nullable=False),
        sa.Column("first", sa.Date, nullable=False),
        sa.Column("last", sa.Date, nullable=False),
        sa.Column("value", sa.String(60), nullable=False),
        sa.Column("currency", sa.String(3)),
        sa.Column("author", sa.String(200), nullable=False),
        sa.Column("set_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True)),
    )
    op.create_index("ix_targets_metric", "targets", ["metric"])


def downgrade() -> None:
    op.drop_table("targets")
