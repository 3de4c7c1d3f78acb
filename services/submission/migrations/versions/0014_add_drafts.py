"""Keep drafts of answers, how decisions came, and what indicators are called.

What was heard of editions before lacks the names. The topic is read once more, and completes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0014"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "answer_draft",
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
        ),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("indicator_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("content", postgresql.JSONB),
        sa.Column("written_by", sa.Text),
        sa.Column("written_at", sa.DateTime(timezone=True)),
        sa.CheckConstraint(
            "(content IS NULL) = (written_by IS NULL) AND (content IS NULL) = (written_at IS NULL)",
            name="answer_draft_written",
        ),
    )
    # The release before names no way: what it decides was decided online.
    op.add_column(
        "level_decision", sa.Column("via", sa.Text, nullable=False, server_default="online")
    )
    op.create_check_constraint(
        "level_decision_via_known", "level_decision", "via IN ('online', 'bulk', 'xlsx', 'csv')"
    )
    op.add_column("edition", sa.Column("titles", postgresql.JSONB))
    op.execute("DELETE FROM consumer_offset WHERE topic = 'instrument.edition'")


def downgrade() -> None:
    op.drop_column("edition", "titles")
    op.drop_constraint("level_decision_via_known", "level_decision", type_="check")
    op.drop_column("level_decision", "via")
    op.drop_table("answer_draft")
