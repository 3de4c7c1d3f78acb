"""Keep which derivation set and which verdict an approval has seen."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column("approval", sa.Column("derivation_set_version", sa.Integer))
    # What the release before approves has seen no verdict.
    op.add_column(
        "approval", sa.Column("verdict_revision", sa.Integer, nullable=False, server_default="0")
    )


def downgrade() -> None:
    op.drop_column("approval", "verdict_revision")
    op.drop_column("approval", "derivation_set_version")
