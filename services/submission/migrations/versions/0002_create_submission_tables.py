"""Create agencies, campaigns, assessments, level decisions and what is known of editions.

Level decisions are append-only in the database too: a trigger refuses a change, and the service's
role gives up the rights to update, delete and truncate them.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"

_REFUSE = """
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is only ever added to', TG_TABLE_NAME USING ERRCODE = 'TK001';
END
$$
"""
_TRIGGER = """
CREATE TRIGGER level_decision_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON level_decision
EXECUTE FUNCTION refuse_change()
"""
_GRANTS = "REVOKE UPDATE, DELETE, TRUNCATE ON level_decision FROM CURRENT_USER"


def upgrade() -> None:
    _create_agencies()
    _create_campaigns()
    _create_assessments()
    _create_level_decisions()
    _create_editions()
    for statement in (_REFUSE, _TRIGGER, _GRANTS):
        op.execute(statement)


def downgrade() -> None:
    for table in (
        "derivation_set",
        "edition",
        "level_decision",
        "assessment",
        "campaign",
        "agency",
    ):
        op.drop_table(table)
    op.execute("DROP FUNCTION refuse_change()")


def _create_agencies() -> None:
    op.create_table(
        "agency",
        sa.Column("agency_code", sa.Text, primary_key=True),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("short_name", sa.Text),
        sa.Column("agency_kind", sa.Text, nullable=False),
        sa.Column("parent_code", sa.Text, sa.ForeignKey("agency.agency_code")),
        sa.Column("valid_from", sa.Date, nullable=False),
        sa.Column("valid_until", sa.Date),
        _instant("changed_at"),
        sa.Column("changed_by", sa.Text, nullable=False),
        sa.CheckConstraint("agency_kind IN ('region', 'agency')", name="agency_kind_known"),
        sa.CheckConstraint("valid_until >= valid_from", name="agency_dates"),
    )
    op.create_index("agency_parent_code", "agency", ["parent_code"])


def _create_campaigns() -> None:
    op.create_table(
        "campaign",
        sa.Column("campaign_code", sa.Text, primary_key=True),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("name", sa.Text, nullable=False),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("edition_code", sa.Text, nullable=False),
        sa.Column("derivation_set_version", sa.Integer),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("assessment_count", sa.Integer, nullable=False),
        _instant("opened_at"),
        sa.Column("opened_by", sa.Text, nullable=False),
        sa.CheckConstraint("kind IN ('evaluation', 'monitoring')", name="campaign_kind_known"),
        sa.UniqueConstraint("agency_code", "edition_code", "period", "kind", name="campaign_once"),
    )


def _create_assessments() -> None:
    op.create_table(
        "assessment",
        sa.Column("assessment_id", sa.Uuid, primary_key=True),
        sa.Column(
            "campaign_code", sa.Text, sa.ForeignKey("campaign.campaign_code"), nullable=False
        ),
        sa.Column("agency_code", sa.Text, sa.ForeignKey("agency.agency_code"), nullable=False),
        sa.Column("edition_code", sa.Text, nullable=False),
        sa.Column("derivation_set_version", sa.Integer),
        sa.Column("period", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        _instant("opened_at"),
        sa.UniqueConstraint("edition_code", "period", "agency_code", name="assessment_once"),
    )
    op.create_index("assessment_campaign", "assessment", ["campaign_code", "assessment_id"])
    op.create_index("assessment_agency", "assessment", ["agency_code"])


def _create_level_decisions() -> None:
    op.create_table(
        "level_decision",
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
        ),
        sa.Column("revision", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("indicator_code", sa.Text, nullable=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("level", sa.Text),
        sa.Column("explanation", sa.Text, nullable=False),
        sa.Column("decided_by", sa.Text, nullable=False),
        _instant("decided_at"),
        _instant("recorded_at"),
        sa.CheckConstraint("decided_at <= recorded_at", name="level_decision_times"),
    )
    op.create_index(
        "level_decision_newest",
        "level_decision",
        ["assessment_id", "indicator_code", "stage", "revision"],
    )


def _create_editions() -> None:
    op.create_table(
        "edition",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("content_hash", sa.Text),
        sa.Column("period_kind", sa.Text),
        sa.Column("scales", postgresql.JSONB),
        sa.Column("indicators", postgresql.JSONB),
        sa.Column("retired", sa.Boolean, nullable=False),
    )
    op.create_table(
        "derivation_set",
        sa.Column("edition_code", sa.Text, primary_key=True),
        sa.Column("derivation_set_version", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("content_hash", sa.Text, nullable=False),
    )


def _instant(name: str) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=False)
