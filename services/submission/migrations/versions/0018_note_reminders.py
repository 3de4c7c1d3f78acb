"""Note which thresholds of a deadline were told of an assessment; rows are only added."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"

_TRIGGER = """
CREATE TRIGGER reminder_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON reminder
EXECUTE FUNCTION refuse_change()
"""


def upgrade() -> None:
    op.create_table(
        "reminder",
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
        ),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("last_day", sa.Date, primary_key=True),
        sa.Column("threshold", sa.Text, primary_key=True),
        sa.Column("emitted_at", sa.DateTime(timezone=True), nullable=False),
    )
    # Who looks for what is due asks for open stages alone.
    op.create_index(
        "assessment_stage_open",
        "assessment_stage",
        ["assessment_id", "stage"],
        postgresql_where=sa.text("state = 'open'"),
    )
    op.execute(_TRIGGER)
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON reminder FROM CURRENT_USER")


def downgrade() -> None:
    op.drop_index("assessment_stage_open", "assessment_stage")
    op.drop_table("reminder")
