"""Add the owners of instruments, and the tree of agencies that says who stands above them.

An owner is an agency; null is the product. What was there before belongs to the product: it says of
no edition which agency made it. A draft of before belongs to whoever writes it next.
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

_OWNED = ("edition", "edition_draft", "crosswalk")


def upgrade() -> None:
    op.create_table(
        "agency",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("parent_code", sa.Text),
        sa.Column("revision", sa.Integer, nullable=False),
    )
    for table in _OWNED:
        op.add_column(table, sa.Column("owner_code", sa.Text))


def downgrade() -> None:
    for table in _OWNED:
        op.drop_column(table, "owner_code")
    op.drop_table("agency")
