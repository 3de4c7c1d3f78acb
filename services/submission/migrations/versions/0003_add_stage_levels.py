"""Keep which indicators may not apply and how scales call their levels; reasons in their parts.

What was heard of editions before lacks both. The topic is read once more, and completes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.add_column("edition", sa.Column("not_applicable", postgresql.JSONB))
    op.add_column("level_decision", sa.Column("reasons", postgresql.JSONB))
    op.execute("DELETE FROM consumer_offset WHERE topic = 'instrument.edition'")


def downgrade() -> None:
    op.drop_column("level_decision", "reasons")
    op.drop_column("edition", "not_applicable")
