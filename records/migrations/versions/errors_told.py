"""What went wrong in a run of `sync`, as it can be said in other languages too."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("sync_runs", sa.Column("error_told", sa.JSON))


def downgrade() -> None:
    op.drop_column("sync_runs", "error_told")
