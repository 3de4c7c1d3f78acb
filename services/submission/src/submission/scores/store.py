"""Scores and outcomes of publications in the database."""

import json
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final, cast
from uuid import UUID

from sqlalchemy import Column, DateTime, Text, Uuid, any_
from sqlalchemy import cast as cast_to
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.exact import parse, text_of
from rules.text import Text as Words
from submission.scores.domain import (
    AssessmentScore,
    Contradiction,
    NotJudged,
    Outcome,
    PublicationOutcome,
    TrackScore,
)
from submission.tables import Table

_SAVE: Final = """
WITH told AS (
    SELECT * FROM unnest($1::uuid[], $2::int[], $3::timestamptz[], $4::text[], $5::text[],
        $6::text[], $7::text[], $8::text[], $9::text[], $10::text[], $11::text[], $12::text[])
        AS told (assessment_id, revision, changed_at, track, exact, announced, predicate_id,
            predicate_en, maturity_id, maturity_en, coverage, not_judged)
), gone AS (
    -- A newer score says every track that there is.
    DELETE FROM assessment_score AS held
    USING (SELECT assessment_id, max(revision) AS revision, array_agg(track) AS tracks
        FROM told GROUP BY assessment_id) AS newer
    WHERE held.assessment_id = newer.assessment_id AND held.revision < newer.revision
        AND held.track <> ALL (newer.tracks)
)
INSERT INTO assessment_score AS held (assessment_id, revision, changed_at, track, exact, announced,
    predicate_id, predicate_en, maturity_id, maturity_en, coverage, not_judged)
SELECT assessment_id, revision, changed_at, track, exact, announced, predicate_id, predicate_en,
    maturity_id, maturity_en, coverage, not_judged
FROM told
WHERE NOT EXISTS (
    SELECT FROM assessment_score AS known
    WHERE known.assessment_id = told.assessment_id AND known.revision >= told.revision)
ON CONFLICT (assessment_id, track) DO UPDATE SET
    revision = excluded.revision, changed_at = excluded.changed_at, exact = excluded.exact,
    announced = excluded.announced, predicate_id = excluded.predicate_id,
    predicate_en = excluded.predicate_en, maturity_id = excluded.maturity_id,
    maturity_en = excluded.maturity_en, coverage = excluded.coverage,
    not_judged = excluded.not_judged
"""
_ADD_OUTCOMES: Final = """
INSERT INTO publication_outcome (publication_id, assessment_id, outcome, told_at, revision,
    result_hash, sequence, reasons)
SELECT publication_id, assessment_id, outcome, told_at, revision, result_hash, sequence,
    reasons::jsonb
FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::timestamptz[], $5::int[], $6::text[],
    $7::int[], $8::text[])
    AS told (publication_id, assessment_id, outcome, told_at, revision, result_hash, sequence,
        reasons)
ON CONFLICT (publication_id) DO NOTHING
"""
_SAVE_CONTRADICTIONS: Final = """
INSERT INTO assessment_contradiction AS held (assessment_id, rule_code, revision, is_open,
    indicator_code, severity, message_id, message_en)
SELECT * FROM unnest($1::uuid[], $2::text[], $3::int[], $4::boolean[], $5::text[], $6::text[],
    $7::text[], $8::text[])
ON CONFLICT (assessment_id, rule_code) DO UPDATE SET
    revision = excluded.revision, is_open = excluded.is_open,
    indicator_code = excluded.indicator_code,
    severity = coalesce(excluded.severity, held.severity),
    message_id = coalesce(excluded.message_id, held.message_id),
    message_en = coalesce(excluded.message_en, held.message_en)
WHERE held.revision < excluded.revision
"""


class AssessmentScoreRow(Table, table=True):
    """The index of an assessment on a track; all tracks have the revision of the score."""

    __tablename__ = "assessment_score"

    assessment_id: UUID = Field(primary_key=True)
    track: str = Field(primary_key=True, sa_type=Text)
    revision: int
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    exact: str | None = Field(None, sa_type=Text)
    announced: str | None = Field(None, sa_type=Text)
    predicate_id: str | None = Field(None, sa_type=Text)
    predicate_en: str | None = Field(None, sa_type=Text)
    maturity_id: str | None = Field(None, sa_type=Text)
    maturity_en: str | None = Field(None, sa_type=Text)
    coverage: str = Field(sa_type=Text)
    not_judged: str | None = Field(None, sa_type=Text)


class PublicationOutcomeRow(Table, table=True):
    """What became of a publication: the result, or the reasons why there is none."""

    __tablename__ = "publication_outcome"

    publication_id: UUID = Field(primary_key=True)
    assessment_id: UUID
    outcome: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_type=DateTime(timezone=True))
    revision: int | None = None
    result_hash: str | None = Field(None, sa_type=Text)
    sequence: int | None = None
    reasons: list[list[str]] = Field(sa_column=Column(JSONB, nullable=False))


class AssessmentContradictionRow(Table, table=True):
    """What of an assessment does not fit together, as scoring told it last."""

    __tablename__ = "assessment_contradiction"

    assessment_id: UUID = Field(primary_key=True)
    rule_code: str = Field(primary_key=True, sa_type=Text)
    revision: int
    is_open: bool
    indicator_code: str | None = Field(None, sa_type=Text)
    severity: str | None = Field(None, sa_type=Text)
    message_id: str | None = Field(None, sa_type=Text)
    message_en: str | None = Field(None, sa_type=Text)


async def save(session: AsyncSession, scores: Sequence[AssessmentScore]) -> None:
    """Write scores, each of another assessment; one that is older than the kept one is ignored."""
    told = [(score, track) for score in scores for track in score.tracks]
    connection = await raw(session)
    await connection.execute(
        _SAVE,
        [score.assessment_id for score, _ in told],
        [score.revision for score, _ in told],
        [score.changed_at for score, _ in told],
        [track.track for _, track in told],
        [None if track.exact is None else text_of(track.exact) for _, track in told],
        [track.announced for _, track in told],
        [track.predicate and track.predicate.id for _, track in told],
        [track.predicate and track.predicate.en for _, track in told],
        [track.maturity_level and track.maturity_level.id for _, track in told],
        [track.maturity_level and track.maturity_level.en for _, track in told],
        [text_of(track.coverage) for _, track in told],
        [track.not_judged for _, track in told],
    )


async def of_assessments(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[str, TrackScore]]:
    """Return the tracks of assessments, by assessment and track; none where nothing was told."""
    query = select(AssessmentScoreRow).where(
        col(AssessmentScoreRow.assessment_id) == any_(cast_to([*assessment_ids], ARRAY(Uuid)))
    )
    found: dict[UUID, dict[str, TrackScore]] = {}
    # As plain rows, not as entities of the session: there may be hundreds, and none is changed.
    for row in await (await session.connection()).execute(query):
        found.setdefault(row.assessment_id, {})[row.track] = TrackScore(
            track=row.track,
            exact=None if row.exact is None else parse(row.exact),
            announced=row.announced,
            predicate=_words(row.predicate_id, row.predicate_en),
            maturity_level=_words(row.maturity_id, row.maturity_en),
            coverage=parse(row.coverage),
            not_judged=cast("NotJudged | None", row.not_judged),
        )
    return found


async def add_outcomes(session: AsyncSession, told: Sequence[PublicationOutcome]) -> None:
    """Add what became of publications; what is known of one stays."""
    connection = await raw(session)
    await connection.execute(
        _ADD_OUTCOMES,
        [each.publication_id for each in told],
        [each.assessment_id for each in told],
        [each.outcome for each in told],
        [each.at for each in told],
        [each.revision for each in told],
        [each.result_hash for each in told],
        [each.sequence for each in told],
        [json.dumps([[*reason] for reason in each.reasons]) for each in told],
    )


async def outcomes(
    session: AsyncSession, publication_ids: Collection[UUID]
) -> Mapping[UUID, PublicationOutcome]:
    """Return what became of publications, of those that were answered."""
    query = select(PublicationOutcomeRow).where(
        col(PublicationOutcomeRow.publication_id) == any_(cast_to([*publication_ids], ARRAY(Uuid)))
    )
    return {
        row.publication_id: PublicationOutcome(
            publication_id=row.publication_id,
            assessment_id=row.assessment_id,
            outcome=cast("Outcome", row.outcome),
            at=row.told_at,
            revision=row.revision,
            result_hash=row.result_hash,
            sequence=row.sequence,
            reasons=[Words(*each) for each in row.reasons],
        )
        for row in await session.exec(query)
    }


async def save_contradictions(session: AsyncSession, told: Sequence[Contradiction]) -> None:
    """Write contradictions, each of another rule or assessment; older ones are ignored."""
    connection = await raw(session)
    await connection.execute(
        _SAVE_CONTRADICTIONS,
        [each.assessment_id for each in told],
        [each.rule_code for each in told],
        [each.revision for each in told],
        [each.is_open for each in told],
        [each.indicator_code for each in told],
        [each.severity for each in told],
        [each.message and each.message.id for each in told],
        [each.message and each.message.en for each in told],
    )


async def find_contradiction(
    session: AsyncSession, assessment_id: UUID, rule_code: str
) -> Contradiction | None:
    """Return a contradiction of an assessment as it was told last."""
    row = await session.get(AssessmentContradictionRow, (assessment_id, rule_code))
    if row is None:
        return None
    return Contradiction(
        assessment_id=row.assessment_id,
        rule_code=row.rule_code,
        revision=row.revision,
        is_open=row.is_open,
        indicator_code=row.indicator_code,
        severity=row.severity,
        message=_words(row.message_id, row.message_en),
    )


def _words(indonesian: str | None, english: str | None) -> Words | None:
    return None if indonesian is None or english is None else Words(indonesian, english)
