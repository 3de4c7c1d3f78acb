"""Scores and their changes in the database, written under the locks of their assessments."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Final
from uuid import UUID

import msgspec
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.floor import NotJudged
from rules.text import Text
from scoring.recompute.domain.change import EmittedChange, LevelMove, WrittenChange
from scoring.recompute.domain.reckoning import RULES_VERSION
from scoring.recompute.domain.track_score import NodeScore, TrackScore
from scoring.state.domain.cause import Cause
from scoring.state.domain.locked import LockedAssessment
from scoring.state.domain.track import TrackCode
from scoring.state.store.assessment import FIRST_DAY

_WRITE = """
UPDATE score SET version = new.version, revision = new.revision, recorded_at = $5,
  changed_at = CASE WHEN new.tracks IS NULL THEN score.changed_at ELSE $5 END,
  tracks = coalesce(new.tracks, score.tracks),
  reckoned_by = CASE WHEN new.is_whole THEN $7 ELSE least(score.reckoned_by, $7) END,
  reckoned_version = CASE WHEN new.is_whole OR score.reckoned_version = score.version
    THEN new.version ELSE score.reckoned_version END
FROM unnest($1::uuid[], $2::bigint[], $3::bigint[], $4::jsonb[], $6::bool[])
  AS new (assessment_id, version, revision, tracks, is_whole)
WHERE score.assessment_id = new.assessment_id
"""
_ADD_CHANGES = """
INSERT INTO score_change
  (assessment_id, revision, changed_at, moved_levels, fact_event_ids, body)
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::timestamptz[], $4::jsonb[], $5::jsonb[],
  $6::text[])
"""
_IS_EARLY = """jsonb_path_exists(s.tracks, '$[*] ? (@.not_judged == "not_begun")')"""
_TO_JUDGE = f"""
SELECT s.assessment_id FROM score AS s JOIN assessment AS a ON a.assessment_id = s.assessment_id
JOIN edition AS e ON e.edition_code = a.edition_code
WHERE s.revision > 0 AND (s.not_judged IS NULL OR {_IS_EARLY} AND {FIRST_DAY.format(row="a")} <= $1)
ORDER BY s.assessment_id LIMIT $2
"""  # noqa: S608 - constants
# What was opened on an edition that is known, and was reckoned as a whole by older rules, or
# written since by a release that knows no such mark.
_TO_RECKON = """
SELECT s.assessment_id FROM score AS s JOIN assessment AS a ON a.assessment_id = s.assessment_id
JOIN edition AS e ON e.edition_code = a.edition_code
WHERE s.reckoned_by < $1 OR s.reckoned_version <> s.version
ORDER BY s.assessment_id LIMIT $2
"""
_IS_TO_RECKON = """
SELECT reckoned_by < $2 OR reckoned_version <> version FROM score WHERE assessment_id = $1
"""
_encode: Final = msgspec.json.Encoder().encode


class _Track(msgspec.Struct, frozen=True, kw_only=True):
    """A track as it is kept: names are objects of JSON."""

    track: TrackCode
    coverage: str
    exact: str | None = None
    announced: str | None = None
    previous_exact: str | None = None
    predicate: dict[str, str] | None = None
    maturity_level: dict[str, str] | None = None
    level_share: str | None = None
    not_judged: NotJudged | None = None
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None
    nodes: tuple[NodeScore, ...] = ()


class _Change(msgspec.Struct, frozen=True, kw_only=True):
    """A change as its event tells it."""

    assessment_id: UUID
    revision: int
    agency_code: str
    changed_at: datetime
    tracks: tuple[_Track, ...]
    moves: tuple[LevelMove, ...] = ()
    causes: tuple[Cause, ...] = ()
    move_count: int = 0
    cause_count: int = 0
    rules_version: int | None = None


_decode_change: Final = msgspec.json.Decoder(_Change).decode
_decode_tracks: Final = msgspec.json.Decoder(tuple[_Track, ...]).decode


async def write(
    session: AsyncSession,
    locked: Sequence[LockedAssessment],
    written: Sequence[WrittenChange],
    now: datetime,
) -> None:
    """Write locked scores; those without a written change only get a new version."""
    tracks = {each.change.opening.assessment_id: each.tracks for each in written}
    ids = [each.assessment_id for each in locked]
    await (await raw(session)).execute(
        _WRITE,
        ids,
        [each.counts.version + 1 for each in locked],
        [each.counts.revision + (each.assessment_id in tracks) for each in locked],
        [tracks.get(assessment_id) for assessment_id in ids],
        now,
        [each.touched.everything for each in locked],
        RULES_VERSION,
    )


async def add_changes(session: AsyncSession, written: Sequence[WrittenChange]) -> None:
    """Add to the history of locked scores."""
    changes = [each.change for each in written]
    await (await raw(session)).execute(
        _ADD_CHANGES,
        [change.opening.assessment_id for change in changes],
        [change.revision for change in changes],
        [change.changed_at for change in changes],
        [json_list(change.moved_levels()) for change in changes],
        [json_list(change.fact_event_ids()) for change in changes],
        [each.body for each in written],
    )


async def to_judge(session: AsyncSession, today: date, *, limit: int) -> Sequence[UUID]:
    """Return some scores that are to be judged anew although nothing arrived for them."""
    rows = await (await raw(session)).fetch(_TO_JUDGE, today, limit)
    return [row[0] for row in rows]


async def to_reckon(session: AsyncSession, *, limit: int) -> Sequence[UUID]:
    """Return some scores that older rules reckoned, in the order of their ids."""
    rows = await (await raw(session)).fetch(_TO_RECKON, RULES_VERSION, limit)
    return [row[0] for row in rows]


async def is_to_reckon(session: AsyncSession, assessment_id: UUID) -> bool:
    """Say whether older rules reckoned a score."""
    connection = await raw(session)
    return bool(await connection.fetchval(_IS_TO_RECKON, assessment_id, RULES_VERSION))


def json_list(texts: Iterable[str]) -> str:
    """Return texts as a column of JSON takes them."""
    return _encode([*texts]).decode()


def decode_change(body: str) -> EmittedChange:
    """Return a change from the JSON of its event."""
    found = _decode_change(body)
    return EmittedChange(
        assessment_id=found.assessment_id,
        revision=found.revision,
        agency_code=found.agency_code,
        changed_at=found.changed_at,
        tracks=tuple(map(_track, found.tracks)),
        moves=found.moves,
        causes=found.causes,
        move_count=found.move_count,
        cause_count=found.cause_count,
        rules_version=found.rules_version,
    )


def decode_tracks(tracks: str) -> tuple[TrackScore, ...]:
    """Return tracks from the JSON of a score's row."""
    return tuple(map(_track, _decode_tracks(tracks)))


def _track(kept: _Track) -> TrackScore:
    return TrackScore(
        track=kept.track,
        coverage=kept.coverage,
        exact=kept.exact,
        announced=kept.announced,
        previous_exact=kept.previous_exact,
        predicate=_text(kept.predicate),
        maturity_level=_text(kept.maturity_level),
        level_share=kept.level_share,
        not_judged=kept.not_judged,
        oldest_fact_at=kept.oldest_fact_at,
        stale_since=kept.stale_since,
        nodes=kept.nodes,
    )


def _text(kept: dict[str, str] | None) -> Text | None:
    return None if kept is None else Text(kept["id"], kept["en"])
