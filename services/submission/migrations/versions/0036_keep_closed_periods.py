"""Note on an assessment that a leader closed its month or quarter: nothing of it changes then."""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"

_CLOSED = """
UPDATE assessment SET period_closed_at = newest.done_at
FROM (
    SELECT DISTINCT ON (assessment_id) assessment_id, step, done_at
    FROM performance_passage ORDER BY assessment_id, number DESC
) AS newest
WHERE newest.assessment_id = assessment.assessment_id AND newest.step = 'closed'
"""


def upgrade() -> None:
    op.add_column("assessment", sa.Column("period_closed_at", sa.DateTime(timezone=True)))
    op.execute(_CLOSED)


def downgrade() -> None:
    op.drop_column("assessment", "period_closed_at")
