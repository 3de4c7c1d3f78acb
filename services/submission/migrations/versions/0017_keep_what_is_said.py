"""Keep beside a decision which parts of an explanation it says.

Decisions that are there, and those that the release before adds, have none: who reads them looks
at their texts.
"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("level_decision", sa.Column("said", sa.SmallInteger))


def downgrade() -> None:
    op.drop_column("level_decision", "said")
