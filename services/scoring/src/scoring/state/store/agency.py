"""Agencies in the database: only a newer revision is written."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import RowTree, raw
from rules.lives import Life
from scoring.state.domain.agency import Agency, AgencyTree, Lineage

_UPSERT = """
INSERT INTO agency AS known
  (agency_code, revision, name, agency_kind, parent_code, valid_from, valid_until, is_assessed,
  predecessor_codes)
SELECT agency_code, revision, name, agency_kind, parent_code, valid_from, valid_until, is_assessed,
  string_to_array(predecessors, ',')
FROM unnest($1::text[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::date[],
  $7::date[], $8::bool[], $9::text[]) AS told (agency_code, revision, name, agency_kind,
  parent_code, valid_from, valid_until, is_assessed, predecessors)
ON CONFLICT (agency_code) DO UPDATE SET
  revision = excluded.revision, name = excluded.name, agency_kind = excluded.agency_kind,
  parent_code = excluded.parent_code, valid_from = excluded.valid_from,
  valid_until = excluded.valid_until, is_assessed = excluded.is_assessed,
  predecessor_codes = excluded.predecessor_codes
WHERE excluded.revision > known.revision
RETURNING agency_code
"""
_ALL = """
SELECT agency_code, name, agency_kind, parent_code, valid_from, valid_until, is_assessed,
  predecessor_codes
FROM agency
"""
_TREE: Final = RowTree("agency", "agency_code", "parent_code")
# The codes at and below the agency in the first parameter, for `IN (…)`.
BELOW: Final = _TREE.below("$1")
# Whether the agency in the first parameter reaches the row's own: `REACHED.format(row="a")`.
REACHED: Final = _TREE.reaches("$1", "{row}.agency_code")
# An agency and its predecessors, as long as each is the only one that the one before it began from:
# `AgencyTree.lineage`, in SQL.
_BEGAN_FROM: Final = """(
  SELECT heir.agency_code, (
    SELECT min(code) FROM unnest(heir.predecessor_codes) AS told (code)
    LEFT JOIN agency AS before ON before.agency_code = told.code
    WHERE before.valid_until IS NULL OR before.valid_until < heir.valid_from
    HAVING count(*) = 1) AS only_founder
  FROM agency AS heir)"""
_LINEAGE: Final = RowTree(_BEGAN_FROM, "agency_code", "only_founder")
# Whether the agency in `old` is that in `new`, or such a predecessor of it.
IS_BEFORE: Final = _LINEAGE.reaches("{old}", "{new}")
# Whether the agency in `new`, or one that it goes on from, took another in on a day from `first`
# to before `end`.
TOOK_IN: Final = f"""
EXISTS (SELECT FROM agency AS heir CROSS JOIN unnest(heir.predecessor_codes) AS told (code)
  JOIN agency AS gone ON gone.agency_code = told.code AND gone.valid_until >= heir.valid_from
  WHERE gone.valid_until >= {{first}} - 1 AND gone.valid_until < {{end}} - 1
    AND {IS_BEFORE.format(old="heir.agency_code", new="{new}")})
"""
# What was so of the agency in `code` on a day, as it was known at a moment; null: as it is now.
AGENCY_STATE: Final = """(
  SELECT CASE WHEN life.valid_until < life.valid_from THEN 'never_formed'
    WHEN life.valid_until < {day}::date THEN 'ended'
    WHEN life.valid_from > {day}::date THEN 'not_begun' ELSE 'exists' END
  FROM agency_history AS life WHERE life.agency_code = {code}
    AND ({at}::timestamptz IS NULL OR life.recorded_at <= {at})
  ORDER BY life.revision DESC LIMIT 1)
"""
_LIVES = """
SELECT agency_code, valid_from, valid_until FROM agency WHERE agency_code = ANY($1)
"""
_IS_ASSESSED = "SELECT is_assessed FROM agency WHERE agency_code = $1"
_SOME = f"{_ALL} WHERE agency_code = ANY($1)"
_SUCCESSORS = "SELECT agency_code FROM agency WHERE predecessor_codes && $1::text[]"
_NAMES = """
SELECT DISTINCT ON (agency_code) agency_code, name FROM agency_history
WHERE agency_code = ANY($1) AND ($2::timestamptz IS NULL OR recorded_at <= $2)
ORDER BY agency_code, revision DESC
"""


async def upsert(session: AsyncSession, agencies: Sequence[tuple[int, Agency]]) -> set[str]:
    """Write agencies with their revisions, one state each; return the codes of the newer ones."""
    rows = await (await raw(session)).fetch(
        _UPSERT,
        [agency.code for _, agency in agencies],
        [revision for revision, _ in agencies],
        [agency.name for _, agency in agencies],
        [agency.kind for _, agency in agencies],
        [agency.parent_code for _, agency in agencies],
        [agency.valid_from for _, agency in agencies],
        [agency.valid_until for _, agency in agencies],
        [agency.is_assessed for _, agency in agencies],
        [",".join(agency.predecessor_codes) for _, agency in agencies],  # no code has a comma
    )
    return {row[0] for row in rows}


async def tree(session: AsyncSession) -> AgencyTree:
    """Return the tree of all agencies."""
    rows = await (await raw(session)).fetch(_ALL)
    return AgencyTree(Agency(*row[:-1]).taking_over_from(row[-1]) for row in rows)


async def line(session: AsyncSession, agency_code: str) -> list[str]:
    """Return an agency's code and those of all above it; nothing for an unknown agency."""
    return await _TREE.line_of(session, agency_code)


async def lines_of_successors(session: AsyncSession, agency_code: str) -> list[str]:
    """Return an agency, all that took over from it or from these, and those above any of them."""
    codes: set[str] = set()
    wanted = {agency_code}
    while wanted:
        codes |= wanted
        rows = await (await raw(session)).fetch(_SUCCESSORS, [*wanted])
        wanted = {row[0] for row in rows} - codes
    return await _TREE.line_of(session, *codes)


async def is_assessed(session: AsyncSession, agency_code: str) -> bool:
    """Say whether an agency is one that is assessed."""
    return bool(await (await raw(session)).fetchval(_IS_ASSESSED, agency_code))


async def lineage(session: AsyncSession, agency_code: str) -> Lineage:
    """Return an agency and whom it took over from, one by one; see `Lineage`."""
    known: dict[str, Agency] = {}
    wanted = {agency_code}
    while wanted:
        rows = await (await raw(session)).fetch(_SOME, [*wanted])
        found = [Agency(*row[:-1]).taking_over_from(row[-1]) for row in rows]
        known |= {each.code: each for each in found}
        wanted = {code for each in found for code in each.predecessor_codes} - known.keys()
    return AgencyTree(known.values()).line(agency_code)


async def lives(session: AsyncSession, codes: Iterable[str]) -> dict[str, Life]:
    """Return the days of those agencies that are known."""
    rows = await (await raw(session)).fetch(_LIVES, [*codes])
    return {code: Life(first, last) for code, first, last in rows}


async def names(
    session: AsyncSession, codes: Sequence[str], *, as_of: datetime | None = None
) -> dict[str, str]:
    """Return the names of those agencies that are known."""
    return dict(await (await raw(session)).fetch(_NAMES, codes, as_of))
