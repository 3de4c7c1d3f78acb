"""Keep whom an agency took over from, so that the facts of those are found."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.add_column(
        "agency",
        sa.Column(
            "predecessor_codes", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"
        ),
    )


def downgrade() -> None:
    op.drop_column("agency", "predecessor_codes")
