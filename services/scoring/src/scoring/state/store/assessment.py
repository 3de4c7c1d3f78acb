"""Openings of assessments in the database: stored once; only the derivation set can be another."""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import StagePair, Stages, stages_of
from scoring.state.store.agency import BELOW, REACHED

_NAMES: Final = (
    "assessment_id",
    "campaign_code",
    "agency_code",
    "edition_code",
    "derivation_set_version",
    "period",
    "opened_at",
    "stages",
)
COLUMN_COUNT: Final = len(_NAMES)


def columns(row: str) -> str:
    """Return the columns of an opening in SQL; `row` names the table. See `opening_of`."""
    return ", ".join(f"{row}.{name}" for name in _NAMES) + "::text"


# The first day of the period of a row that names it by its code, and the day after its last.
FIRST_DAY: Final = """
make_date(left({row}.period, 4)::int, CASE
  WHEN substr({row}.period, 6, 1) = 'Q' THEN right({row}.period, 1)::int * 3 - 2
  ELSE coalesce(nullif(substr({row}.period, 6), ''), '1')::int END, 1)
"""
DAY_AFTER: Final = f"""
({FIRST_DAY} + CASE WHEN substr({{row}}.period, 6, 1) = 'Q' THEN interval '3 months'
  WHEN length({{row}}.period) = 4 THEN interval '1 year' ELSE interval '1 month' END)::date
"""
_COLUMNS: Final = columns("assessment")
_ADD = f"""
INSERT INTO assessment ({", ".join(_NAMES)})
SELECT * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::bigint[], $6::text[],
  $7::timestamptz[], $8::jsonb[])
ON CONFLICT DO NOTHING
RETURNING assessment_id
"""  # noqa: S608 - the columns are a constant
_CHOOSE = """
UPDATE assessment SET derivation_set_version = new.version
FROM unnest($1::uuid[], $2::bigint[]) AS new (assessment_id, version)
WHERE assessment.assessment_id = new.assessment_id
"""
_FIND = f"SELECT {_COLUMNS} FROM assessment WHERE assessment_id = ANY($1)"  # noqa: S608 - as above
_FIND_WITHIN = f"""
SELECT {columns("a")} FROM assessment AS a WHERE assessment_id = $2 AND {REACHED.format(row="a")}
"""  # noqa: S608 - as above
_TAKES_PART = f"""
SELECT EXISTS (SELECT FROM assessment WHERE campaign_code = $2 AND agency_code IN ({BELOW}))
"""  # noqa: S608 - as above
_CAMPAIGNS = f"""
SELECT campaign_code FROM assessment WHERE agency_code IN ({BELOW})
GROUP BY campaign_code ORDER BY max(opened_at) DESC, campaign_code LIMIT $2
"""  # noqa: S608 - as above
_OF_AGENCIES = f"SELECT {_COLUMNS} FROM assessment WHERE agency_code = ANY($1)"  # noqa: S608 - as above
_ON_EDITIONS = f"SELECT {_COLUMNS} FROM assessment WHERE edition_code = ANY($1)"  # noqa: S608 - as above

_encode: Final = msgspec.json.Encoder().encode
_decode: Final = msgspec.json.Decoder(tuple[StagePair, ...]).decode


async def add(session: AsyncSession, openings: Sequence[Opening]) -> set[UUID]:
    """Store openings, each id once; return the ids that are new."""
    rows = await (await raw(session)).fetch(
        _ADD,
        [opening.assessment_id for opening in openings],
        [opening.campaign_code for opening in openings],
        [opening.agency_code for opening in openings],
        [opening.edition_code for opening in openings],
        [opening.derivation_set_version for opening in openings],
        [opening.period for opening in openings],
        [opening.opened_at for opening in openings],
        [_encode(opening.stages.pairs).decode() for opening in openings],
    )
    return {row[0] for row in rows}


async def choose(session: AsyncSession, versions: Mapping[UUID, int]) -> None:
    """Let assessments have another derivation set, under the lock on the structure."""
    await (await raw(session)).execute(_CHOOSE, [*versions], [*versions.values()])


async def find(session: AsyncSession, ids: Iterable[UUID]) -> dict[UUID, Opening]:
    """Return those assessments that were opened."""
    found = await _fetch(session, _FIND, ids)
    return {opening.assessment_id: opening for opening in found}


async def find_within(
    session: AsyncSession, assessment_id: UUID, *, root_code: str
) -> Opening | None:
    """Return an assessment that was opened for an agency of a subtree."""
    row = await (await raw(session)).fetchrow(_FIND_WITHIN, root_code, assessment_id)
    return None if row is None else opening_of(row)


async def takes_part(session: AsyncSession, campaign_code: str, *, root_code: str) -> bool:
    """Say whether an agency of a subtree takes part in a campaign."""
    found: bool = await (await raw(session)).fetchval(_TAKES_PART, root_code, campaign_code)
    return found


async def campaigns(session: AsyncSession, *, root_code: str, limit: int) -> list[str]:
    """Return campaigns that a subtree takes part in, the one that was opened last first."""
    rows = await (await raw(session)).fetch(_CAMPAIGNS, root_code, limit)
    return [row[0] for row in rows]


async def of_agencies(session: AsyncSession, codes: Iterable[str]) -> list[Opening]:
    """Return all assessments of these agencies."""
    return await _fetch(session, _OF_AGENCIES, codes)


async def on_editions(session: AsyncSession, codes: Iterable[str]) -> list[Opening]:
    """Return all assessments on these editions."""
    return await _fetch(session, _ON_EDITIONS, codes)


async def _fetch(session: AsyncSession, query: str, keys: Iterable[object]) -> list[Opening]:
    rows = await (await raw(session)).fetch(query, [*keys])
    return [opening_of(row) for row in rows]


def opening_of(values: Sequence[Any]) -> Opening:
    """Return an opening from its columns."""
    read: tuple[Any, ...] = (*values[:-1], _stages(values[-1]))
    return Opening(*read)


@lru_cache(maxsize=1_000)
def _stages(text: str) -> Stages:
    return stages_of(_decode(text))
