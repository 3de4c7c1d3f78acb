"""When a result began to count: a question as of a moment asks for that, not for its own date."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    # Results that are there never change; their own date serves for them.
    op.add_column("result", sa.Column("recorded_at", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.drop_column("result", "recorded_at")
