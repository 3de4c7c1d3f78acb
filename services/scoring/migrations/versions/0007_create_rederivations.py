"""Create campaigns that choose another derivation set."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "rederivation",
        sa.Column("rederivation_id", sa.Uuid, primary_key=True),
        sa.Column("campaign_code", sa.Text, nullable=False),
        sa.Column("edition_code", sa.Text, nullable=False),
        sa.Column("derivation_set_version", sa.BigInteger, nullable=False),
        sa.Column("assessment_count", sa.Integer, nullable=False),
        sa.Column("chosen_by", sa.Text, nullable=False),
        _instant("chosen_at", nullable=False),
    )
    op.create_index("rederivation_campaign_code", "rederivation", ["campaign_code"])
    op.create_table(
        "rederived_assessment",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True, autoincrement=False),
        sa.Column("rederivation_id", sa.Uuid, nullable=False),
        sa.Column("derivation_set_version", sa.BigInteger, nullable=False),
        sa.Column("event_id", sa.Text, nullable=False),
        sa.Column("event_partition", sa.Integer, nullable=False),
        sa.Column("event_offset", sa.BigInteger, nullable=False),
        _instant("event_time", nullable=False),
        _instant("done_at", nullable=True),
        # Those that wait are looked for often, and are few.
        sa.Index(
            "rederived_assessment_waiting",
            "assessment_id",
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )
    op.create_index(
        "rederived_assessment_rederivation_id", "rederived_assessment", ["rederivation_id"]
    )


def downgrade() -> None:
    for name in ("rederived_assessment", "rederivation"):
        op.drop_table(name)


def _instant(name: str, *, nullable: bool) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
