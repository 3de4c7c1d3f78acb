"""Keep what agencies did about recommendations; each is judged once."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    op.create_table(
        "followup",
        sa.Column("followup_id", sa.Uuid, primary_key=True),
        sa.Column(
            "recommendation_id",
            sa.Uuid,
            sa.ForeignKey("recommendation.recommendation_id"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("evidence_ids", postgresql.ARRAY(sa.Uuid), nullable=False),
        sa.Column("sent_by", sa.Text, nullable=False),
        sa.Column("sent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("judged_by", sa.Text),
        sa.Column("judged_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.Text),
        sa.UniqueConstraint("recommendation_id", "number", name="followup_number"),
        sa.CheckConstraint(
            "state IN ('submitted', 'verified', 'returned')", name="followup_state_known"
        ),
        sa.CheckConstraint(
            "(state = 'submitted') = (judged_by IS NULL)"
            " AND (judged_by IS NULL) = (judged_at IS NULL)"
            " AND (state <> 'returned' OR reason IS NOT NULL)",
            name="followup_judged",
        ),
    )
    op.execute(
        "CREATE TRIGGER followup_judged_once BEFORE UPDATE ON followup FOR EACH ROW"
        " WHEN (OLD.state <> 'submitted') EXECUTE FUNCTION refuse_change()"
    )
    op.execute(
        "CREATE TRIGGER followup_stays BEFORE DELETE OR TRUNCATE ON followup"
        " EXECUTE FUNCTION refuse_change()"
    )
    op.execute("REVOKE DELETE, TRUNCATE ON followup FROM CURRENT_USER")


def downgrade() -> None:
    op.drop_table("followup")
