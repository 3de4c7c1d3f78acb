"""Keep recommendations with their history, findings about aspects, and contradictions.

What scoring told of contradictions before was not kept: its topic is read once more.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0030"
down_revision = "0029"

_ADDED_ONLY = ("recommendation_passage", "aspect_finding")
_TABLES = (
    "followup_quarter",
    "followup_standing",
    "aspect_finding",
    "recommendation_passage",
    "recommendation",
    "assessment_contradiction",
)


def upgrade() -> None:
    _create_contradictions()
    _create_recommendations()
    _create_findings()
    _create_standings()
    for table in _ADDED_ONLY:
        op.execute(
            f"CREATE TRIGGER {table}_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}"
            " EXECUTE FUNCTION refuse_change()"
        )
        op.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM CURRENT_USER")
    op.execute(
        "DELETE FROM consumer_offset"
        " WHERE consumer_group = 'submission-scores' AND topic = 'scoring.score'"
    )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)


def _create_contradictions() -> None:
    op.create_table(
        "assessment_contradiction",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column("rule_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("is_open", sa.Boolean, nullable=False),
        *(_text(name, nullable=True) for name in ("indicator_code", "severity")),
        *(_text(name, nullable=True) for name in ("message_id", "message_en")),
    )


def _create_recommendations() -> None:
    op.create_table(
        "recommendation",
        sa.Column("recommendation_id", sa.Uuid, primary_key=True),
        *(_agency(name) for name in ("agency_code", "carried_by")),
        _text("origin"),
        sa.Column("assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id")),
        *(_text(name, nullable=True) for name in ("stage", "node_code", "rule_code")),
        sa.Column("report_id", sa.Uuid, sa.ForeignKey("report.report_id")),
        _text("passage", nullable=True),
        _text("text"),
        sa.Column("deadline", sa.Date),
        sa.Column("ends_at", sa.DateTime(timezone=True)),
        _text("owner", nullable=True),
        _text("priority"),
        sa.Column("is_instruction", sa.Boolean, nullable=False),
        _text("missing", nullable=True),
        _text("state"),
        _text("reason", nullable=True),
        sa.Column("followed_up_on", sa.Date),
        sa.Column("revision", sa.Integer, nullable=False),
        _text("made_by"),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        _text("changed_by"),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'submitted', 'returned', 'settled', 'withdrawn')",
            name="recommendation_state_known",
        ),
        sa.CheckConstraint(
            "(state = 'settled') = (followed_up_on IS NOT NULL)",
            name="recommendation_followed_up",
        ),
        sa.CheckConstraint(
            "(deadline IS NULL) = (ends_at IS NULL)"
            " AND (NOT is_instruction OR deadline IS NOT NULL)",
            name="recommendation_deadline",
        ),
    )
    for name, column in (
        ("recommendation_agency", "agency_code"),
        ("recommendation_carrier", "carried_by"),
    ):
        op.create_index(name, "recommendation", [column, "recommendation_id"])
    op.create_index("recommendation_report", "recommendation", ["report_id"])
    op.create_table(
        "recommendation_passage",
        sa.Column(
            "recommendation_id",
            sa.Uuid,
            sa.ForeignKey("recommendation.recommendation_id"),
            primary_key=True,
        ),
        sa.Column("revision", sa.Integer, primary_key=True),
        _text("act"),
        _text("reason", nullable=True),
        sa.Column("told", postgresql.JSONB, nullable=False),
        _text("done_by"),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_findings() -> None:
    op.create_table(
        "aspect_finding",
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
        ),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("aspect_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, primary_key=True),
        sa.Column("strengths", postgresql.JSONB, nullable=False),
        sa.Column("weaknesses", postgresql.JSONB, nullable=False),
        _text("recommendation", nullable=True),
        _text("written_by"),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
    )


def _create_standings() -> None:
    op.create_table(
        "followup_standing",
        _agency("agency_code", primary_key=True),
        sa.Column("agency_revision", sa.Integer, nullable=False),
        sa.Column("looked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True)),
    )
    op.create_index("followup_standing_next", "followup_standing", ["next_at"])
    op.create_table(
        "followup_quarter",
        _agency("agency_code", primary_key=True),
        sa.Column("period", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        _text("sha256"),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
    )


def _text(name: str, *, nullable: bool = False) -> sa.Column[Any]:
    return sa.Column(name, sa.Text, nullable=nullable)


def _agency(name: str, *, primary_key: bool = False) -> sa.Column[Any]:
    key = sa.ForeignKey("agency.agency_code")
    return sa.Column(name, sa.Text, key, nullable=False, primary_key=primary_key)
