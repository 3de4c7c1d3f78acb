"""The decisions on levels that a published result records."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_DECISIONS = """
SELECT indicator_code, stage, revision, body, event_id, event_partition, event_offset, event_time
FROM level_state JOIN level_history USING (assessment_id, indicator_code, stage, revision)
WHERE assessment_id = $1
"""


class StoredDecision(msgspec.Struct, frozen=True):
    """The newest decision on an indicator at a stage, with its event's place on Kafka."""

    indicator_code: str
    stage: int
    revision: int
    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime


async def decisions_of(session: AsyncSession, assessment_id: UUID) -> list[StoredDecision]:
    """Return the newest decisions of an assessment."""
    rows = await (await raw(session)).fetch(_DECISIONS, assessment_id)
    return [StoredDecision(*row) for row in rows]
