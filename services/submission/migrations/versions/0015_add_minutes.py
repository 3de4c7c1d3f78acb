"""Add minutes, verdicts, and what needs a visit.

Of minutes and verdicts every version is kept. Campaigns that were opened name no visit.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0015"
down_revision = "0014"

_LOCKED = ("minutes", "verdict")


def upgrade() -> None:
    op.create_table(
        "campaign_visit",
        sa.Column(
            "campaign_code", sa.Text, sa.ForeignKey("campaign.campaign_code"), primary_key=True
        ),
        sa.Column("indicator_code", sa.Text, primary_key=True),
    )
    op.add_column("campaign_step", sa.Column("indicator_codes", postgresql.ARRAY(sa.Text)))
    op.create_table(
        "visited_indicator",
        _assessment(primary_key=True),
        sa.Column("indicator_code", sa.Text, primary_key=True),
    )
    _create_minutes()
    _create_verdicts()
    for table in _LOCKED:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")


def downgrade() -> None:
    for table in ("verdict", "minutes", "visited_indicator", "campaign_visit"):
        op.drop_table(table)
    op.drop_column("campaign_step", "indicator_codes")


def _create_minutes() -> None:
    op.create_table(
        "minutes",
        sa.Column("minutes_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        _assessment(primary_key=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("held_on", sa.Date, nullable=False),
        sa.Column("place", sa.Text, nullable=False),
        *(
            sa.Column(name, postgresql.JSONB, nullable=False)
            for name in ("participants", "questions", "findings")
        ),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('interview', 'observation', 'self_assessment')", name="minutes_kind_known"
        ),
    )
    op.create_index("minutes_assessment", "minutes", ["assessment_id", "minutes_id", "revision"])


def _create_verdicts() -> None:
    op.create_table(
        "verdict",
        _assessment(primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("validity", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("levels_sha256", sa.Text, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("validity IN ('valid', 'not_valid')", name="verdict_validity_known"),
    )


def _assessment(*, primary_key: bool) -> sa.Column[object]:
    return sa.Column(
        "assessment_id",
        sa.Uuid,
        sa.ForeignKey("assessment.assessment_id"),
        primary_key=primary_key,
        nullable=False,
    )
