"""Create the kit's tables: outbox, consumer offsets and idempotency keys."""

from alembic import op

from kit.database.migrations import create_kit_tables, drop_kit_tables

revision = "0001"
down_revision = None


def upgrade() -> None:
    create_kit_tables(op)


def downgrade() -> None:
    drop_kit_tables(op)
