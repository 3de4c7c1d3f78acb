"""Targets in the database. Whoever judges one holds its scores' rows first, then its own."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple
from datetime import date, datetime
from typing import Final
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, SmallInteger, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.opening import Opening
from scoring.state.store.agency import AGENCY_STATE, BELOW
from scoring.state.store.assessment import columns, opening_of
from scoring.state.store.score import IS_JUDGED
from scoring.tables import Table
from scoring.targets.domain import Target, TargetFilter, TargetKey

_COLUMNS: Final = """
t.agency_code, t.instrument_code, t.year, t.node_code, t.value, t.revision, t.set_by, t.set_at,
t.state, t.since, t.changes, t.assessment_id, t.exact, t.carried_from
"""
_ANY = "SELECT EXISTS (SELECT FROM target WHERE value IS NOT NULL)"
_MAKE = """
INSERT INTO target (agency_code, instrument_code, year, node_code, revision, set_by, set_at, state,
  since, changes)
VALUES ($1, $2, $3, $4, 0, $5, $6, 'unknown', $6, 0)
ON CONFLICT DO NOTHING
"""
_ONE = f"""
SELECT {_COLUMNS} FROM target AS t
WHERE agency_code = $1 AND instrument_code = $2 AND year = $3 AND node_code = $4
"""  # noqa: S608 - constants
_OF_YEARS = f"""
SELECT {_COLUMNS} FROM target AS t
WHERE value IS NOT NULL AND (agency_code, instrument_code, year::int) IN (
  SELECT * FROM unnest($1::text[], $2::text[], $3::int[]))
ORDER BY agency_code, instrument_code, year, node_code
"""  # noqa: S608 - constants
_LOCK_OF = f"{_OF_YEARS} FOR UPDATE"
_NEW = """
unnest($1::text[], $2::text[], $3::int[], $4::text[], $5::text[], $6::bigint[], $7::text[],
  $8::timestamptz[], $9::text[], $10::timestamptz[], $11::bigint[], $12::uuid[], $13::text[],
  $14::int[]) AS new (agency_code, instrument_code, year, node_code, value, revision, set_by,
    set_at, state, since, changes, assessment_id, exact, carried_from)
"""
_ADD = f"""
INSERT INTO target (agency_code, instrument_code, year, node_code, value, revision, set_by, set_at,
  state, since, changes, assessment_id, exact, carried_from)
SELECT new.* FROM {_NEW} ON CONFLICT DO NOTHING
"""  # noqa: S608 - constants
_WRITE = f"""
UPDATE target SET value = new.value, revision = new.revision, set_by = new.set_by,
  set_at = new.set_at, state = new.state, since = new.since, changes = new.changes,
  assessment_id = new.assessment_id, exact = new.exact, carried_from = new.carried_from
FROM {_NEW}
WHERE target.agency_code = new.agency_code AND target.instrument_code = new.instrument_code
  AND target.year = new.year AND target.node_code = new.node_code
"""  # noqa: S608 - constants
_AFTER = f"""
SELECT {_COLUMNS} FROM target AS t
WHERE t.value IS NOT NULL AND t.agency_code IN ({BELOW})
  AND ($2::text IS NULL OR t.agency_code = $2) AND ($3::int IS NULL OR t.year = $3)
  AND ($4::text IS NULL OR t.state = $4)
  AND ($10::text IS NULL
    OR $10 = {AGENCY_STATE.format(code="t.agency_code", at="NULL", day="$11")})
  AND ($5::text IS NULL OR (t.agency_code, t.instrument_code, t.year::int, t.node_code)
    > ($5, $6::text, $7::int, $8::text))
ORDER BY t.agency_code, t.instrument_code, t.year, t.node_code LIMIT $9
"""  # noqa: S608 - constants
_ARE_UNTOLD = "SELECT EXISTS (SELECT FROM target WHERE told_revision < revision)"
# In the order of keys, as whoever judges targets; what another holds has its turn later.
_TELL = f"""
WITH untold AS (
  SELECT agency_code, instrument_code, year, node_code FROM target
  WHERE told_revision < revision
  ORDER BY agency_code, instrument_code, year, node_code LIMIT $1 FOR UPDATE SKIP LOCKED
)
UPDATE target AS t SET told_revision = t.revision FROM untold
WHERE t.agency_code = untold.agency_code AND t.instrument_code = untold.instrument_code
  AND t.year = untold.year AND t.node_code = untold.node_code
RETURNING {_COLUMNS}
"""  # noqa: S608 - constants
_EDITIONS = "SELECT edition_code FROM edition ORDER BY edition_code"
_IN_YEAR = """
SELECT assessment_id FROM assessment WHERE agency_code = $1 AND left(period, 4)::int = $2
ORDER BY assessment_id
"""
_OPENED = f"""
SELECT {columns("a")} FROM assessment AS a
WHERE (a.agency_code, left(a.period, 4)::int) IN (SELECT * FROM unnest($1::text[], $2::int[]))
"""  # noqa: S608 - constants
# What is not judged leaves its year to another assessment or to the period before.
_JUDGED = f"""
SELECT {columns("a")}
FROM assessment AS a JOIN score AS s ON s.assessment_id = a.assessment_id
WHERE (a.agency_code, left(a.period, 4)::int) IN (SELECT * FROM unnest($1::text[], $2::int[]))
  AND {IS_JUDGED.format(score="s")}
"""  # noqa: S608 - constants


class TargetRow(Table, table=True):
    """What a node of an agency's instrument is to reach in a year; no value: withdrawn.

    `changes` counts how often it turned met or missed: the revision of those events.
    `told_revision`: of the newest state that others were told of.
    """

    __tablename__ = "target"

    agency_code: str = Field(primary_key=True, sa_type=Text)
    instrument_code: str = Field(primary_key=True, sa_type=Text)
    year: int = Field(primary_key=True, sa_type=SmallInteger)
    node_code: str = Field(primary_key=True, sa_type=Text)
    value: str | None = Field(None, sa_type=Text)
    revision: int = Field(sa_type=BigInteger)
    set_by: str = Field(sa_type=Text)
    set_at: datetime = Field(sa_type=DateTime(timezone=True))
    state: str = Field(sa_type=Text)
    since: datetime = Field(sa_type=DateTime(timezone=True))
    changes: int = Field(sa_type=BigInteger)
    assessment_id: UUID | None = None
    exact: str | None = Field(None, sa_type=Text)
    carried_from: int | None = Field(None, sa_type=SmallInteger)
    told_revision: int = Field(0, sa_type=BigInteger, sa_column_kwargs={"server_default": "0"})


async def are_set(session: AsyncSession) -> bool:
    """Say whether there is any target at all."""
    return bool(await (await raw(session)).fetchval(_ANY))


async def find(session: AsyncSession, key: TargetKey) -> Target | None:
    """Return a target, also one that was withdrawn."""
    row = await (await raw(session)).fetchrow(_ONE, *key)
    return None if row is None else Target(**row)


async def lock(session: AsyncSession, key: TargetKey, *, set_by: str, at: datetime) -> Target:
    """Lock a target's row; revision 0: it was made for that."""
    connection = await raw(session)
    await connection.execute(_MAKE, *key, set_by, at)
    return Target(**await connection.fetchrow(f"{_ONE} FOR UPDATE", *key))


async def lock_of(
    session: AsyncSession, years: Collection[tuple[str, str, int]]
) -> Sequence[Target]:
    """Lock all that is set for these agencies, instruments and years, in the order of keys."""
    rows = await (await raw(session)).fetch(_LOCK_OF, *map(list, zip(*years, strict=True)))
    return [Target(**row) for row in rows]


async def of_years(
    session: AsyncSession, years: Collection[tuple[str, str, int]]
) -> Sequence[Target]:
    """Return all that is set for these agencies, instruments and years, in the order of keys."""
    rows = await (await raw(session)).fetch(_OF_YEARS, *map(list, zip(*years, strict=True)))
    return [Target(**row) for row in rows]


async def add(session: AsyncSession, rows: Sequence[Target]) -> None:
    """Add targets that nobody has set or withdrawn, in the order of keys."""
    if rows:
        columns = zip(*map(astuple, rows), strict=True)
        await (await raw(session)).execute(_ADD, *map(list, columns))


async def write(session: AsyncSession, rows: Sequence[Target]) -> None:
    """Write locked targets."""
    if rows:
        columns = zip(*map(astuple, rows), strict=True)
        await (await raw(session)).execute(_WRITE, *map(list, columns))


async def are_untold(session: AsyncSession) -> bool:
    """Say whether others were not told of the newest state of any target."""
    return bool(await (await raw(session)).fetchval(_ARE_UNTOLD))


async def tell(session: AsyncSession, *, limit: int) -> Sequence[Target]:
    """Return some targets of which nobody was told as they are, and note that all were now."""
    return [Target(**row) for row in await (await raw(session)).fetch(_TELL, limit)]


async def after(
    session: AsyncSession,
    position: TargetKey | None,
    *,
    root_code: str,
    wanted: TargetFilter,
    limit: int,
    day: date,
) -> Sequence[Target]:
    """Return targets below a root by their keys, from behind a position on.

    `day`: on which an agency is to be in its state.
    """
    rows = await (await raw(session)).fetch(
        _AFTER,
        root_code,
        wanted.agency_code,
        wanted.year,
        wanted.state,
        *(position or (None,) * 4),
        limit,
        wanted.agency_state,
        day,
    )
    return [Target(**row) for row in rows]


async def edition_codes(session: AsyncSession) -> Sequence[str]:
    """Return the codes of all editions that are known."""
    return [row[0] for row in await (await raw(session)).fetch(_EDITIONS)]


async def in_year(session: AsyncSession, agency_code: str, year: int) -> Sequence[UUID]:
    """Return all assessments of an agency in a year, in the order of ids."""
    return [row[0] for row in await (await raw(session)).fetch(_IN_YEAR, agency_code, year)]


async def judged(session: AsyncSession, years: Iterable[tuple[str, int]]) -> Sequence[Opening]:
    """Return the assessments of these agencies and years that are judged."""
    rows = await (await raw(session)).fetch(_JUDGED, *map(list, zip(*years, strict=True)))
    return [opening_of(row) for row in rows]


async def opened(session: AsyncSession, years: Iterable[tuple[str, int]]) -> Sequence[Opening]:
    """Return all assessments of these agencies and years, judged or not."""
    rows = await (await raw(session)).fetch(_OPENED, *map(list, zip(*years, strict=True)))
    return [opening_of(row) for row in rows]
