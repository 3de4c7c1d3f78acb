"""What progress asks about many assessments at once, and which reminders were emitted."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Final, NamedTuple
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Text, Uuid, any_
from sqlalchemy import cast as cast_to
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from kit.database import raw
from submission.agencies.store import subtree
from submission.assessments.domain.completeness import Decided
from submission.assessments.domain.said import said_in
from submission.campaigns.domain.deadline import FIRST_ZONE, Deadline
from submission.campaigns.domain.stage_state import State
from submission.campaigns.domain.stages import Stage
from submission.campaigns.store.tables import AssessmentRow
from submission.progress.domain.part import StageNow
from submission.progress.domain.reminder import MARKS, Due
from submission.tables import Table

# A row for each assessment, with its newest decisions side by side: thousands of rows cost more.
NEWEST: Final = """
SELECT assessment_id, array_agg(indicator_code), array_agg(stage), array_agg(level),
    array_agg(said), array_agg(explanation), array_agg(reasons)
FROM (
    SELECT DISTINCT ON (assessment_id, indicator_code, stage)
        assessment_id, indicator_code, stage, level, said,
        CASE WHEN said IS NULL THEN explanation END AS explanation,
        CASE WHEN said IS NULL THEN reasons::text END AS reasons
    FROM level_decision
    WHERE assessment_id = ANY($1::uuid[])
    ORDER BY assessment_id, indicator_code, stage, revision DESC
) AS newest
GROUP BY assessment_id
"""


_STATES: Final = """
SELECT assessment_id, array_agg(stage), array_agg(state),
    array_agg(CASE WHEN returned <> '{}'::jsonb THEN returned::text END)
FROM assessment_stage
WHERE assessment_id = ANY($1::uuid[])
GROUP BY assessment_id
"""


# What may be due: by the zone in which a day ends first. `reached`: the last threshold then.
_DUE: Final = """
SELECT part.campaign_code, part.assessment_id
FROM assessment_stage AS stage
JOIN assessment AS part USING (assessment_id)
JOIN campaign ON campaign.campaign_code = part.campaign_code AND campaign.state = 'open'
JOIN campaign_stage AS kept
    ON kept.campaign_code = part.campaign_code AND kept.stage = stage.stage
CROSS JOIN LATERAL (
    SELECT threshold FROM unnest($2::text[], $3::interval[]) WITH ORDINALITY
        AS mark (threshold, before, place)
    WHERE $1 >= (kept.last_day + coalesce(kept.until_time, '24:00'::time)) AT TIME ZONE $4 - before
    ORDER BY place DESC LIMIT 1
) AS reached
WHERE stage.state = 'open' AND (part.ended_on IS NULL OR part.ended_on > $1::date)
    AND NOT EXISTS (
        SELECT FROM reminder
        WHERE reminder.assessment_id = part.assessment_id AND reminder.stage = stage.stage
            AND reminder.last_day = kept.last_day AND reminder.threshold = reached.threshold)
ORDER BY part.campaign_code, part.assessment_id
"""
_LOCK: Final = """
SELECT assessment_id FROM assessment WHERE assessment_id = ANY($1::uuid[])
ORDER BY assessment_id FOR UPDATE
"""
_ADD_REMINDERS: Final = """
WITH added AS (
    INSERT INTO reminder (assessment_id, stage, last_day, threshold, emitted_at)
    SELECT assessment_id, stage, last_day, threshold, $5
    FROM unnest($1::uuid[], $2::text[], $3::date[], $4::text[])
        AS told (assessment_id, stage, last_day, threshold)
    ON CONFLICT DO NOTHING
    RETURNING assessment_id
)
UPDATE assessment SET revision = revision + 1 FROM added
WHERE assessment.assessment_id = added.assessment_id
RETURNING assessment.assessment_id, assessment.revision
"""


class ReminderRow(Table, table=True):
    """A threshold of a deadline that was told of an assessment; rows are only added."""

    __tablename__ = "reminder"

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    stage: str = Field(primary_key=True, sa_type=Text)
    last_day: date = Field(primary_key=True)
    threshold: str = Field(primary_key=True, sa_type=Text)
    emitted_at: datetime = Field(sa_type=DateTime(timezone=True))


class PartRow(NamedTuple):
    """An assessment of a campaign, with its agency, and the day on which it ended with it."""

    assessment_id: UUID
    agency_code: str
    ended_on: date | None


async def parts(
    session: AsyncSession,
    campaign_code: str,
    *,
    root_code: str,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[PartRow]:
    """Return the assessments of a campaign in a subtree, in order of their agencies."""
    query = (
        _parts()
        .where(
            AssessmentRow.campaign_code == campaign_code,
            col(AssessmentRow.agency_code).in_(subtree(root_code)),
        )
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(AssessmentRow.agency_code) > after)
    return [PartRow(*row) for row in (await session.exec(query)).all()]


async def locked_parts(session: AsyncSession, assessment_ids: Collection[UUID]) -> list[PartRow]:
    """Return assessments that nobody else changes until the transaction ends."""
    await (await raw(session)).execute(_LOCK, [*assessment_ids])
    query = _parts().where(
        col(AssessmentRow.assessment_id) == any_(cast_to([*assessment_ids], ARRAY(Uuid)))
    )
    return [PartRow(*row) for row in (await session.exec(query)).all()]


async def due(session: AsyncSession, now: datetime) -> Mapping[str, Sequence[UUID]]:
    """Return what may have to be reminded of now, by campaign, in the order of locks."""
    thresholds, before = zip(*MARKS, strict=True)
    found: dict[str, list[UUID]] = {}
    rows = await (await raw(session)).fetch(_DUE, now, [*thresholds], [*before], FIRST_ZONE)
    for campaign_code, assessment_id in rows:
        found.setdefault(campaign_code, []).append(assessment_id)
    return found


async def add_reminders(
    session: AsyncSession, told: Sequence[tuple[Due, Deadline]], *, now: datetime
) -> Mapping[UUID, int]:
    """Note which thresholds are told; return the next revision of each locked assessment.

    What was told already is left out.
    """
    rows = await (await raw(session)).fetch(
        _ADD_REMINDERS,
        [each.reminder.assessment_id for each, _ in told],
        [each.reminder.stage for each, _ in told],
        [deadline.last_day for _, deadline in told],
        [each.threshold for each, _ in told],
        now,
    )
    return {row[0]: row[1] for row in rows}


async def states(
    session: AsyncSession, assessment_ids: Collection[UUID], stages: Sequence[Stage]
) -> Mapping[UUID, Sequence[StageNow]]:
    """Return where the stages of assessments of one kind stand, in their order."""
    known: dict[UUID, dict[str, tuple[State, list[str]]]] = {}
    for assessment_id, *columns in await (await raw(session)).fetch(_STATES, [*assessment_ids]):
        known[assessment_id] = {
            code: (state, [*json.loads(returned)] if returned else [])
            for code, state, returned in zip(*columns, strict=True)
        }
    # The release before wrote no stages when it opened a campaign: then the first one is open.
    waiting: tuple[State, list[str]] = ("waiting", [])
    opened: tuple[State, list[str]] = ("open", [])
    return {
        each: [
            StageNow(
                stage.code,
                place,
                *known.get(each, {}).get(stage.code, waiting if place else opened),
            )
            for place, stage in enumerate(stages)
        ]
        for each in assessment_ids
    }


async def newest(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Decided]]:
    """Return the newest decisions of assessments by indicator and stage, withdrawn ones too."""
    rows = await (await raw(session)).fetch(NEWEST, [*assessment_ids])
    return {row[0]: [_decided(*each) for each in zip(*row[1:], strict=True)] for row in rows}


def _decided(
    code: str,
    stage: str,
    level: str | None,
    said: int | None,
    explanation: str | None,
    reasons: str | None,
) -> Decided:
    if said is not None:
        return Decided(code, stage, level, said)
    parts = None if reasons is None else json.loads(reasons)
    return Decided(code, stage, level, said_in(explanation or "", parts))


def _parts() -> Select[UUID, str, date | None]:
    return select(
        col(AssessmentRow.assessment_id),
        col(AssessmentRow.agency_code),
        col(AssessmentRow.ended_on),
    ).order_by(col(AssessmentRow.agency_code))
