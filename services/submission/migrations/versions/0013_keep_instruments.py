"""Keep which instrument an edition is of: kinds of campaigns go with instruments.

What was heard of editions before lacks it. The topic is read once more, and completes it.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    op.add_column("edition", sa.Column("instrument_code", sa.Text))
    op.execute("DELETE FROM consumer_offset WHERE topic = 'instrument.edition'")


def downgrade() -> None:
    op.drop_column("edition", "instrument_code")
