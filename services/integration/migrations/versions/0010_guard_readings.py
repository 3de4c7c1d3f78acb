"""Keep what drifted in quarantine, what a long run has read so far, schedules and limits.

Shapes of listings are empty until the next reading: nothing is compared with them before.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0009"

_HEALTH = "source_state_health"
_STATUS = "sync_run_status"
_HEALTHS = "health IN ('unread', 'up', 'failed'{})"
_STATUSES = "status IN ('pending', 'running', 'succeeded', 'partial', 'failed'{})"
_EMPTY = {"nullable": False, "server_default": "{}"}
_NONE = {"nullable": False, "server_default": "[]"}


def upgrade() -> None:
    op.add_column("source", sa.Column("schedule", JSONB))
    op.add_column("source", sa.Column("limits", JSONB, **_EMPTY))
    op.add_column("source", sa.Column("drift", JSONB, **_EMPTY))
    op.add_column("source_state", sa.Column("changed_at", sa.DateTime(timezone=True)))
    op.add_column("source_state", sa.Column("error_groups", JSONB, **_NONE))
    _check(_HEALTH, "source_state", _HEALTHS.format(", 'quarantined'"))
    op.add_column("listing", sa.Column("own_rows", sa.Integer))
    op.add_column("listing", sa.Column("shape", JSONB))
    op.add_column("listing", sa.Column("source_revision", sa.Integer))
    op.add_column("sync_run", sa.Column("years", JSONB))
    op.add_column("sync_run", sa.Column("error_groups", JSONB, **_NONE))
    op.add_column("sync_run", sa.Column("progress", JSONB))
    op.add_column("sync_run", sa.Column("cancelled_by", sa.Text))
    _check(_STATUS, "sync_run", _STATUSES.format(", 'quarantined', 'cancelled'"))
    _create_answers()
    _create_quarantines()


def downgrade() -> None:
    op.drop_table("quarantine")
    op.drop_table("kept_answer")
    op.execute("UPDATE sync_run SET status = 'failed' WHERE status IN ('quarantined', 'cancelled')")
    op.execute("UPDATE source_state SET health = 'failed' WHERE health = 'quarantined'")
    _check(_STATUS, "sync_run", _STATUSES.format(""))
    _check(_HEALTH, "source_state", _HEALTHS.format(""))
    for table, names in (
        ("sync_run", ("cancelled_by", "progress", "error_groups", "years")),
        ("listing", ("source_revision", "shape", "own_rows")),
        ("source_state", ("error_groups", "changed_at")),
        ("source", ("drift", "limits", "schedule")),
    ):
        for name in names:
            op.drop_column(table, name)


def _check(name: str, table: str, rule: str) -> None:
    op.drop_constraint(name, table)
    op.create_check_constraint(name, table, rule)


def _create_answers() -> None:
    """Create what a run has read so far; a run that goes on reads it from here."""
    op.create_table(
        "kept_answer",
        sa.Column("run_id", sa.Uuid, primary_key=True),
        sa.Column("asked", sa.Text, primary_key=True),
        sa.Column("source_code", sa.Text, nullable=False),
        sa.Column("unchanged", sa.Boolean, nullable=False),
        sa.Column("etag", sa.Text),
        sa.Column("body", sa.LargeBinary, nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("kept_answer_source", "kept_answer", ["source_code"])


def _create_quarantines() -> None:
    op.create_table(
        "quarantine",
        sa.Column("run_id", sa.Uuid, primary_key=True),
        sa.Column("source_code", sa.Text, nullable=False),
        sa.Column("status", sa.Text, nullable=False),
        sa.Column("findings", JSONB, nullable=False),
        sa.Column("digest", sa.Text, nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("decided_by", sa.Text),
        sa.CheckConstraint(
            "status IN ('held', 'released', 'discarded', 'superseded')", name="quarantine_status"
        ),
        sa.ForeignKeyConstraint(["run_id"], ["sync_run.run_id"]),
    )
    op.create_index("quarantine_source", "quarantine", ["source_code", "run_id"])
    op.create_index(
        "quarantine_held",
        "quarantine",
        ["source_code"],
        unique=True,
        postgresql_where=sa.text("status = 'held'"),
    )
