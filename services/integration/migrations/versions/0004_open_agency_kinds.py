"""Keep a region of an earlier event as the regency that it is read as now."""

from alembic import op

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    op.execute("UPDATE agency SET agency_kind = 'regency' WHERE agency_kind = 'region'")


def downgrade() -> None:
    op.execute("UPDATE agency SET agency_kind = 'region' WHERE agency_kind <> 'agency'")
