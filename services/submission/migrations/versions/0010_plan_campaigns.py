"""Add people, time zones of agencies, and the planning of campaigns.

The release before reads `opened_at` of every campaign and plans none, so what it knows stays whole.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0007"

_STATES = "('planned', 'open', 'closed')"
_ZONES = "('Asia/Jakarta', 'Asia/Makassar', 'Asia/Jayapura')"


def upgrade() -> None:
    op.add_column("agency", sa.Column("time_zone", sa.Text))
    op.create_check_constraint("agency_time_zone_known", "agency", f"time_zone IN {_ZONES}")
    _create_people()
    _change_campaigns()
    _create_plans()
    _create_steps()


def downgrade() -> None:
    for table in ("campaign_step", "announcement", "team_member", "campaign_stage"):
        op.drop_table(table)
    op.execute("DELETE FROM campaign WHERE opened_at IS NULL")
    for name in ("campaign_opened", "campaign_closed", "campaign_state_known"):
        op.drop_constraint(name, "campaign", type_="check")
    for column in ("state", "closed_at", "closing_reason", "agency_codes", "agency_kind"):
        op.drop_column("campaign", column)
    op.alter_column("campaign", "opened_at", nullable=False)
    op.drop_table("person")
    op.drop_constraint("agency_time_zone_known", "agency", type_="check")
    op.drop_column("agency", "time_zone")


def _create_people() -> None:
    op.create_table(
        "person",
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("position", sa.Text),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        _instant("changed_at"),
        sa.CheckConstraint("valid_until >= valid_from", name="person_dates"),
    )
    op.create_index("person_agency", "person", ["agency_code", "subject"])


def _change_campaigns() -> None:
    op.add_column(
        "campaign", sa.Column("state", sa.Text, nullable=False, server_default=sa.text("'open'"))
    )
    op.add_column("campaign", sa.Column("closed_at", sa.DateTime(timezone=True)))
    op.add_column("campaign", sa.Column("closing_reason", sa.Text))
    op.add_column("campaign", sa.Column("agency_codes", postgresql.ARRAY(sa.Text)))
    op.add_column("campaign", sa.Column("agency_kind", sa.Text))
    op.alter_column("campaign", "opened_at", nullable=True)
    rules = {
        "campaign_state_known": f"state IN {_STATES}",
        "campaign_opened": "(state = 'planned') = (opened_at IS NULL)",
        "campaign_closed": "(state = 'closed') = (closed_at IS NOT NULL)",
    }
    for name, rule in rules.items():
        op.create_check_constraint(name, "campaign", rule)


def _create_plans() -> None:
    op.create_table(
        "campaign_stage",
        _campaign(primary_key=True),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("last_day", sa.Date, nullable=False),
        sa.Column("until_time", sa.Time),
        sa.Column("reason", sa.Text),
    )
    op.create_table(
        "team_member",
        _campaign(primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("functions", postgresql.ARRAY(sa.Text), nullable=False),
    )
    op.create_index(
        "team_member_data_entry",
        "team_member",
        ["campaign_code"],
        unique=True,
        postgresql_where=sa.text("'data_entry' = ANY (functions)"),
    )
    op.create_table(
        "announcement",
        sa.Column("announcement_id", sa.Uuid, primary_key=True),
        _campaign(),
        sa.Column("title", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date),
        sa.Column("announced_by", sa.Text, nullable=False),
        _instant("announced_at"),
    )
    op.create_index("announcement_campaign", "announcement", ["campaign_code", "announcement_id"])


def _create_steps() -> None:
    op.create_table(
        "campaign_step",
        _campaign(primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("stage", sa.Text),
        sa.Column("last_day", sa.Date),
        sa.Column("reason", sa.Text),
        sa.Column("done_by", sa.Text, nullable=False),
        _instant("done_at"),
    )
    op.execute(
        """
        CREATE TRIGGER campaign_step_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON campaign_step
        EXECUTE FUNCTION refuse_change()
        """
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON campaign_step FROM CURRENT_USER")


def _campaign(*, primary_key: bool = False) -> sa.Column[str]:
    return sa.Column(
        "campaign_code",
        sa.Text,
        sa.ForeignKey("campaign.campaign_code"),
        primary_key=primary_key,
        nullable=False,
    )


def _instant(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
