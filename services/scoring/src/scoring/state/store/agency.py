"""Agencies in the database: only a newer revision is written."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import RowTree, raw
from rules.tree import upwards
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
# An agency and its predecessors, as long as each is the only one of the one before it.
_LINEAGE: Final = RowTree("agency", "agency_code", "only_predecessor")
# Whether the agency in `old` is that in `new`, or such a predecessor of it.
IS_BEFORE: Final = _LINEAGE.reaches("{old}", "{new}")
_IS_ASSESSED = "SELECT is_assessed FROM agency WHERE agency_code = $1"
_LINKS = "SELECT agency_code, predecessor_codes FROM agency WHERE agency_code = ANY($1)"
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


async def is_assessed(session: AsyncSession, agency_code: str) -> bool:
    """Say whether an agency is one that is assessed."""
    return bool(await (await raw(session)).fetchval(_IS_ASSESSED, agency_code))


async def lineage(session: AsyncSession, agency_code: str) -> Lineage:
    """Return an agency and whom it took over from, one by one; see `Lineage`."""
    codes = await _LINEAGE.line_of(session, agency_code)
    links = dict(await (await raw(session)).fetch(_LINKS, codes))
    line = [*upwards(agency_code, lambda code: _only(links.get(code, ())))]
    last = links.get(line[-1], ())
    return Lineage((*line,), (*last,) if len(last) > 1 else ())


def _only(codes: Sequence[str]) -> str | None:
    return codes[0] if len(codes) == 1 else None


async def names(
    session: AsyncSession, codes: Sequence[str], *, as_of: datetime | None = None
) -> dict[str, str]:
    """Return the names of those agencies that are known."""
    return dict(await (await raw(session)).fetch(_NAMES, codes, as_of))
