"""Create agencies, sources with their state, runs, listings, records and facts.

Histories are append-only by right: the service's role may not update or delete their rows.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"

_GRANTS = """
REVOKE UPDATE, DELETE, TRUNCATE ON source_revision, record_revision, fact_observation
FROM CURRENT_USER
"""
_TABLES = (
    "fact_observation",
    "fact",
    "record_revision",
    "record",
    "listing",
    "sync_run",
    "source_state",
    "source_revision",
    "source",
    "agency",
)


def upgrade() -> None:
    _create_agencies()
    _create_sources()
    _create_runs()
    _create_records()
    _create_facts()
    op.execute(_GRANTS)


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _create_agencies() -> None:
    op.create_table(
        "agency",
        _text("agency_code", primary_key=True),
        _text("name"),
        _text("agency_kind"),
        _text("parent_code", nullable=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        _integer("revision"),
    )
    op.create_index("agency_parent_code", "agency", ["parent_code"])


def _create_sources() -> None:
    op.create_table(
        "source",
        _text("source_code", primary_key=True),
        *(_text(name) for name in ("system", "name", "region_code", "base_url", "secret_name")),
        _integer("interval_seconds"),
        _integer("timeout_seconds"),
        *(_json(name) for name in ("years", "units", "options")),
        _integer("revision"),
        _instant("changed_at"),
        sa.CheckConstraint(
            "system IN ('e-planning', 'e-program', 'e-sakip')", name="source_system"
        ),
    )
    op.create_table(
        "source_revision",
        _text("source_code", primary_key=True),
        _integer("revision", primary_key=True),
        _json("registration"),
        _text("changed_by"),
        _instant("changed_at"),
    )
    op.create_table(
        "source_state",
        _text("source_code", primary_key=True),
        _text("health"),
        _integer("health_revision"),
        _instant("last_success_at", nullable=True),
        _instant("failed_at", nullable=True),
        _json("failure", nullable=True),
        _integer("failures"),
        _instant("next_due_at"),
        sa.Column("lease_token", sa.Uuid),
        _instant("lease_until", nullable=True),
        _integer("read_revision", nullable=True),
        _text("read_adapter", nullable=True),
        _text("row_error_hash", nullable=True),
        sa.CheckConstraint("health IN ('unread', 'up', 'failed')", name="source_state_health"),
        sa.ForeignKeyConstraint(["source_code"], ["source.source_code"]),
        # Rows are updated in place at every reading; room on the page keeps that cheap.
        postgresql_with={"fillfactor": "50"},
    )


def _create_runs() -> None:
    op.create_table(
        "sync_run",
        sa.Column("run_id", sa.Uuid, primary_key=True),
        _text("source_code"),
        _text("status"),
        _text("trigger"),
        _text("requested_by", nullable=True),
        sa.Column("accept_shrinkage", sa.Boolean, nullable=False),
        _instant("requested_at"),
        _instant("started_at", nullable=True),
        _instant("finished_at", nullable=True),
        _integer("source_revision", nullable=True),
        _text("adapter", nullable=True),
        _json("figures"),
        _json("failure", nullable=True),
        _json("row_errors"),
        _text("traceparent", nullable=True),
        sa.CheckConstraint(
            "status IN ('pending', 'running', 'succeeded', 'partial', 'failed')",
            name="sync_run_status",
        ),
        sa.ForeignKeyConstraint(["source_code"], ["source.source_code"]),
    )
    op.create_index("sync_run_source", "sync_run", ["source_code", "run_id"])
    op.create_index(
        "sync_run_pending",
        "sync_run",
        ["source_code"],
        unique=True,
        postgresql_where=sa.text("status = 'pending'"),
    )
    op.create_index(
        "sync_run_running",
        "sync_run",
        ["source_code"],
        postgresql_where=sa.text("status = 'running'"),
    )


def _create_records() -> None:
    op.create_table(
        "listing",
        _text("source_code", primary_key=True),
        _text("resource", primary_key=True),
        _json("etags"),
        _integer("rows"),
    )
    op.create_table(
        "record",
        *_record_key(),
        _text("resource"),
        _text("agency_code", nullable=True),
        _text("opens", nullable=True),
        _json("content"),
        _text("content_hash"),
        _integer("revision"),
        sa.Column("gone", sa.Boolean, nullable=False),
        _instant("changed_at"),
    )
    op.create_index("record_resource", "record", ["source_code", "resource"])
    op.create_index("record_agency", "record", ["source_code", "agency_code"])
    op.create_table(
        "record_revision",
        *_record_key(),
        _integer("revision", primary_key=True),
        _json("content"),
        _text("content_hash"),
        sa.Column("gone", sa.Boolean, nullable=False),
        sa.Column("run_id", sa.Uuid, nullable=False),
        _instant("recorded_at"),
    )


def _record_key() -> list[sa.Column[Any]]:
    return [_text(name, primary_key=True) for name in ("source_code", "kind", "record_id")]


def _create_facts() -> None:
    op.create_table("fact", *_fact_columns(), _integer("revision"))
    op.create_index("fact_agency", "fact", ["agency_code", "fact", "period"])
    op.create_table(
        "fact_observation",
        *_fact_columns(),
        _integer("revision", primary_key=True),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_before", sa.Date, nullable=False),
        _instant("recorded_at"),
    )
    op.create_index(
        "fact_observation_agency", "fact_observation", ["agency_code", "fact", "period"]
    )


def _fact_columns() -> list[Any]:
    return [
        *(
            _text(name, primary_key=True)
            for name in ("source_code", "agency_code", "fact", "period")
        ),
        _text("status"),
        _json("value", nullable=True),
        _instant("observed_at"),
        _json("last_good", nullable=True),
        _json("reason", nullable=True),
        sa.Column("run_id", sa.Uuid, nullable=False),
        _text("adapter"),
        _json("records"),
        _integer("record_count"),
        sa.CheckConstraint("status IN ('value', 'absent', 'unknown')"),
    ]


def _text(name: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable, primary_key=primary_key)


def _integer(name: str, *, nullable: bool = False, primary_key: bool = False) -> sa.Column[Any]:
    return sa.Column(
        name, sa.Integer, nullable=nullable, primary_key=primary_key, autoincrement=False
    )


def _json(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, JSONB, nullable=nullable)


def _instant(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
