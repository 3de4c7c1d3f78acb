"""What was answered in the assessments of a campaign."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.assessments.store import LevelDecisionRow
from submission.campaigns.store.tables import AssessmentRow


async def parts(
    session: AsyncSession, campaign_code: str, *, root_code: str
) -> Sequence[tuple[UUID, str]]:
    """Return the assessments of a campaign in a subtree, each with its agency."""
    query = (
        select(AssessmentRow.assessment_id, AssessmentRow.agency_code)
        .where(
            AssessmentRow.campaign_code == campaign_code,
            col(AssessmentRow.agency_code).in_(subtree(root_code)),
        )
        .order_by(col(AssessmentRow.agency_code))
    )
    return [(row[0], row[1]) for row in await session.exec(query)]


async def answered(
    session: AsyncSession, campaign_code: str, stage: str
) -> Mapping[UUID, set[str]]:
    """Return what has a level (or `n/a`) at a stage, by assessment of a campaign."""
    of_campaign = select(AssessmentRow.assessment_id).where(
        AssessmentRow.campaign_code == campaign_code
    )
    decision = LevelDecisionRow
    query = (
        select(decision.assessment_id, decision.indicator_code, decision.level)
        .where(col(decision.assessment_id).in_(of_campaign), decision.stage == stage)
        .ext(distinct_on(col(decision.assessment_id), col(decision.indicator_code)))
        .order_by(
            col(decision.assessment_id),
            col(decision.indicator_code),
            col(decision.revision).desc(),
        )
    )
    found: dict[UUID, set[str]] = {}
    for assessment_id, code, level in await session.exec(query):
        if level is not None:
            found.setdefault(assessment_id, set()).add(code)
    return found
