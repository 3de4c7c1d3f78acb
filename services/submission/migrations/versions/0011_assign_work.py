"""Add assignments, declared conflicts of interest, calendars, and the tree of editions.

What was heard of editions before lacks their tree. The topic is read once more, and completes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    op.add_column("edition", sa.Column("parents", postgresql.JSONB))
    op.execute("DELETE FROM consumer_offset WHERE topic = 'instrument.edition'")
    _create_assignments()
    _create_conflicts()
    _create_calendars()


def downgrade() -> None:
    op.drop_column("campaign", "calendar_code")
    for table in ("calendar", "conflict_of_interest", "assignment"):
        op.drop_table(table)
    op.drop_column("edition", "parents")


def _create_assignments() -> None:
    op.create_table(
        "assignment",
        sa.Column("assignment_id", sa.Uuid, primary_key=True),
        _campaign(),
        _agency("agency_code"),
        sa.Column("node_code", sa.Text, nullable=False),
        sa.Column("duty", sa.Text, nullable=False),
        _agency("unit_code"),
        sa.Column("subject", sa.Text),
        sa.Column("stage", sa.Text),
        sa.Column("assigned_by", sa.Text, nullable=False),
        _instant("assigned_at"),
        sa.CheckConstraint(
            "duty = 'responsible' AND unit_code IS NOT NULL AND stage IS NULL"
            " OR duty = 'assessor' AND unit_code IS NULL AND subject IS NOT NULL"
            " AND stage IS NOT NULL",
            name="assignment_whole",
        ),
    )
    op.create_index("assignment_campaign", "assignment", ["campaign_code", "assignment_id"])


def _create_conflicts() -> None:
    op.create_table(
        "conflict_of_interest",
        sa.Column("conflict_id", sa.Uuid, primary_key=True),
        _campaign(),
        sa.Column("subject", sa.Text, nullable=False),
        _agency("agency_code"),
        sa.Column("node_code", sa.Text),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("declared_by", sa.Text, nullable=False),
        _instant("declared_at"),
    )
    op.create_index(
        "conflict_of_interest_campaign", "conflict_of_interest", ["campaign_code", "conflict_id"]
    )


def _create_calendars() -> None:
    op.create_table(
        "calendar",
        sa.Column("calendar_code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("edition_code", sa.Text, nullable=False),
        sa.Column("agency_kind", sa.Text),
        sa.Column("rule", sa.Text, nullable=False),
        sa.Column("periods_back", sa.Integer, nullable=False),
        sa.Column("days_open", sa.Text, nullable=False),
        sa.Column("next_run_at", sa.DateTime(timezone=True)),
        sa.Column("tried_at", sa.DateTime(timezone=True)),
        sa.Column("refusal", postgresql.JSONB),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_by", sa.Text, nullable=False),
        _instant("changed_at"),
    )
    op.create_index("calendar_next_run", "calendar", ["next_run_at"])
    op.create_index("calendar_agency", "calendar", ["agency_code", "calendar_code"])
    op.add_column("campaign", sa.Column("calendar_code", sa.Text))
    op.create_index(
        "campaign_to_close",
        "campaign",
        ["calendar_code"],
        postgresql_where=sa.text("state = 'open' AND calendar_code IS NOT NULL"),
    )


def _campaign() -> sa.Column[str]:
    return sa.Column(
        "campaign_code", sa.Text, sa.ForeignKey("campaign.campaign_code"), nullable=False
    )


def _agency(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.Text, sa.ForeignKey("agency.agency_code"))


def _instant(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
