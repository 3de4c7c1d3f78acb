"""Rederivations in the database: which campaigns chose another derivation set, and what is left."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.rederivation.domain import Choice, Rederivation, WaitingChoice
from scoring.state.domain.cause import EventPlace
from scoring.state.store.agency import BELOW
from scoring.tables import Table

_ADD = """
INSERT INTO rederivation (rederivation_id, campaign_code, edition_code, derivation_set_version,
  assessment_count, chosen_by, chosen_at)
SELECT DISTINCT ON (1) * FROM unnest($1::uuid[], $2::text[], $3::text[], $4::bigint[], $5::int[],
  $6::text[], $7::timestamptz[])
ON CONFLICT DO NOTHING
"""
_ADD_PARTS = """
INSERT INTO rederived_assessment (assessment_id, revision, rederivation_id, derivation_set_version,
  event_id, event_partition, event_offset, event_time)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::uuid[], $4::bigint[], $5::text[], $6::int[],
  $7::bigint[], $8::timestamptz[])
ON CONFLICT DO NOTHING
"""
# What waits and can be done: the assessment was opened and the set is known. A choice that is older
# than the newest of its assessment has nothing left to do.
_WAITING = """
SELECT DISTINCT ON (p.assessment_id) p.assessment_id, p.derivation_set_version, p.event_id,
  p.event_partition, p.event_offset, p.event_time
FROM rederived_assessment AS p
JOIN assessment AS a ON a.assessment_id = p.assessment_id
JOIN derivation_set AS d ON d.edition_code = a.edition_code
  AND d.derivation_set_version = p.derivation_set_version
WHERE p.done_at IS NULL AND NOT EXISTS (
  SELECT FROM rederived_assessment AS newer
  WHERE newer.assessment_id = p.assessment_id AND newer.revision > p.revision)
ORDER BY p.assessment_id LIMIT $1
"""
_FINISH = """
UPDATE rederived_assessment SET done_at = $2
WHERE assessment_id = ANY($1) AND done_at IS NULL
"""
_COUNT = "SELECT count(DISTINCT assessment_id) FROM rederived_assessment WHERE done_at IS NULL"
_IS_WAITING = """
SELECT EXISTS (
  SELECT FROM rederived_assessment
  WHERE assessment_id = $1 AND revision < $2 AND done_at IS NULL)
"""
_REDERIVED = """
SELECT DISTINCT assessment_id FROM rederived_assessment WHERE assessment_id = ANY($1)
"""
_PROGRESS = """
SELECT r.rederivation_id, r.campaign_code, r.edition_code, r.derivation_set_version,
  r.assessment_count, r.chosen_by, r.chosen_at, count(p.done_at), max(p.done_at)
FROM rederivation AS r JOIN rederived_assessment AS p USING (rederivation_id)
WHERE {} GROUP BY r.rederivation_id ORDER BY r.rederivation_id DESC LIMIT {}
"""
# Of a campaign that somebody below (or at) a root takes part in.
_OF_REACH = f"""
r.campaign_code = coalesce($2::text, r.campaign_code)
AND ($3::uuid IS NULL OR r.rederivation_id < $3)
AND EXISTS (
  SELECT FROM assessment AS a
  WHERE a.campaign_code = r.campaign_code AND a.agency_code IN ({BELOW}))
"""
_AFTER = _PROGRESS.format(_OF_REACH, "$4")
_FIND = _PROGRESS.format(f"r.rederivation_id = $4 AND {_OF_REACH}", "1")


class RederivationRow(Table, table=True):
    """A campaign's choice of another derivation set."""

    __tablename__ = "rederivation"

    rederivation_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text)
    edition_code: str = Field(sa_type=Text)
    derivation_set_version: int = Field(sa_type=BigInteger)
    assessment_count: int
    chosen_by: str = Field(sa_type=Text)
    chosen_at: datetime = Field(sa_type=DateTime(timezone=True))


class RederivedAssessmentRow(Table, table=True):
    """An assessment's part in it, by the event that says so; it waits until `done_at`."""

    __tablename__ = "rederived_assessment"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    rederivation_id: UUID
    derivation_set_version: int = Field(sa_type=BigInteger)
    event_id: str = Field(sa_type=Text)
    event_partition: int
    event_offset: int = Field(sa_type=BigInteger)
    event_time: datetime = Field(sa_type=DateTime(timezone=True))
    done_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, rows: Sequence[Choice]) -> None:
    """Store choices, each once, under the lock on the structure."""
    connection = await raw(session)
    await connection.execute(
        _ADD,
        [row.rederivation_id for row in rows],
        [row.campaign_code for row in rows],
        [row.edition_code for row in rows],
        [row.derivation_set_version for row in rows],
        [row.assessment_count for row in rows],
        [row.chosen_by for row in rows],
        [row.chosen_at for row in rows],
    )
    await connection.execute(
        _ADD_PARTS,
        [row.assessment_id for row in rows],
        [row.revision for row in rows],
        [row.rederivation_id for row in rows],
        [row.derivation_set_version for row in rows],
        [row.place.event_id for row in rows],
        [row.place.partition for row in rows],
        [row.place.offset for row in rows],
        [row.place.event_time for row in rows],
    )


async def waiting(session: AsyncSession, *, limit: int) -> list[WaitingChoice]:
    """Return assessments that wait and can be derived anew, in the order of their ids."""
    rows = await (await raw(session)).fetch(_WAITING, limit)
    return [WaitingChoice(row[0], row[1], EventPlace(*row[2:])) for row in rows]


async def finish(session: AsyncSession, ids: Iterable[UUID], at: datetime) -> None:
    """Note that nothing waits any more for these assessments."""
    await (await raw(session)).execute(_FINISH, [*ids], at)


async def count_waiting(session: AsyncSession) -> int:
    """Return how many assessments wait."""
    found: int = await (await raw(session)).fetchval(_COUNT)
    return found


async def is_waiting(session: AsyncSession, assessment_id: UUID, *, before: int) -> bool:
    """Say whether an assessment does not follow yet a choice of before one of its revisions."""
    found: bool = await (await raw(session)).fetchval(_IS_WAITING, assessment_id, before)
    return found


async def rederived(session: AsyncSession, ids: Iterable[UUID]) -> set[UUID]:
    """Return those assessments that ever chose another set than they were opened with."""
    return {row[0] for row in await (await raw(session)).fetch(_REDERIVED, [*ids])}


async def find(
    session: AsyncSession, rederivation_id: UUID, *, root_code: str
) -> Rederivation | None:
    """Return a rederivation of a campaign that a subtree takes part in, with its progress."""
    row = await (await raw(session)).fetchrow(_FIND, root_code, None, None, rederivation_id)
    return None if row is None else Rederivation(*row)


async def after(
    session: AsyncSession,
    position: UUID | None,
    *,
    root_code: str,
    campaign_code: str | None,
    limit: int,
) -> list[Rederivation]:
    """Return rederivations of campaigns that a subtree takes part in, the newest first."""
    rows = await (await raw(session)).fetch(_AFTER, root_code, campaign_code, position, limit)
    return [Rederivation(*row) for row in rows]
