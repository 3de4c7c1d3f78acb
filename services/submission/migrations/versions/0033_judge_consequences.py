"""Keep targets, a region's rules of rewards and punishments, and what leaders acknowledged.

What scoring told before is read once more: scores, and the targets that it tells of from now on.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0033"
down_revision = "0032"

_ADDED_ONLY = ("consequence_rule_set", "consequence_acknowledgement")


def upgrade() -> None:
    op.create_table(
        "agency_target",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("instrument_code", sa.Text, primary_key=True),
        sa.Column("year", sa.SmallInteger, primary_key=True),
        sa.Column("node_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("value", sa.Text),
    )
    _create_rule_sets()
    _create_acknowledgements()
    for table in _ADDED_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
    op.execute(
        "DELETE FROM consumer_offset"
        " WHERE consumer_group = 'submission-scores' AND topic = 'scoring.score'"
    )


def downgrade() -> None:
    for table in (*reversed(_ADDED_ONLY), "agency_target"):
        op.drop_table(table)


def _create_rule_sets() -> None:
    op.create_table(
        "consequence_rule_set",
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), primary_key=True),
        sa.Column("version", sa.Integer, primary_key=True),
        sa.Column("content", postgresql.JSONB, nullable=False),
        sa.Column("published_by", sa.Text, nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_acknowledgements() -> None:
    op.create_table(
        "consequence_acknowledgement",
        sa.Column("assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id")),
        sa.Column("rule_code", sa.Text),
        sa.Column("sha256", sa.Text),
        sa.Column("acknowledged_by", sa.Text),
        sa.Column("role", sa.Text, nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("content", sa.Text, nullable=False),
        sa.PrimaryKeyConstraint("assessment_id", "rule_code", "sha256", "acknowledged_by"),
    )
