"""Scores as they are shown: within the reach of an agency, with their history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.lives import Life
from rules.period import parse_period
from scoring.recompute.domain.track_score import TrackScore
from scoring.recompute.store import decode_tracks
from scoring.risks.store import IS_AT_RISK, decode
from scoring.scores.domain import ScoreFilter
from scoring.scores.store.years import IMPROVES
from scoring.state.domain.decision import IndicatorRisk
from scoring.state.domain.opening import Opening
from scoring.state.store.agency import AGENCY_STATE, BELOW, REACHED
from scoring.state.store.assessment import COLUMN_COUNT, columns, opening_of

_COLUMNS = f"""
{columns("a")}, coalesce(s.version, 0), coalesce(s.revision, 0), s.changed_at,
s.tracks::text, g.name, coalesce(g.revision, 0), g.valid_from, g.valid_until, (
  SELECT ARRAY[count(*) FILTER (WHERE severity = 'minor'),
    count(*) FILTER (WHERE severity = 'major'), count(*) FILTER (WHERE severity = 'critical')]
  FROM contradiction AS c WHERE c.assessment_id = a.assessment_id AND c.cleared_at IS NULL), (
  SELECT r.risks::text FROM risk_state AS r WHERE r.assessment_id = a.assessment_id)
"""  # noqa: S608 - constants
_TABLES = """
assessment AS a LEFT JOIN score AS s ON s.assessment_id = a.assessment_id
LEFT JOIN agency AS g ON g.agency_code = a.agency_code
"""
_FIND = f"""
SELECT {_COLUMNS} FROM {_TABLES}
WHERE a.assessment_id = $2 AND {REACHED.format(row="a")}
"""  # noqa: S608 - constants
_AFTER = f"""
SELECT {_COLUMNS} FROM {_TABLES}
WHERE a.agency_code IN ({BELOW})
  AND ($2::text IS NULL OR a.campaign_code = $2)
  AND ($3::text IS NULL OR a.agency_code = $3)
  AND ($4::text IS NULL OR (a.agency_code, a.assessment_id) > ($4, $5::uuid))
  AND ($7::timestamptz IS NULL OR EXISTS (
    SELECT FROM opening_history AS o WHERE o.assessment_id = a.assessment_id AND o.recorded_at <= $7
  ))
  AND ($8::boolean IS NULL OR $8 = ({IMPROVES}))
  AND ($9::boolean IS NULL OR $9 = {IS_AT_RISK.format(row="a", at="$7")})
  AND ($10::text IS NULL OR $10 = {AGENCY_STATE.format(code="a.agency_code", at="$7", day="$11")})
ORDER BY a.agency_code, a.assessment_id LIMIT $6
"""  # noqa: S608 - constants
_EDITIONS = "SELECT DISTINCT edition_code FROM assessment WHERE agency_code = ANY($1)"
_SERIES = f"""
SELECT {_COLUMNS} FROM {_TABLES} WHERE a.agency_code = ANY($1) AND a.edition_code = ANY($2)
  AND NOT EXISTS (SELECT FROM assessment AS own
    WHERE own.period = a.period AND own.edition_code = ANY($2)
    AND array_position($1, own.agency_code) < array_position($1, a.agency_code))
ORDER BY a.period DESC, a.opened_at DESC, a.assessment_id LIMIT $3
"""  # noqa: S608 - constants

_OF_PERIODS = f"""
SELECT {_COLUMNS} FROM {_TABLES} WHERE a.agency_code = ANY($1) AND a.period = ANY($2)
  AND a.edition_code = ANY($3)
ORDER BY a.opened_at, a.assessment_id
"""  # noqa: S608 - constants


@dataclass(frozen=True, slots=True)
class ScoreHead:
    """A score's head: whose it is, how often it changed, and its tracks without nodes.

    With `as_of` it is as it was known then. `open_contradictions`: how many are minor, major and
    critical. `at_risk`: the indicators whose evidence does not prove their level any more. `life`:
    the days of the agency; None while it is not known.
    """

    opening: Opening
    version: int
    revision: int
    changed_at: datetime | None
    tracks: tuple[TrackScore, ...]
    agency_name: str | None
    agency_revision: int
    life: Life | None
    open_contradictions: Sequence[int]
    at_risk: Sequence[IndicatorRisk]
    as_of: datetime | None = None

    @property
    def is_cut_short(self) -> bool:
        """Say whether its agency ended before the period did: it is compared with nothing."""
        return self.life is not None and self.life.is_cut_short(parse_period(self.opening.period))


async def find(session: AsyncSession, assessment_id: UUID, *, root_code: str) -> ScoreHead | None:
    """Return the head of the score of an assessment, opened for an agency of a subtree."""
    row = await (await raw(session)).fetchrow(_FIND, root_code, assessment_id)
    return None if row is None else _head(row)


async def after(
    session: AsyncSession,
    position: tuple[str, UUID] | None,
    *,
    root_code: str,
    wanted: ScoreFilter,
    limit: int,
    day: date,
    as_of: datetime | None = None,
) -> Sequence[ScoreHead]:
    """Return heads below a root, by agency and id, from behind a position on.

    `as_of`: only of assessments that were known then; the heads are those of now. To improve is to
    have an index above that of the year before on the same edition; at risk is what is so now, or
    was `as_of`. `day`: on which an agency is to have its state.
    """
    code, assessment_id = position or (None, None)
    rows = await (await raw(session)).fetch(
        _AFTER,
        root_code,
        wanted.campaign_code,
        wanted.agency_code,
        code,
        assessment_id,
        limit,
        as_of,
        wanted.improving,
        wanted.at_risk,
        wanted.agency_state,
        day,
    )
    return [_head(row) for row in rows]


async def editions_of(session: AsyncSession, agency_codes: Sequence[str]) -> set[str]:
    """Return the codes of the editions that some agencies were assessed on."""
    return {row[0] for row in await (await raw(session)).fetch(_EDITIONS, [*agency_codes])}


async def series(
    session: AsyncSession, agency_codes: Sequence[str], editions: Iterable[str], *, limit: int
) -> Sequence[ScoreHead]:
    """Return the newest heads of an agency on some editions, the oldest of them first.

    `agency_codes`: the agency and its predecessors. Of a period, those of the first that has any.
    """
    rows = await (await raw(session)).fetch(_SERIES, [*agency_codes], [*editions], limit)
    return [_head(row) for row in reversed(rows)]


async def of_periods(
    session: AsyncSession,
    agency_codes: Iterable[str],
    periods: Iterable[str],
    editions: Iterable[str],
) -> Sequence[ScoreHead]:
    """Return the heads of agencies in some periods on some editions, the first opened first."""
    rows = await (await raw(session)).fetch(_OF_PERIODS, [*agency_codes], [*periods], [*editions])
    return [_head(row) for row in rows]


def _head(row: Sequence[Any]) -> ScoreHead:
    opening = opening_of(row[:COLUMN_COUNT])
    version, revision, changed_at, tracks, *of_agency, open_, risks = row[COLUMN_COUNT:]
    name, agency_revision, first, last = of_agency
    life = None if first is None else Life(first, last)
    known = () if tracks is None else decode_tracks(tracks)
    at_risk = () if risks is None else decode(risks)
    agency = name, agency_revision, life
    return ScoreHead(opening, version, revision, changed_at, known, *agency, open_, at_risk)
