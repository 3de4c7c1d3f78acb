"""Keep whole editions and floors to compute predicates with, what was submitted, and approvals.

What was heard of editions before lacks them. The topic is read once more, and completes it.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"

_LOCKS = (
    """
CREATE TRIGGER approval_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON approval
EXECUTE FUNCTION refuse_change()
""",
    "REVOKE UPDATE, DELETE, TRUNCATE ON approval FROM CURRENT_USER",
)


def upgrade() -> None:
    op.create_table(
        "edition_body",
        sa.Column("edition_code", sa.Text, sa.ForeignKey("edition.edition_code"), primary_key=True),
        sa.Column("sha256", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.add_column("derivation_set", sa.Column("floors", postgresql.JSONB))
    # What the release before submits names no revision.
    op.add_column("stage_passage", sa.Column("assessment_revision", sa.Integer))
    op.create_table(
        "approval",
        sa.Column("approval_id", sa.Uuid, primary_key=True),
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), nullable=False
        ),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("state_hash", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("minutes", postgresql.ARRAY(sa.Text), nullable=False),
        sa.Column("decision", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("subject", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("decision IN ('approved', 'rejected')", name="approval_decision_known"),
    )
    op.create_index("approval_assessment", "approval", ["assessment_id", "approval_id"])
    for statement in _LOCKS:
        op.execute(statement)
    op.execute("DELETE FROM consumer_offset WHERE topic = 'instrument.edition'")


def downgrade() -> None:
    op.drop_table("approval")
    op.drop_column("stage_passage", "assessment_revision")
    op.drop_column("derivation_set", "floors")
    op.drop_table("edition_body")
