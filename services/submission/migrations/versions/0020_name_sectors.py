"""Keep the sector of public service that an answer is about, where an indicator asks for one."""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"


def upgrade() -> None:
    op.add_column("level_decision", sa.Column("sector", sa.Text))


def downgrade() -> None:
    op.drop_column("level_decision", "sector")
