"""Remember whom agencies took over from, so that what was derived then can be derived again.

Of a state that is still the present one it is known; earlier ones had no effect of theirs.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    op.add_column(
        "agency_history",
        sa.Column(
            "predecessor_codes", postgresql.ARRAY(sa.Text), nullable=False, server_default="{}"
        ),
    )
    op.execute(
        "UPDATE agency_history AS told SET predecessor_codes = now.predecessor_codes"
        " FROM agency AS now WHERE now.agency_code = told.agency_code"
        " AND now.revision = told.revision"
    )


def downgrade() -> None:
    op.drop_column("agency_history", "predecessor_codes")
