"""Create scores, their changes and the levels that rules derive."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

# Long rows stay on their page, and uncompressed: compression would cost more than it saves here.
_INLINE = {"toast_tuple_target": 8160}


def upgrade() -> None:
    op.create_table(
        "score",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("version", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("revision", sa.BigInteger, nullable=False, server_default="0"),
        sa.Column("changed_at", sa.DateTime(timezone=True)),
        sa.Column("tracks", sa.Text),
        postgresql_with={"fillfactor": 50},
    )
    op.create_table(
        "score_change",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("moved", sa.Text, nullable=False),
        sa.Column("body", sa.Text, nullable=False),
        postgresql_with=_INLINE,
    )
    op.create_table(
        "derived_level",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("indicator_code", sa.Text, primary_key=True),
        sa.Column("rule_code", sa.Text, nullable=False),
        sa.Column("level", sa.Text),
        sa.Column("covered", sa.Boolean, nullable=False),
        sa.Column("oldest_fact_at", sa.DateTime(timezone=True)),
        sa.Column("stale_since", sa.DateTime(timezone=True)),
        sa.Column("trace", sa.Text, nullable=False),
        postgresql_with={"fillfactor": 70},
    )
    op.execute("ALTER TABLE score_change ALTER body SET STORAGE EXTERNAL")


def downgrade() -> None:
    for name in ("derived_level", "score_change", "score"):
        op.drop_table(name)
