"""Assessments of a year, with whether they are final."""

from collections.abc import Collection, Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.campaigns.domain.stages import CampaignKind
from submission.progress.domain.years import YearPart

_PARTS: Final = """
SELECT part.assessment_id, part.agency_code, part.campaign_code, part.edition_code, part.period,
    coalesce(stage.state = 'closed', false) AS is_final, part.ended_on IS NOT NULL AS has_ended,
    (SELECT closed.stage FROM assessment_stage AS closed
        WHERE closed.assessment_id = part.assessment_id AND closed.state = 'closed'
        ORDER BY closed.position DESC LIMIT 1) AS closed_stage
FROM assessment AS part
JOIN campaign USING (campaign_code)
LEFT JOIN assessment_stage AS stage
    ON stage.assessment_id = part.assessment_id AND stage.stage = $1
"""
_BY_ID: Final = f"{_PARTS} WHERE part.assessment_id = ANY($2::uuid[]) ORDER BY part.agency_code"
_BY_YEAR: Final = f"""{_PARTS}
WHERE campaign.kind = $2 AND part.period = $3 AND part.agency_code = ANY($4::text[])
ORDER BY part.agency_code
"""


async def by_id(
    session: AsyncSession, assessment_ids: Collection[UUID], *, last_stage: str
) -> Sequence[YearPart]:
    """Return assessments in order of their agencies; final: `last_stage` is closed."""
    rows = await (await raw(session)).fetch(_BY_ID, last_stage, [*assessment_ids])
    return [YearPart(**row) for row in rows]


async def of_period(
    session: AsyncSession,
    kind: CampaignKind,
    period: str,
    *,
    agency_codes: Collection[str],
    last_stage: str,
) -> Sequence[YearPart]:
    """Return the assessments of agencies of a period, of campaigns of a kind."""
    rows = await (await raw(session)).fetch(_BY_YEAR, last_stage, kind, period, [*agency_codes])
    return [YearPart(**row) for row in rows]
