"""Keep who acted for the assessed agency: they do not decide at a later stage."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"

# Which side a signature under minutes was for shows in the role; a consent is always the agency's.
_KNOWN = """
INSERT INTO agency_actor (assessment_id, subject)
SELECT document_id, subject FROM signature WHERE kind = 'consent'
UNION
SELECT minutes.assessment_id, signature.subject
FROM signature JOIN minutes ON minutes.minutes_id = signature.document_id
WHERE signature.kind = 'minutes' AND signature.role IN ('coordinator', 'agency_officer')
UNION
SELECT assessment_id, raised_by FROM dispute
"""


def upgrade() -> None:
    op.create_table(
        "agency_actor",
        sa.Column(
            "assessment_id",
            sa.Uuid,
            sa.ForeignKey("assessment.assessment_id"),
            primary_key=True,
        ),
        sa.Column("subject", sa.Text, primary_key=True),
    )
    op.execute(_KNOWN)


def downgrade() -> None:
    op.drop_table("agency_actor")
