"""What an agency was assessed on a year before, and whether anything is known of it."""

from collections.abc import Sequence
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.opening import Opening
from scoring.state.store.agency import IS_BEFORE, TOOK_IN
from scoring.state.store.assessment import DAY_AFTER, columns, opening_of
from scoring.state.store.score import IS_JUDGED, IS_KNOWN

_BEFORE: Final = f"""
SELECT {columns("p")}, {IS_JUDGED.format(score="ps")}
FROM assessment AS a JOIN assessment AS p ON p.agency_code = ANY($2)
  AND p.period = to_char(left(a.period, 4)::int - 1, 'FM0000') || substr(a.period, 5)
JOIN score AS ps ON ps.assessment_id = p.assessment_id
WHERE a.assessment_id = $1 AND {IS_KNOWN.format(score="ps")}
ORDER BY array_position($2, p.agency_code), p.opened_at, p.assessment_id
"""  # noqa: S608 - constants
_END: Final = DAY_AFTER.format(row="a")
_TOOK_IN: Final = TOOK_IN.format(
    new="a.agency_code", first=f"({_END} - interval '1 year')::date", end=_END
)
# `rules.lives.Life.is_cut_short` of an assessment `{part}`, in SQL.
_IS_CUT_SHORT: Final = f"""
EXISTS (SELECT FROM agency AS own WHERE own.agency_code = {{part}}.agency_code
  AND (own.valid_until < {DAY_AFTER.format(row="{part}")} - 1 OR own.valid_until < own.valid_from))
"""
# Of a score `s` of an assessment `a`: whether its index is above that of the same edition a year
# before; of several, the one that `scoring.state.domain.choice` chooses, of the agency itself or of
# its only predecessor. Unknown where one of the two is not judged, another agency was taken in
# between them, or the agency of one ended before the period did: its assessment ended with it.
# Fractions are compared by their products.
IMPROVES: Final = f"""
SELECT split_part(now.exact, '/', 1)::numeric
    * coalesce(nullif(split_part(before.exact, '/', 2), ''), '1')::numeric
  > split_part(before.exact, '/', 1)::numeric
    * coalesce(nullif(split_part(now.exact, '/', 2), ''), '1')::numeric
FROM assessment AS p JOIN score AS ps ON ps.assessment_id = p.assessment_id
CROSS JOIN LATERAL (SELECT jsonb_path_query_first(s.tracks,
  '$[*] ? (@.track == "provisional").exact') #>> '{{}}') AS now (exact)
CROSS JOIN LATERAL (SELECT jsonb_path_query_first(ps.tracks,
  '$[*] ? (@.track == "provisional").exact') #>> '{{}}') AS before (exact)
WHERE {IS_BEFORE.format(old="p.agency_code", new="a.agency_code")}
  AND p.edition_code = a.edition_code
  AND p.period = to_char(left(a.period, 4)::int - 1, 'FM0000') || substr(a.period, 5)
  AND {IS_JUDGED.format(score="s")} AND {IS_JUDGED.format(score="ps")}
  AND NOT ({_TOOK_IN}) AND NOT ({_IS_CUT_SHORT.format(part="a")})
  AND NOT ({_IS_CUT_SHORT.format(part="p")})
ORDER BY p.agency_code <> a.agency_code, p.opened_at, p.assessment_id LIMIT 1
"""  # noqa: S608 - constants


async def before(
    session: AsyncSession, opening: Opening, agency_codes: Sequence[str]
) -> Sequence[Opening]:
    """Return the assessments of an agency a year before that are judged.

    `agency_codes`: the agency and its predecessors; those of the first that has any. If none is
    judged, those of which anything is known.
    """
    rows = await (await raw(session)).fetch(_BEFORE, opening.assessment_id, [*agency_codes])
    found = [(opening_of(row[:-1]), row[-1]) for row in rows]
    nearest = [each for each in found if each[0].agency_code == found[0][0].agency_code]
    judged = [year for year, is_judged in nearest if is_judged]
    return judged or [year for year, _ in nearest]
