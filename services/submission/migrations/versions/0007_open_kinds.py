"""Open the kinds of agencies and campaigns, and say which agencies are assessed.

Which kinds there are is a table of the domain. A region becomes a regency, as its events are read.
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.drop_constraint("agency_kind_known", "agency", type_="check")
    op.drop_constraint("campaign_kind_known", "campaign", type_="check")
    op.execute("UPDATE agency SET agency_kind = 'regency' WHERE agency_kind = 'region'")
    op.add_column(
        "agency",
        sa.Column("is_assessed", sa.Boolean, nullable=False, server_default=sa.true()),
    )
    op.alter_column("agency", "is_assessed", server_default=None)


def downgrade() -> None:
    op.drop_column("agency", "is_assessed")
    op.execute("UPDATE agency SET agency_kind = 'region' WHERE agency_kind <> 'agency'")
    kinds = {
        ("agency", "agency_kind"): "('region', 'agency')",
        ("campaign", "kind"): "('evaluation', 'monitoring')",
    }
    for (table, column), known in kinds.items():
        op.create_check_constraint(f"{table}_kind_known", table, f"{column} IN {known}")
