"""Marks: the agencies of which something changed that is compared.

Whoever stores what may change a comparison marks its agency in the same transaction. A mark has an
id of its own, so that marking never waits for those who compare.
"""

from collections.abc import Collection
from typing import Final

from kit.database import Session, raw

_MARK: Final = """
INSERT INTO reconciliation_mark (agency_code)
SELECT DISTINCT given FROM unnest($1::text[]) AS given
"""
_TAKE: Final = """
WITH taken AS (
    SELECT agency_code, max(mark_id) AS newest FROM reconciliation_mark
    GROUP BY agency_code ORDER BY min(mark_id) LIMIT $1
)
DELETE FROM reconciliation_mark AS held USING taken
WHERE held.agency_code = taken.agency_code AND held.mark_id <= taken.newest
RETURNING held.agency_code
"""
# One worker compares at a time: lines of one agency may belong to another one.
_ALONE: Final = "SELECT pg_try_advisory_xact_lock(hashtextextended('reconciliation', 0)) AS alone"


async def mark(session: Session, agency_codes: Collection[str]) -> None:
    """Mark agencies, to be compared again."""
    if agency_codes:
        await (await raw(session)).execute(_MARK, sorted(agency_codes))


async def take(session: Session, limit: int) -> list[str]:
    """Take the agencies that were marked first, at most `limit`; none while others compare.

    What is read after this call includes all that was marked with what was taken.
    """
    connection = await raw(session)
    alone = await connection.fetchrow(_ALONE)
    if alone is None or not alone["alone"]:
        return []
    rows = await connection.fetch(_TAKE, limit)
    return sorted({row["agency_code"] for row in rows})
