"""Keep what was asked to be published."""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

_LOCKS = (
    """
CREATE TRIGGER publication_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON publication
EXECUTE FUNCTION refuse_change()
""",
    "REVOKE UPDATE, DELETE, TRUNCATE ON publication FROM CURRENT_USER",
)


def upgrade() -> None:
    op.create_table(
        "publication",
        sa.Column("publication_id", sa.Uuid, primary_key=True),
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), nullable=False
        ),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("track", sa.Text, nullable=False),
        sa.Column("state_hash", sa.Text, nullable=False),
        sa.Column("reason", sa.Text),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("publication_assessment", "publication", ["assessment_id", "publication_id"])
    for statement in _LOCKS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("publication")
