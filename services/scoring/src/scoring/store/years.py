"""What an agency was assessed on a year before."""

from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.domain.assessment import Opening

_BEFORE: Final = """
SELECT p.assessment_id, p.campaign_code, p.agency_code, p.edition_code, p.derivation_set_version,
  p.period, p.opened_at
FROM assessment AS a JOIN assessment AS p ON p.agency_code = a.agency_code
  AND p.period = to_char(left(a.period, 4)::int - 1, 'FM0000') || substr(a.period, 5)
WHERE a.assessment_id = $1
ORDER BY p.opened_at DESC, p.assessment_id
"""
# Of a score `s` of an assessment `a`: whether its index is above that of the same edition a year
# before. Unknown where one of the two has none. Fractions are compared by their products.
IMPROVES: Final = """
SELECT split_part(now.exact, '/', 1)::numeric
    * coalesce(nullif(split_part(before.exact, '/', 2), ''), '1')::numeric
  > split_part(before.exact, '/', 1)::numeric
    * coalesce(nullif(split_part(now.exact, '/', 2), ''), '1')::numeric
FROM assessment AS p JOIN score AS ps ON ps.assessment_id = p.assessment_id
CROSS JOIN LATERAL (SELECT jsonb_path_query_first(s.tracks::jsonb,
  '$[*] ? (@.track == "provisional").exact') #>> '{}') AS now (exact)
CROSS JOIN LATERAL (SELECT jsonb_path_query_first(ps.tracks::jsonb,
  '$[*] ? (@.track == "provisional").exact') #>> '{}') AS before (exact)
WHERE p.agency_code = a.agency_code AND p.edition_code = a.edition_code
  AND p.period = to_char(left(a.period, 4)::int - 1, 'FM0000') || substr(a.period, 5)
ORDER BY p.opened_at DESC, p.assessment_id LIMIT 1
"""


async def before(session: AsyncSession, opening: Opening) -> Sequence[Opening]:
    """Return all assessments of the same agency a year before, the one opened last first."""
    rows = await (await raw(session)).fetch(_BEFORE, opening.assessment_id)
    return [Opening(*row) for row in rows]
