"""Index the outbox by partition and owner, for the order of each key across processes."""

from alembic import op

from kit.database.migrations import drop_outbox_index, index_outbox

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    index_outbox(op)


def downgrade() -> None:
    drop_outbox_index(op)
