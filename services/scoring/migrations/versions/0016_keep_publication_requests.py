"""Keep what submission asks to be published, and how each request was answered.

An answer never changes, as the result that it names: the service's role gives up the rights.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "publication_request",
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
    )
    op.create_table(
        "publication_answer",
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column("assessment_id", sa.Uuid, nullable=False),
        sa.Column("result_revision", sa.Integer),
        sa.Column("reasons", postgresql.JSONB),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(result_revision IS NULL) <> (reasons IS NULL)", name="publication_answer_says_one"
        ),
        sa.UniqueConstraint(
            "assessment_id", "result_revision", name="publication_answer_of_a_result"
        ),
    )
    op.execute(
        "CREATE TRIGGER publication_answer_stays BEFORE UPDATE OR DELETE OR TRUNCATE"
        " ON publication_answer EXECUTE FUNCTION refuse_change()"
    )
    op.execute("REVOKE UPDATE, DELETE, TRUNCATE ON publication_answer FROM CURRENT_USER")


def downgrade() -> None:
    for name in ("publication_answer", "publication_request"):
        op.drop_table(name)
