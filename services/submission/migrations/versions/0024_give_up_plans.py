"""Let a plan be given up, so that another takes its place. Keep what a calendar did last."""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"

_SAME = ["agency_code", "edition_code", "period", "kind"]
_WAS_OPENED = (
    "(state <> 'planned' OR opened_at IS NULL) AND (state <> 'open' OR opened_at IS NOT NULL)"
)


def upgrade() -> None:
    op.drop_constraint("campaign_opened", "campaign", type_="check")
    op.create_check_constraint("campaign_opened", "campaign", _WAS_OPENED)
    op.drop_constraint("campaign_once", "campaign", type_="unique")
    op.create_index(
        "campaign_once",
        "campaign",
        _SAME,
        unique=True,
        postgresql_where=sa.text("state <> 'closed' OR opened_at IS NOT NULL"),
    )
    op.add_column("calendar", sa.Column("last_campaign_code", sa.Text))


def downgrade() -> None:
    op.drop_column("calendar", "last_campaign_code")
    op.drop_index("campaign_once", "campaign")
    op.create_unique_constraint("campaign_once", "campaign", _SAME)
    op.drop_constraint("campaign_opened", "campaign", type_="check")
    op.create_check_constraint(
        "campaign_opened", "campaign", "(state = 'planned') = (opened_at IS NULL)"
    )
