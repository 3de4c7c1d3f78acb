"""Keep what scoring tells: indices by track, and what became of publications.

Both are filled by reading the topic `scoring.score` from its beginning.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "assessment_score",
        # Without a foreign key: the topic may tell of an assessment before a restored database.
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("track", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("exact", sa.Text),
        sa.Column("announced", sa.Text),
        sa.Column("predicate_id", sa.Text),
        sa.Column("predicate_en", sa.Text),
        sa.Column("maturity_id", sa.Text),
        sa.Column("maturity_en", sa.Text),
        sa.Column("coverage", sa.Text, nullable=False),
        sa.Column("not_judged", sa.Text),
    )
    op.create_table(
        "publication_outcome",
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("outcome", sa.Text, nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("result_hash", sa.Text),
        sa.Column("sequence", sa.Integer),
        sa.Column("reasons", postgresql.JSONB, nullable=False),
        sa.CheckConstraint("outcome IN ('published', 'refused')", name="publication_outcome_known"),
    )


def downgrade() -> None:
    for table in ("publication_outcome", "assessment_score"):
        op.drop_table(table)
