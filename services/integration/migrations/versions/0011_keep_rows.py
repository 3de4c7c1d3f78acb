"""Keep the raw rows of sources that push or drop files, and the files.

A run says by which way its rows came.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

revision = "0011"
down_revision = "0010"

_STAMPS = "kept_row_stamp"


def upgrade() -> None:
    _let_sources_push()
    _create_kept_rows()
    _create_nonces()
    _create_files()


def downgrade() -> None:
    for table in ("dropped_file", "feed_nonce", "kept_listing", "kept_row"):
        op.drop_table(table)
    op.execute(sa.text(f"DROP SEQUENCE {_STAMPS}"))
    op.drop_index("record_opens", "record")
    op.drop_column("sync_run", "way")
    op.drop_column("source", "revision_keys")
    op.drop_column("source", "push_secret_name")


def _let_sources_push() -> None:
    op.add_column("source", sa.Column("push_secret_name", sa.Text))
    op.add_column("source", sa.Column("revision_keys", JSONB, nullable=False, server_default="{}"))
    op.add_column("sync_run", sa.Column("way", sa.Text, nullable=False, server_default="pull"))
    # The periods that have begun are asked for with every delivery.
    op.create_index(
        "record_opens",
        "record",
        ["source_code", "opens"],
        postgresql_where=sa.text("opens IS NOT NULL AND NOT gone"),
    )


def _create_kept_rows() -> None:
    op.execute(sa.text(f"CREATE SEQUENCE {_STAMPS}"))
    op.create_table(
        "kept_row",
        *(sa.Column(name, sa.Text, primary_key=True) for name in _KEY),
        sa.Column("texts", sa.Text, nullable=False),
        sa.Column("readable", sa.Text),
        sa.Column("revision", sa.BigInteger),
        sa.Column("way", sa.Text, nullable=False),
        sa.Column("as_of", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("absent", "has_good")),
        sa.Column("good_text", sa.Text),
        sa.Column("good_revision", sa.BigInteger),
        *(sa.Column(name, sa.Boolean, nullable=False) for name in ("anonymous", "unlisted")),
        sa.Column("stamp", sa.BigInteger, nullable=False),
        sa.Column("pending", sa.Boolean, nullable=False),
        sa.Column("told", ARRAY(sa.Text), nullable=False),
        sa.Column("doubts", JSONB),
        sa.Column("concerned", ARRAY(sa.Text)),
        sa.CheckConstraint("way IN ('pull', 'push', 'file')", name="kept_row_way"),
    )
    op.create_index(
        "kept_row_pending", "kept_row", ["source_code"], postgresql_where=sa.text("pending")
    )
    op.create_index(
        "kept_row_doubts",
        "kept_row",
        ["source_code"],
        postgresql_where=sa.text("doubts IS NOT NULL"),
    )
    op.create_table(
        "kept_listing",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source_code", "listing")),
        *(sa.Column(name, JSONB, nullable=False) for name in ("told", "doubts")),
    )


def _create_nonces() -> None:
    op.create_table(
        "feed_nonce",
        *(sa.Column(name, sa.Text, primary_key=True) for name in ("source_code", "nonce")),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("feed_nonce_until", "feed_nonce", ["until"])


def _create_files() -> None:
    op.create_table(
        "dropped_file",
        sa.Column("file_id", sa.Text, primary_key=True),
        *(
            sa.Column(name, sa.Text, nullable=False)
            for name in ("source_code", "sha256", "listing")
        ),
        sa.Column("sheet", sa.Text),
        sa.Column("whole", sa.Boolean, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
        *(sa.Column(name, sa.Text, nullable=False) for name in ("state", "added_by")),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("looked_at", sa.Integer),
        *(sa.Column(name, JSONB, nullable=False) for name in ("figures", "faults")),
        sa.Column("reason", JSONB),
        sa.Column("done", sa.Integer, nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True)) for name in ("ended_at", "lease_until")),
        sa.CheckConstraint(
            "state IN ('waiting', 'previewed', 'accepted', 'taken', 'refused')",
            name="dropped_file_state",
        ),
    )
    op.create_index(
        "dropped_file_waiting",
        "dropped_file",
        ["added_at"],
        postgresql_where=sa.text("state IN ('waiting', 'accepted')"),
    )


_KEY = ("source_code", "listing", "row_id")
