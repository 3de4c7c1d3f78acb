"""Add the revision of campaigns, and the newest choice of another derivation set."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.add_column("campaign", sa.Column("revision", sa.Integer, nullable=False, server_default="1"))
    op.add_column("campaign", sa.Column("rederivation_id", sa.Uuid))


def downgrade() -> None:
    op.drop_column("campaign", "rederivation_id")
    op.drop_column("campaign", "revision")
