"""Bind approvals, and what is signed, to the evidence; note reminders of periods and of owners.

Approvals of before have seen no evidence (null): they count only while nothing is linked. A stage
without `unread` was submitted by a release that bound no evidence. If that closed it too, it stays
as it was signed.

Periods whose time was over more than a month ago are noted as told: lists show them, and nobody
gets a flood of events about years that nobody closed. One that is opened again is told.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0035"
down_revision = "0034"

_TRIGGER = """
CREATE TRIGGER period_reminder_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON period_reminder
EXECUTE FUNCTION refuse_change()
"""
_TELL_OLD = """
INSERT INTO period_reminder (assessment_id, rounds, last_day, threshold, emitted_at)
SELECT part.assessment_id,
    (SELECT count(*) FROM performance_passage AS passed
        WHERE passed.assessment_id = part.assessment_id),
    over.last_day, 'passed', now()
FROM assessment AS part
JOIN campaign ON campaign.campaign_code = part.campaign_code
JOIN edition ON edition.edition_code = campaign.edition_code
    AND edition.period_kind IN ('month', 'quarter')
CROSS JOIN LATERAL (
    SELECT max(last_day) AS last_day FROM campaign_stage
    WHERE campaign_stage.campaign_code = part.campaign_code
) AS over
WHERE over.last_day < current_date - 31
"""


def upgrade() -> None:
    op.add_column("approval", sa.Column("evidence", postgresql.JSONB))
    op.add_column("assessment_stage", sa.Column("unread", postgresql.ARRAY(sa.Text)))
    op.create_table(
        "period_reminder",
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
        ),
        sa.Column("rounds", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("last_day", sa.Date, primary_key=True),
        sa.Column("threshold", sa.Text, primary_key=True),
        sa.Column("emitted_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "owner_reminder",
        sa.Column(
            "recommendation_id",
            sa.Uuid,
            sa.ForeignKey("recommendation.recommendation_id"),
            primary_key=True,
        ),
        sa.Column("owner", sa.Text, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.execute(_TELL_OLD)
    op.execute(_TRIGGER)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON period_reminder FROM CURRENT_USER")


def downgrade() -> None:
    op.drop_table("owner_reminder")
    op.drop_table("period_reminder")
    op.drop_column("assessment_stage", "unread")
    op.drop_column("approval", "evidence")
