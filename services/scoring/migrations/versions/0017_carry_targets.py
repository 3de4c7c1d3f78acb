"""Keep of which year a target was carried over. Those that are there were set."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.add_column("target", sa.Column("carried_from", sa.SmallInteger))


def downgrade() -> None:
    op.drop_column("target", "carried_from")
