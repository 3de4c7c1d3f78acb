"""Keep whom an agency took over from, so that its year before is found.

Events told nobody until submission kept reorganisations: all that are there have none.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

_ONLY = "CASE WHEN cardinality(predecessor_codes) = 1 THEN predecessor_codes[1] END"


def upgrade() -> None:
    op.add_column(
        "agency",
        sa.Column(
            "predecessor_codes", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"
        ),
    )
    op.add_column("agency", sa.Column("only_predecessor", sa.Text, sa.Computed(_ONLY)))


def downgrade() -> None:
    op.drop_column("agency", "only_predecessor")
    op.drop_column("agency", "predecessor_codes")
