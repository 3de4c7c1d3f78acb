"""Keep which revision of each target was told; the worker tells those that were set before."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"


def upgrade() -> None:
    op.add_column(
        "target", sa.Column("told_revision", sa.BigInteger, nullable=False, server_default="0")
    )
    op.create_index(
        "target_untold",
        "target",
        ["agency_code", "instrument_code", "year", "node_code"],
        postgresql_where=sa.text("told_revision < revision"),
    )


def downgrade() -> None:
    op.drop_index("target_untold", "target")
    op.drop_column("target", "told_revision")
