"""Scores as they are shown: within the reach of an agency, with their history."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.domain.assessment import Opening
from scoring.store.years import IMPROVES

_COLUMNS = """
a.assessment_id, a.campaign_code, a.agency_code, a.edition_code, a.derivation_set_version,
a.period, a.opened_at, coalesce(s.version, 0), coalesce(s.revision, 0), s.changed_at, s.tracks,
g.name, coalesce(g.revision, 0), (
  SELECT ARRAY[count(*) FILTER (WHERE severity = 'minor'),
    count(*) FILTER (WHERE severity = 'major'), count(*) FILTER (WHERE severity = 'critical')]
  FROM contradiction AS c WHERE c.assessment_id = a.assessment_id AND c.cleared_at IS NULL)
"""
_TABLES = """
assessment AS a LEFT JOIN score AS s ON s.assessment_id = a.assessment_id
LEFT JOIN agency AS g ON g.agency_code = a.agency_code
"""
# The codes at and above an agency; a parent counts before its own row has come.
_LINE = """
WITH RECURSIVE line (code) AS (
  SELECT $1::text
  UNION
  SELECT agency.parent_code FROM agency JOIN line ON agency.agency_code = line.code
  WHERE agency.parent_code IS NOT NULL
)
SELECT code FROM line
"""
_FIND = f"SELECT {_COLUMNS} FROM {_TABLES} WHERE a.assessment_id = $1"  # noqa: S608 - constants
_AFTER = f"""
WITH RECURSIVE below (code) AS (
  SELECT $1::text
  UNION
  SELECT agency.agency_code FROM agency JOIN below ON agency.parent_code = below.code
)
SELECT {_COLUMNS} FROM {_TABLES}
WHERE a.agency_code IN (SELECT code FROM below)
  AND ($2::text IS NULL OR a.campaign_code = $2)
  AND ($3::text IS NULL OR a.agency_code = $3)
  AND ($4::text IS NULL OR (a.agency_code, a.assessment_id) > ($4, $5::uuid))
  AND ($7::timestamptz IS NULL OR EXISTS (
    SELECT FROM opening_history AS o WHERE o.assessment_id = a.assessment_id AND o.recorded_at <= $7
  ))
  AND ($8::boolean IS NULL OR $8 = ({IMPROVES}))
ORDER BY a.agency_code, a.assessment_id LIMIT $6
"""  # noqa: S608 - constants
_EDITIONS = "SELECT DISTINCT edition_code FROM assessment WHERE agency_code = $1"
_SERIES = f"""
SELECT {_COLUMNS} FROM {_TABLES} WHERE a.agency_code = $1 AND a.edition_code = ANY($2)
ORDER BY a.period DESC, a.opened_at DESC, a.assessment_id LIMIT $3
"""  # noqa: S608 - constants
_CHANGES = """
SELECT body FROM score_change WHERE assessment_id = $1 AND revision < $2
ORDER BY revision DESC LIMIT $3
"""
_LAST_MOVE = """
SELECT body FROM score_change WHERE assessment_id = $1 AND moved LIKE $2
  AND ($3::timestamptz IS NULL OR changed_at <= $3)
ORDER BY revision DESC LIMIT 1
"""
_CHANGES_AT = """
SELECT c.assessment_id, c.body FROM score_change AS c
JOIN unnest($1::uuid[], $2::bigint[]) AS at (assessment_id, revision)
  USING (assessment_id, revision)
"""
_CHANGE = "SELECT body FROM score_change WHERE assessment_id = $1 AND revision = $2"
_DECISION = """
SELECT body, event_id, event_partition, event_offset, event_time FROM level_history
WHERE assessment_id = $1 AND indicator_code = $2 AND stage = $3
  AND ($4::timestamptz IS NULL OR recorded_at <= $4)
ORDER BY revision DESC LIMIT 1
"""
_EXISTS = "SELECT EXISTS (SELECT FROM agency WHERE agency_code = $1)"
_NAMES = """
SELECT DISTINCT ON (agency_code) agency_code, name FROM agency_history
WHERE agency_code = ANY($1) AND ($2::timestamptz IS NULL OR recorded_at <= $2)
ORDER BY agency_code, revision DESC
"""


class ShownScore(msgspec.Struct, frozen=True):
    """A score's head: whose it is, how often it changed, and its tracks as JSON.

    With `as_of` it is as it was known then. `open_contradictions`: how many are minor, major and
    critical.
    """

    opening: Opening
    version: int
    revision: int
    changed_at: datetime | None
    tracks: str | None
    agency_name: str | None
    agency_revision: int
    open_contradictions: Sequence[int]
    as_of: datetime | None = None


class StoredDecision(msgspec.Struct, frozen=True):
    """A stored decision with where its event stands on Kafka."""

    body: str
    event_id: str
    event_partition: int
    event_offset: int
    event_time: datetime


async def line(session: AsyncSession, agency_code: str) -> set[str]:
    """Return the agency's code and those of all above it."""
    return {row[0] for row in await (await raw(session)).fetch(_LINE, agency_code)}


async def exists(session: AsyncSession, agency_code: str) -> bool:
    """Say whether the agency is known."""
    return bool(await (await raw(session)).fetchval(_EXISTS, agency_code))


async def find(session: AsyncSession, assessment_id: UUID) -> ShownScore | None:
    """Return the head of an opened assessment's score."""
    row = await (await raw(session)).fetchrow(_FIND, assessment_id)
    return None if row is None else ShownScore(Opening(*row[:7]), *row[7:])


async def after(
    session: AsyncSession,
    position: tuple[str, UUID] | None,
    *,
    root_code: str,
    campaign_code: str | None,
    agency_code: str | None,
    limit: int,
    as_of: datetime | None = None,
    improving: bool | None = None,
) -> Sequence[ShownScore]:
    """Return heads below a root, by agency and id, from behind a position on.

    `as_of`: only of assessments that were known then; the heads are those of now. `improving`:
    only those whose index is, or is not, above that of the year before on the same edition.
    """
    code, assessment_id = position or (None, None)
    rows = await (await raw(session)).fetch(
        _AFTER, root_code, campaign_code, agency_code, code, assessment_id, limit, as_of, improving
    )
    return [ShownScore(Opening(*row[:7]), *row[7:]) for row in rows]


async def editions_of(session: AsyncSession, agency_code: str) -> set[str]:
    """Return the codes of the editions that an agency was assessed on."""
    return {row[0] for row in await (await raw(session)).fetch(_EDITIONS, agency_code)}


async def series(
    session: AsyncSession, agency_code: str, editions: Iterable[str], *, limit: int
) -> Sequence[ShownScore]:
    """Return an agency's newest heads on some editions, the oldest of them first."""
    rows = await (await raw(session)).fetch(_SERIES, agency_code, [*editions], limit)
    return [ShownScore(Opening(*row[:7]), *row[7:]) for row in reversed(rows)]


async def changes(
    session: AsyncSession, assessment_id: UUID, *, before: int, limit: int
) -> list[str]:
    """Return the bodies of the changes with a smaller revision, newest first."""
    rows = await (await raw(session)).fetch(_CHANGES, assessment_id, before, limit)
    return [row[0] for row in rows]


async def change(session: AsyncSession, assessment_id: UUID, revision: int) -> str | None:
    """Return the body of one change."""
    body: str | None = await (await raw(session)).fetchval(_CHANGE, assessment_id, revision)
    return body


async def newest_changes(session: AsyncSession, heads: Iterable[ShownScore]) -> dict[UUID, str]:
    """Return the body of the newest change of each head, as of its moment."""
    at = [(head.opening.assessment_id, head.revision) for head in heads if head.revision]
    if not at:
        return {}
    return dict(await (await raw(session)).fetch(_CHANGES_AT, *map(list, zip(*at, strict=True))))


async def last_move(
    session: AsyncSession,
    assessment_id: UUID,
    *,
    track: str,
    indicator_code: str,
    as_of: datetime | None = None,
) -> str | None:
    """Return the body of the newest change that moved an indicator's level on a track."""
    escaped = indicator_code.replace("\\", r"\\").replace("%", r"\%").replace("_", r"\_")
    pattern = f"% {track}:{escaped} %"
    body: str | None = await (await raw(session)).fetchval(
        _LAST_MOVE, assessment_id, pattern, as_of
    )
    return body


async def decision(
    session: AsyncSession,
    assessment_id: UUID,
    indicator_code: str,
    stage: int,
    *,
    as_of: datetime | None = None,
) -> StoredDecision | None:
    """Return the newest decision on an indicator at a stage."""
    connection = await raw(session)
    row = await connection.fetchrow(_DECISION, assessment_id, indicator_code, stage, as_of)
    return None if row is None else StoredDecision(*row)


async def agency_names(
    session: AsyncSession, codes: Sequence[str], *, as_of: datetime | None = None
) -> dict[str, str]:
    """Return the names of those agencies that are known."""
    return dict(await (await raw(session)).fetch(_NAMES, codes, as_of))
