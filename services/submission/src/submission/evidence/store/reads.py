"""The log of reads of confidential contents, and who is named to assess an agency."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.campaigns.store.tables import AssessmentRow, AssignmentRow, CampaignRow
from submission.evidence.domain.item import Reading, Standing
from submission.evidence.store.tables import ReadRow


async def add(session: AsyncSession, reading: Reading) -> None:
    """Note a read."""
    session.add(
        ReadRow(
            read_id=reading.read_id,
            evidence_id=reading.evidence_id,
            version=reading.version,
            subject=reading.subject,
            agency_code=reading.agency_code,
            standing=reading.standing,
            reason=reading.reason,
            read_at=reading.read_at,
        )
    )
    await session.flush()


async def before(
    session: AsyncSession, read_id: UUID | None, *, evidence_id: UUID, limit: int
) -> Sequence[Reading]:
    """Return the reads of an item, newest first, from before one on."""
    query = (
        select(ReadRow)
        .where(ReadRow.evidence_id == evidence_id)
        .order_by(col(ReadRow.read_id).desc())
        .limit(limit)
    )
    if read_id is not None:
        query = query.where(col(ReadRow.read_id) < read_id)
    return [_reading_of(row) for row in await session.exec(query)]


async def is_assessor_of(session: AsyncSession, subject: str, agency_code: str) -> bool:
    """Say whether a person is assigned to assess an agency in a campaign that is not closed."""
    query = (
        select(AssignmentRow.assignment_id)
        .join(CampaignRow, col(CampaignRow.campaign_code) == AssignmentRow.campaign_code)
        .join(AssessmentRow, col(AssessmentRow.campaign_code) == AssignmentRow.campaign_code)
        .where(
            AssignmentRow.subject == subject,
            AssignmentRow.duty == "assessor",
            CampaignRow.state != "closed",
            AssessmentRow.agency_code == agency_code,
            or_(
                col(AssignmentRow.agency_code).is_(None),
                col(AssignmentRow.agency_code) == agency_code,
            ),
        )
        .limit(1)
    )
    return (await session.exec(query)).first() is not None


def _reading_of(row: ReadRow) -> Reading:
    return Reading(
        read_id=row.read_id,
        evidence_id=row.evidence_id,
        version=row.version,
        subject=row.subject,
        agency_code=row.agency_code,
        standing=cast("Standing", row.standing),
        reason=row.reason,
        read_at=row.read_at,
    )
