"""Keep doubts of rows, findings of reconciliation with their history, and how much is joined.

The history is append-only by right. What was read before is compared once its sources are read
again, which new versions of the adapters bring about at once.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"

_GRANTS = "REVOKE UPDATE, DELETE, TRUNCATE ON reconciliation_revision FROM CURRENT_USER"


def upgrade() -> None:
    op.create_table(
        "row_doubt",
        _text("source_code", primary_key=True),
        sa.Column("place", sa.Integer, primary_key=True),
        _text("agency_code", nullable=True),
        *(_text(name) for name in ("code", "kind")),
        *(_json(name) for name in ("record_ids", "contents")),
    )
    op.create_table(
        "reconciliation_mark",
        sa.Column("mark_id", sa.BigInteger, sa.Identity(), primary_key=True),
        _text("agency_code"),
    )
    op.create_table(
        "reconciliation_finding",
        sa.Column("finding_id", sa.Uuid, primary_key=True),
        *_of_finding(),
    )
    op.create_index(
        "reconciliation_finding_agency",
        "reconciliation_finding",
        ["agency_code", "year", "kind", "subject"],
        unique=True,
    )
    op.create_index(
        "reconciliation_finding_other",
        "reconciliation_finding",
        ["other_agency_code"],
        postgresql_where=sa.text("other_agency_code IS NOT NULL"),
    )
    op.create_table(
        "reconciliation_revision",
        sa.Column("finding_id", sa.Uuid, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        _text("event"),
        _json("state"),
        _instant("recorded_at"),
    )
    op.create_table(
        "reconciliation_state",
        _text("agency_code", primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        *(
            _text(name, nullable=True)
            for name in ("planned", "planned_joined", "budgeted", "budgeted_joined")
        ),
        sa.Column("unjoined", sa.Numeric),
        _json("doubt", nullable=True),
        _instant("told_at", nullable=True),
        _instant("derived_at"),
    )
    op.create_table(
        "reconciliation_unmatched",
        _text("agency_code", primary_key=True),
        sa.Column("year", sa.Integer, primary_key=True),
        _text("field", primary_key=True),
        _text("place", primary_key=True),
        _text("region_code"),
        *(_json(name) for name in ("amounts", "side")),
    )
    op.create_index(
        "reconciliation_unmatched_place",
        "reconciliation_unmatched",
        ["region_code", "year", "place"],
    )
    op.execute(_GRANTS)


def downgrade() -> None:
    for table in (
        "reconciliation_unmatched",
        "reconciliation_state",
        "reconciliation_revision",
        "reconciliation_finding",
        "reconciliation_mark",
        "row_doubt",
    ):
        op.drop_table(table)


def _of_finding() -> list[sa.Column[Any]]:
    return [
        _text("agency_code"),
        sa.Column("year", sa.Integer, nullable=False),
        *(_text(name) for name in ("kind", "subject", "cause", "status", "matched_by")),
        _text("other_agency_code", nullable=True),
        _json("sides"),
        *(_text(name, nullable=True) for name in ("amount", "difference")),
        *(_json(name, nullable=True) for name in ("doubt", "explanation")),
        sa.Column("revision", sa.Integer, nullable=False),
        *(_instant(name) for name in ("first_seen_at", "changed_at")),
        _instant("resolved_at", nullable=True),
    ]


def _text(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, **{"nullable": False, **options})


def _json(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, JSONB, **{"nullable": False, **options})


def _instant(name: str, **options: Any) -> sa.Column[Any]:
    return sa.Column(name, sa.DateTime(timezone=True), **{"nullable": False, **options})
