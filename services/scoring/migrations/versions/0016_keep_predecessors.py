"""Keep whom an agency took over from, so that its year before is found.

Events told nobody until submission kept reorganisations: all that are there have none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.add_column(
        "agency",
        sa.Column(
            "predecessor_codes", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"
        ),
    )


def downgrade() -> None:
    op.drop_column("agency", "predecessor_codes")
