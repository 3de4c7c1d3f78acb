"""The newest decisions of many assessments, with who made them, in the database."""

from collections.abc import Collection, Mapping, Sequence
from typing import Final
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.disagreement.domain.levels import Decided

# A row for each assessment, with its newest decisions side by side: thousands of rows cost more.
_NEWEST: Final = """
SELECT assessment_id, array_agg(indicator_code), array_agg(stage), array_agg(level),
    array_agg(decided_by)
FROM (
    SELECT DISTINCT ON (assessment_id, indicator_code, stage)
        assessment_id, indicator_code, stage, level, decided_by
    FROM level_decision
    WHERE assessment_id = ANY($1::uuid[])
    ORDER BY assessment_id, indicator_code, stage, revision DESC
) AS newest
WHERE level IS NOT NULL
GROUP BY assessment_id
"""


async def newest(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Decided]]:
    """Return the newest decisions of assessments by indicator and stage, without withdrawn ones."""
    rows = await (await raw(session)).fetch(_NEWEST, [*assessment_ids])
    return {row[0]: [*map(Decided, *row[1:])] for row in rows}
