"""Create targets: what a node is to reach in a year, and whether it does."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.create_table(
        "target",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("instrument_code", sa.Text, primary_key=True),
        sa.Column("year", sa.SmallInteger, primary_key=True, autoincrement=False),
        sa.Column("node_code", sa.Text, primary_key=True),
        # None: it was withdrawn, and its revisions go on if it is set again.
        sa.Column("value", sa.Text),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("set_by", sa.Text, nullable=False),
        _instant("set_at"),
        sa.Column("state", sa.Text, nullable=False),
        _instant("since"),
        sa.Column("changes", sa.BigInteger, nullable=False),
        sa.Column("assessment_id", sa.Uuid),
        sa.Column("exact", sa.Text),
        sa.CheckConstraint("state IN ('met', 'missed', 'unknown')", name="target_state"),
    )


def downgrade() -> None:
    op.drop_table("target")


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
