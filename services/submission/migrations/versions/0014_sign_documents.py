"""Add signatures: who signed which exact document, with which role, and when. Rows stay."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

_LOCKS = (
    """
CREATE TRIGGER signature_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON signature
EXECUTE FUNCTION refuse_change()
""",
    "REVOKE UPDATE, DELETE, TRUNCATE ON signature FROM CURRENT_USER",
)


def upgrade() -> None:
    op.create_table(
        "signature",
        sa.Column("kind", sa.Text, primary_key=True),
        sa.Column("document_id", sa.Uuid, primary_key=True),
        sa.Column("sha256", sa.Text, primary_key=True),
        sa.Column("subject", sa.Text, primary_key=True),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=False),
    )
    for statement in _LOCKS:
        op.execute(statement)


def downgrade() -> None:
    op.drop_table("signature")
