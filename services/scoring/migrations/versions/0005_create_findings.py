"""Create contradictions: each opening of one, for ever; and which sets look for any."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "contradiction",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("rule_code", sa.Text, primary_key=True),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("severity", sa.Text, nullable=False),
        sa.Column("indicator_code", sa.Text),
        sa.Column("text_id", sa.Text, nullable=False),
        sa.Column("text_en", sa.Text, nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("cleared_at", sa.DateTime(timezone=True)),
    )
    op.create_index(
        "contradiction_open",
        "contradiction",
        ["assessment_id", "rule_code"],
        unique=True,
        postgresql_where=sa.text("cleared_at IS NULL"),
    )
    # What a batch must look at beside the scores; most installations begin with none of it.
    for name in ("contradicts", "compares_years"):
        column = sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false())
        op.add_column("derivation_set", column)


def downgrade() -> None:
    for name in ("compares_years", "contradicts"):
        op.drop_column("derivation_set", name)
    op.drop_table("contradiction")
