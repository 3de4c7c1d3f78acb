"""The traces that a published result records, word for word as they are kept."""

from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw

_TRACES = """
SELECT indicator_code, rule_code, level, covered, oldest_fact_at, stale_since, trace
FROM derived_level WHERE assessment_id = $1
"""


class KeptTrace(NamedTuple):
    """What a rule gave for an indicator, with the JSON of how it came to it."""

    indicator_code: str
    rule_code: str
    level: str | None
    covered: bool
    oldest_fact_at: datetime | None
    stale_since: datetime | None
    trace: str


async def traces_of(session: AsyncSession, assessment_id: UUID) -> list[KeptTrace]:
    """Return what rules gave for an assessment."""
    rows = await (await raw(session)).fetch(_TRACES, assessment_id)
    return [KeptTrace(*row) for row in rows]
