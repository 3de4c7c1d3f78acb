"""What progress asks about many assessments at once."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple, cast
from uuid import UUID

from sqlalchemy import ARRAY, Uuid, any_
from sqlalchemy import cast as cast_to
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from kit.database import raw
from submission.agencies.domain import TimeZone, UnitChain
from submission.assessments.domain.completeness import Decided
from submission.assessments.domain.said import said_in
from submission.campaigns.store.assessments import is_reached
from submission.campaigns.store.tables import AssessmentRow

# A row for each assessment, with its newest decisions side by side: thousands of rows cost more.
NEWEST: Final = """
SELECT assessment_id, array_agg(indicator_code), array_agg(stage), array_agg(level),
    array_agg(said), array_agg(sector), array_agg(explanation), array_agg(reasons)
FROM (
    SELECT DISTINCT ON (assessment_id, indicator_code, stage)
        assessment_id, indicator_code, stage, level, said, sector,
        CASE WHEN said IS NULL THEN explanation END AS explanation,
        CASE WHEN said IS NULL THEN reasons::text END AS reasons
    FROM level_decision
    WHERE assessment_id = ANY($1::uuid[])
    ORDER BY assessment_id, indicator_code, stage, revision DESC
) AS newest
GROUP BY assessment_id
"""


_LOCK: Final = """
SELECT assessment_id FROM assessment WHERE assessment_id = ANY($1::uuid[])
ORDER BY assessment_id FOR UPDATE
"""


class PartRow(NamedTuple):
    """An assessment of a campaign, with its agency, the day on which it ended, and its zone."""

    assessment_id: UUID
    agency_code: str
    ended_on: date | None
    time_zone: TimeZone | None


async def parts(
    session: AsyncSession,
    campaign_code: str,
    *,
    root_code: str,
    chain: UnitChain | None = None,
    after: str | None = None,
    limit: int | None = None,
) -> Sequence[PartRow]:
    """Return the assessments of a campaign that are reached, in order of their agencies."""
    query = (
        _parts()
        .where(AssessmentRow.campaign_code == campaign_code, is_reached(root_code, chain))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(AssessmentRow.agency_code) > after)
    return [_part_of(*row) for row in (await session.exec(query)).all()]


async def locked_parts(session: AsyncSession, assessment_ids: Collection[UUID]) -> list[PartRow]:
    """Return assessments that nobody else changes until the transaction ends."""
    await (await raw(session)).execute(_LOCK, [*assessment_ids])
    query = _parts().where(
        col(AssessmentRow.assessment_id) == any_(cast_to([*assessment_ids], ARRAY(Uuid)))
    )
    return [_part_of(*row) for row in (await session.exec(query)).all()]


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
    sector: str | None,
    explanation: str | None,
    reasons: str | None,
) -> Decided:
    if said is not None:
        return Decided(code, stage, level, said, sector)
    parts = None if reasons is None else json.loads(reasons)
    return Decided(code, stage, level, said_in(explanation or "", parts), sector)


def _part_of(
    assessment_id: UUID, agency_code: str, ended_on: date | None, time_zone: str | None
) -> PartRow:
    return PartRow(assessment_id, agency_code, ended_on, cast("TimeZone | None", time_zone))


def _parts() -> Select[UUID, str, date | None, str | None]:
    return select(
        col(AssessmentRow.assessment_id),
        col(AssessmentRow.agency_code),
        col(AssessmentRow.ended_on),
        col(AssessmentRow.time_zone),
    ).order_by(col(AssessmentRow.agency_code))
