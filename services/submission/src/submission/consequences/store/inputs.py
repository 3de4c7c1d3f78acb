"""The assessments on which rewards and punishments rest, many at once."""

from collections.abc import Collection, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.campaigns.domain.stages import CampaignKind

_PARTS: Final = """
SELECT assessment_id, part.agency_code, part.period, part.edition_code
FROM assessment AS part JOIN campaign USING (campaign_code)
"""
_OF_PERIODS: Final = f"""{_PARTS}
JOIN edition ON edition.edition_code = part.edition_code
WHERE campaign.kind = $1 AND edition.instrument_code = $2
    AND part.period = ANY($3::text[]) AND part.agency_code = ANY($4::text[])
ORDER BY part.agency_code, part.period, assessment_id
"""
# The newest year of each agency that is over by the end of another one.
_NEWEST_YEARS: Final = f"""
SELECT assessment_id, agency_code, period, edition_code FROM (
    SELECT *, rank() OVER (PARTITION BY agency_code ORDER BY period DESC) AS place
    FROM ({_PARTS} WHERE campaign.kind = 'akip' AND part.period <= $1
        AND part.agency_code = ANY($2::text[])) AS part
) AS placed
WHERE place = 1 ORDER BY agency_code, assessment_id
"""  # noqa: S608 - constants


class AssessedPart(NamedTuple):
    """An assessment of an agency in a period."""

    assessment_id: UUID
    agency_code: str
    period: str
    edition_code: str


async def of_periods(
    session: AsyncSession,
    agency_codes: Collection[str],
    *,
    kind: CampaignKind,
    instrument_code: str,
    periods: Collection[str],
) -> Sequence[AssessedPart]:
    """Return the assessments of agencies in periods, by campaigns of a kind on an instrument."""
    connection = await raw(session)
    rows = await connection.fetch(_OF_PERIODS, kind, instrument_code, [*periods], [*agency_codes])
    return [AssessedPart(*row) for row in rows]


async def newest_akip(
    session: AsyncSession, agency_codes: Collection[str], *, last_year: str
) -> Sequence[AssessedPart]:
    """Return the AKIP assessments of agencies in the newest year of each, until a year."""
    rows = await (await raw(session)).fetch(_NEWEST_YEARS, last_year, [*agency_codes])
    return [AssessedPart(*row) for row in rows]
