"""Add where the stages of assessments stand, what happened to them, and disputes.

Of an assessment that was there, the stages before the last one with a decision are closed, and that
one is open; without any decision the first is. What happened to stages is only ever added to. A
dispute is answered once.
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0012"
down_revision = "0011"

_STAGES = {
    "evaluation": ("mandiri", "dokumen", "interviu", "visitasi", "reviu"),
    "monitoring": ("mandiri", "dokumen"),
    "akip": ("usulan", "verifikasi", "penjaminan_mutu", "penetapan"),
    "monthly": ("mandiri",),
    "quarterly": ("mandiri",),
}
_VALUES = ", ".join(
    f"('{kind}', '{stage}', {position})"
    for kind, stages in _STAGES.items()
    for position, stage in enumerate(stages)
)
# Who closed an earlier stage is not known: who first decided after it began what came next.
_FILL = f"""
WITH stage (kind, code, position) AS (VALUES {_VALUES}),
decided AS (
    SELECT part.assessment_id, stage.position, level_decision.decided_by,
        level_decision.recorded_at, level_decision.revision
    FROM assessment AS part JOIN campaign USING (campaign_code)
    JOIN stage USING (kind)
    JOIN level_decision
        ON level_decision.assessment_id = part.assessment_id AND level_decision.stage = stage.code
),
reached AS (SELECT assessment_id, max(position) AS position FROM decided GROUP BY assessment_id),
-- The first decision at or after each position opens it.
begun AS (
    SELECT DISTINCT ON (decided.assessment_id, stage.position) decided.assessment_id,
        stage.position, decided.decided_by, decided.recorded_at
    FROM decided JOIN (SELECT DISTINCT position FROM stage) AS stage
        ON decided.position >= stage.position
    ORDER BY decided.assessment_id, stage.position, decided.revision
)
INSERT INTO assessment_stage (assessment_id, stage, position, state, revision, returned, gaps,
    opened_by, opened_at, submitted_by, submitted_at, closed_by, closed_at)
SELECT part.assessment_id, stage.code, stage.position,
    CASE WHEN stage.position < last.position THEN 'closed'
        WHEN stage.position = last.position THEN 'open' ELSE 'waiting' END,
    CASE WHEN stage.position < last.position THEN 3
        WHEN stage.position = last.position THEN 1 ELSE 0 END, '{{}}', '{{}}',
    CASE WHEN stage.position = 0 THEN campaign.opened_by ELSE own.decided_by END,
    CASE WHEN stage.position = 0 THEN part.opened_at ELSE own.recorded_at END,
    after.decided_by, after.recorded_at, after.decided_by, after.recorded_at
FROM assessment AS part JOIN campaign USING (campaign_code) JOIN stage USING (kind)
CROSS JOIN LATERAL (
    SELECT coalesce((SELECT position FROM reached
        WHERE reached.assessment_id = part.assessment_id), 0) AS position
) AS last
LEFT JOIN begun AS own
    ON own.assessment_id = part.assessment_id AND own.position = stage.position
LEFT JOIN begun AS after
    ON after.assessment_id = part.assessment_id AND after.position = stage.position + 1
    AND stage.position < last.position
"""  # noqa: S608 - the table above is the module's own
_FILL_PASSAGES = """
INSERT INTO stage_passage (assessment_id, number, stage, passage, passed_by, passed_at, reason,
    indicators)
SELECT assessment_id,
    row_number() OVER (PARTITION BY assessment_id ORDER BY position, place), stage, passage,
    passed_by, passed_at, 'Dicatat saat pembaruan sistem; recorded when the system was updated.',
    '{}'
FROM assessment_stage
CROSS JOIN LATERAL (VALUES
    (1, 'opened', opened_by, opened_at), (2, 'submitted', submitted_by, submitted_at),
    (3, 'closed', closed_by, closed_at)
) AS passed (place, passage, passed_by, passed_at)
WHERE passed_at IS NOT NULL
"""
_LOCKS = (
    """
CREATE TRIGGER stage_passage_stays BEFORE UPDATE OR DELETE OR TRUNCATE ON stage_passage
EXECUTE FUNCTION refuse_change()
""",
    "REVOKE UPDATE, DELETE, TRUNCATE ON stage_passage FROM CURRENT_USER",
    """
CREATE TRIGGER dispute_ends_once BEFORE UPDATE ON dispute FOR EACH ROW
WHEN (OLD.state <> 'open'
      OR (to_jsonb(NEW) - '{state,answer,answered_by,answered_at}'::text[])
      IS DISTINCT FROM (to_jsonb(OLD) - '{state,answer,answered_by,answered_at}'::text[]))
EXECUTE FUNCTION refuse_change()
""",
    """
CREATE TRIGGER dispute_stays BEFORE DELETE OR TRUNCATE ON dispute
EXECUTE FUNCTION refuse_change()
""",
)


def upgrade() -> None:
    _create_stages()
    _create_passages()
    _create_disputes()
    for statement in (_FILL, _FILL_PASSAGES, *_LOCKS):
        op.execute(statement)


def downgrade() -> None:
    for table in ("dispute", "stage_passage", "assessment_stage"):
        op.drop_table(table)


def _create_stages() -> None:
    op.create_table(
        "assessment_stage",
        _assessment(),
        sa.Column("stage", sa.Text, primary_key=True),
        sa.Column("position", sa.Integer, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("revision", sa.Integer, nullable=False),
        sa.Column("returned", postgresql.JSONB, nullable=False),
        sa.Column("gaps", postgresql.JSONB, nullable=False),
        *(
            column
            for act in ("opened", "submitted", "closed")
            for column in (sa.Column(f"{act}_by", sa.Text), _instant(f"{act}_at", nullable=True))
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'open', 'submitted', 'closed', 'skipped')",
            name="assessment_stage_state_known",
        ),
        sa.CheckConstraint(
            "state = 'open' OR returned = '{}'::jsonb", name="assessment_stage_returned_is_open"
        ),
        sa.UniqueConstraint("assessment_id", "position", name="assessment_stage_in_order"),
    )


def _create_passages() -> None:
    op.create_table(
        "stage_passage",
        _assessment(),
        sa.Column("number", sa.Integer, primary_key=True, autoincrement=False),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("passage", sa.Text, nullable=False),
        sa.Column("passed_by", sa.Text, nullable=False),
        _instant("passed_at"),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("indicators", postgresql.JSONB, nullable=False),
    )


def _create_disputes() -> None:
    op.create_table(
        "dispute",
        sa.Column("dispute_id", sa.Uuid, primary_key=True),
        sa.Column(
            "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), nullable=False
        ),
        sa.Column("stage", sa.Text, nullable=False),
        sa.Column("indicator_code", sa.Text, nullable=False),
        sa.Column("reason", sa.Text, nullable=False),
        sa.Column("state", sa.Text, nullable=False),
        sa.Column("raised_by", sa.Text, nullable=False),
        _instant("raised_at"),
        sa.Column("answer", sa.Text),
        sa.Column("answered_by", sa.Text),
        _instant("answered_at", nullable=True),
        sa.CheckConstraint("state IN ('open', 'accepted', 'rejected')", name="dispute_state_known"),
        sa.CheckConstraint("(state = 'open') = (answered_at IS NULL)", name="dispute_answered"),
    )
    op.create_index("dispute_assessment", "dispute", ["assessment_id", "dispute_id"])
    op.create_index(
        "dispute_once",
        "dispute",
        ["assessment_id", "stage", "indicator_code"],
        unique=True,
        postgresql_where=sa.text("state = 'open'"),
    )


def _assessment() -> sa.Column[object]:
    return sa.Column(
        "assessment_id", sa.Uuid, sa.ForeignKey("assessment.assessment_id"), primary_key=True
    )


def _instant(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)
