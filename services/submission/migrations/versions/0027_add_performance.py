"""Add what agencies tell of a month or quarter, and how leaders comment on it and close it."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0027"
down_revision = "0026"


def _assessment(*, is_key: bool) -> sa.Column[sa.Uuid]:
    key = sa.ForeignKey("assessment.assessment_id")
    return sa.Column("assessment_id", sa.Uuid, key, primary_key=is_key, nullable=False)


def upgrade() -> None:
    op.create_table(
        "performance_account",
        _assessment(is_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("is_draft", sa.Boolean, nullable=False),
        sa.Column("body", JSONB, nullable=False),
        sa.Column("written_by", sa.Text, nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "performance_comment",
        sa.Column("comment_id", sa.Uuid, primary_key=True),
        _assessment(is_key=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("text", sa.Text, nullable=False),
        sa.Column("indicator_code", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("said_by", sa.Text, nullable=False),
        sa.Column("said_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index(
        "ix_performance_comment_assessment_id", "performance_comment", ["assessment_id"]
    )
    op.create_table(
        "performance_passage",
        _assessment(is_key=True),
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("step", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("done_by", sa.Text, nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
    )


def downgrade() -> None:
    for table in ("performance_passage", "performance_comment", "performance_account"):
        op.drop_table(table)
