"""Keep which indicators are at risk: now, every state that counted, and what waits.

A worker of the release before knows no such event and passes it over. So submission tells of risks
only once both are upgraded, or a replay with a swap brings them back (`docs/runbooks/replay.md`).
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"


def upgrade() -> None:
    op.create_table(
        "risk_state",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, nullable=False),
        sa.Column("risks", postgresql.JSONB, nullable=False),
    )
    op.create_table(
        "risk_history",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("risks", postgresql.JSONB, nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_table(
        "parked_risk",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.BigInteger, primary_key=True),
        sa.Column("risks", postgresql.JSONB, nullable=False),
        sa.Column("refusal", sa.Text),
    )


def downgrade() -> None:
    for name in ("parked_risk", "risk_history", "risk_state"):
        op.drop_table(name)
