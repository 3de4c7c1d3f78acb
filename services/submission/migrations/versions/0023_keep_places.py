"""Keep where people worked before the agency that their record names."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.create_table(
        "person_place",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("valid_until", sa.Date, primary_key=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("person_place")
