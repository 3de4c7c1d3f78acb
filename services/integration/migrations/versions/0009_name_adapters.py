"""Let a source name its adapter and its ways, and every version of a record what it was read by.

Sources without an adapter have the usual one of their system; those from before are pulled. Of a
version from before, its run tells what read it, as far as that was kept.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"

_SYSTEMS = "'e-planning', 'e-program', 'e-sakip', 'national', 'generic-rest', 'generic-table'"


def upgrade() -> None:
    op.add_column("source", sa.Column("adapter", sa.Text))
    op.add_column(
        "source", sa.Column("ways", JSONB, nullable=False, server_default=sa.text("'[\"pull\"]'"))
    )
    op.drop_constraint("source_system", "source")
    op.create_check_constraint("source_system", "source", f"system IN ({_SYSTEMS})")
    op.add_column("record_revision", sa.Column("source_revision", sa.Integer))
    op.add_column("record_revision", sa.Column("adapter", sa.Text))


def downgrade() -> None:
    op.drop_column("record_revision", "adapter")
    op.drop_column("record_revision", "source_revision")
    op.drop_constraint("source_system", "source")
    op.create_check_constraint(
        "source_system", "source", "system IN ('e-planning', 'e-program', 'e-sakip')"
    )
    op.drop_column("source", "ways")
    op.drop_column("source", "adapter")
