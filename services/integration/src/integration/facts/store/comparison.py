"""Facts for comparison: those of some names, and those that more than one source says."""

from collections.abc import Collection, Mapping
from typing import Any, Final

from kit.database import Session, raw

_OF_AGENCIES: Final = """
SELECT source_code, agency_code, fact, period, status, value, records, record_count
FROM (
    SELECT *, count(*) OVER (PARTITION BY agency_code, fact, period) AS sources
    FROM fact WHERE agency_code = ANY($1::text[]) AND source_code <> $3
) AS said
WHERE sources > 1 OR fact = ANY($2::text[])
ORDER BY agency_code, fact, period, source_code
"""
_BEGUN: Final = """
SELECT DISTINCT source_code, fact, period FROM fact
WHERE source_code = ANY($1::text[]) AND fact = ANY($2::text[]) AND status = 'value'
"""


async def of_agencies(
    session: Session, agency_codes: Collection[str], names: Collection[str], *, but: str
) -> list[Mapping[str, Any]]:
    """Return facts of agencies: of these names, and whatever two sources say; `but`: no source."""
    connection = await raw(session)
    return list(await connection.fetch(_OF_AGENCIES, list(agency_codes), list(names), but))


async def begun(
    session: Session, codes: Collection[str], names: Collection[str]
) -> list[tuple[str, str, str]]:
    """Return by source the facts and periods of which any of its agencies has a value."""
    rows = await (await raw(session)).fetch(_BEGUN, list(codes), list(names))
    return [(row["source_code"], row["fact"], row["period"]) for row in rows]
