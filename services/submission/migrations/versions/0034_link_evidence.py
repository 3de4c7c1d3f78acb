"""Link evidence to indicators, with reviews, and keep what was told to be at risk."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0034"
down_revision = "0033"

_INSTANT = sa.DateTime(timezone=True)
_STAY = (
    "evidence_link",
    "evidence_link_removal",
    "evidence_link_review",
    "evidence_withdrawal",
)


def upgrade() -> None:
    op.create_table(
        "evidence_link",
        sa.Column("link_id", sa.Uuid, primary_key=True),
        _assessment(),
        sa.Column("indicator_code", sa.Text, nullable=False),
        sa.Column("evidence_id", sa.Uuid, nullable=False),
        sa.Column("version", sa.Integer, nullable=False),
        sa.Column("page", sa.Text),
        sa.Column("article", sa.Text),
        sa.Column("note", sa.Text),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("replaces", sa.Uuid, sa.ForeignKey("evidence_link.link_id")),
        sa.Column("made_by", sa.Text, nullable=False),
        sa.Column("made_at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(
            ["evidence_id", "version"],
            ["evidence_version.evidence_id", "evidence_version.version"],
        ),
    )
    op.create_index("evidence_link_assessment", "evidence_link", ["assessment_id", "link_id"])
    op.create_index("evidence_link_evidence", "evidence_link", ["evidence_id", "link_id"])
    op.create_table(
        "evidence_link_removal",
        _link(),
        sa.Column("removed_by", sa.Text, nullable=False),
        sa.Column("removed_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "evidence_link_review",
        _link(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        _assessment(),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("reviewed_by", sa.Text, nullable=False),
        sa.Column("reviewed_at", _INSTANT, nullable=False),
        sa.CheckConstraint("state IN ('accepted', 'rejected')", name="evidence_link_review_said"),
    )
    op.create_index(
        "evidence_link_review_person", "evidence_link_review", ["assessment_id", "reviewed_by"]
    )
    op.create_table(
        "evidence_withdrawal",
        sa.Column("evidence_id", sa.Uuid, sa.ForeignKey("evidence.evidence_id"), primary_key=True),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("withdrawn_by", sa.Text, nullable=False),
        sa.Column("withdrawn_at", _INSTANT, nullable=False),
    )
    op.create_table(
        "evidence_risk",
        _assessment(is_key=True),
        sa.Column("risks", JSONB, nullable=False),
        sa.Column("seen_revision", sa.Integer, nullable=False),
        sa.Column("next_at", _INSTANT, nullable=False),
    )
    op.create_index("evidence_risk_next_at", "evidence_risk", ["next_at"])
    for table in _STAY:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )
        # Rows that name a link lock it, which needs this right; the trigger refuses every update.
        rights = "DELETE, TRUNCATE" if table == "evidence_link" else "UPDATE, DELETE, TRUNCATE"
        op.execute(f"REVOKE {rights} ON {table} FROM CURRENT_USER")


def downgrade() -> None:
    for table in ("evidence_risk", *reversed(_STAY)):
        op.drop_table(table)


def _assessment(*, is_key: bool = False) -> sa.Column[sa.Uuid]:
    key = sa.ForeignKey("assessment.assessment_id")
    return sa.Column("assessment_id", sa.Uuid, key, primary_key=is_key, nullable=False)


def _link() -> sa.Column[sa.Uuid]:
    return sa.Column("link_id", sa.Uuid, sa.ForeignKey("evidence_link.link_id"), primary_key=True)
