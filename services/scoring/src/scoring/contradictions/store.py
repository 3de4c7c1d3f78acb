"""Contradictions in the database, under the locks of their assessments."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import DateTime, Text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.contradictions.domain import Contradiction
from scoring.tables import Table

_NEWEST = """
SELECT DISTINCT ON (assessment_id, rule_code) assessment_id, rule_code, number, severity,
  indicator_code, text_id, text_en, opened_at, cleared_at
FROM contradiction WHERE assessment_id = ANY($1)
ORDER BY assessment_id, rule_code, number DESC
"""
_OPEN = """
INSERT INTO contradiction (assessment_id, rule_code, number, severity, indicator_code, text_id,
  text_en, opened_at)
SELECT *, $8 FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[], $6::text[],
  $7::text[])
"""
_CLEAR = """
UPDATE contradiction SET cleared_at = $4
FROM unnest($1::uuid[], $2::text[], $3::int[]) AS gone (assessment_id, rule_code, number)
WHERE contradiction.assessment_id = gone.assessment_id
  AND contradiction.rule_code = gone.rule_code AND contradiction.number = gone.number
"""
_RETELL = """
UPDATE contradiction SET text_id = new.text_id, text_en = new.text_en
FROM unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::text[])
  AS new (assessment_id, rule_code, number, text_id, text_en)
WHERE contradiction.assessment_id = new.assessment_id
  AND contradiction.rule_code = new.rule_code AND contradiction.number = new.number
"""
_OPEN_AT = """
SELECT assessment_id, ARRAY[count(*) FILTER (WHERE severity = 'minor'),
  count(*) FILTER (WHERE severity = 'major'), count(*) FILTER (WHERE severity = 'critical')]
FROM contradiction
WHERE assessment_id = ANY($1) AND opened_at <= $2 AND (cleared_at IS NULL OR cleared_at > $2)
GROUP BY assessment_id
"""
_AFTER = """
SELECT assessment_id, rule_code, number, severity, indicator_code, text_id, text_en, opened_at,
  cleared_at
FROM contradiction
WHERE assessment_id = $1 AND ($2::boolean IS NULL OR (cleared_at IS NULL) = $2)
  AND ($3::text IS NULL OR (rule_code, number) > ($3, $4::int))
ORDER BY rule_code, number LIMIT $5
"""
_LOOKED_FOR = """
SELECT coalesce(bool_or(contradicts), FALSE), coalesce(bool_or(compares_years), FALSE)
FROM derivation_set
"""
_A_YEAR_APART = """
{other}.edition_code = {one}.edition_code AND {other}.period
  = to_char(left({one}.period, 4)::int {shift}, 'FM0000') || substr({one}.period, 5)
"""
# Of the agency itself, and of those that took over from it: pairs of the second parameters.
_A_YEAR_LATER = f"""
SELECT DISTINCT later.assessment_id FROM assessment
CROSS JOIN LATERAL (
  SELECT assessment.agency_code UNION ALL
  SELECT heir FROM unnest($2::text[], $3::text[]) AS taken (code, heir)
  WHERE taken.code = assessment.agency_code) AS held (agency_code)
JOIN assessment AS later ON later.agency_code = held.agency_code
  AND {_A_YEAR_APART.format(other="later", one="assessment", shift="+ 1")}
JOIN derivation_set ON derivation_set.edition_code = later.edition_code
  AND derivation_set.derivation_set_version = later.derivation_set_version
WHERE assessment.assessment_id = ANY($1) AND derivation_set.compares_years
"""  # noqa: S608 - the join is a constant
# Of the first agency in each lineage of which anything was decided; several are never mixed.
_LAST_YEAR = f"""
WITH told AS (
  SELECT assessment.assessment_id, held.place, before.opened_at, before.assessment_id AS before_id,
    level_state.indicator_code, level_state.stage, level_state.level,
    min(held.place) OVER (PARTITION BY assessment.assessment_id) AS nearest
  FROM unnest($1::uuid[], $2::text[], $3::int[]) AS held (assessment_id, agency_code, place)
  JOIN assessment ON assessment.assessment_id = held.assessment_id
  JOIN assessment AS before ON before.agency_code = held.agency_code
    AND {_A_YEAR_APART.format(other="before", one="assessment", shift="- 1")}
  JOIN level_state ON level_state.assessment_id = before.assessment_id
  WHERE level_state.level IS NOT NULL
)
SELECT DISTINCT ON (assessment_id, indicator_code) assessment_id, indicator_code, level
FROM told WHERE place = nearest
ORDER BY assessment_id, indicator_code, opened_at, before_id, stage DESC
"""  # noqa: S608 - the join is a constant


class ContradictionRow(Table, table=True):
    """A contradiction that was found once; kept for ever. `number` counts those of its rule."""

    __tablename__ = "contradiction"

    assessment_id: UUID = Field(primary_key=True)
    rule_code: str = Field(primary_key=True, sa_type=Text)
    number: int = Field(primary_key=True)
    severity: str = Field(sa_type=Text)
    indicator_code: str | None = Field(None, sa_type=Text)
    text_id: str = Field(sa_type=Text)
    text_en: str = Field(sa_type=Text)
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    cleared_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


async def looked_for(session: AsyncSession) -> tuple[bool, bool]:
    """Say whether any derivation set looks for contradictions, and with the year before."""
    row = await (await raw(session)).fetchrow(_LOOKED_FOR)
    return bool(row[0]), bool(row[1])


async def newest(
    session: AsyncSession, ids: Iterable[UUID]
) -> Mapping[tuple[UUID, str], Contradiction]:
    """Return the newest opening of every contradiction of these assessments, cleared or not."""
    rows = await (await raw(session)).fetch(_NEWEST, [*ids])
    return {(row[0], row[1]): Contradiction(**row) for row in rows}


async def open_(session: AsyncSession, rows: Sequence[Contradiction], at: datetime) -> None:
    """Add contradictions that were found."""
    if rows:
        await (await raw(session)).execute(
            _OPEN,
            *_keys(rows),
            [row.severity for row in rows],
            [row.indicator_code for row in rows],
            [row.text_id for row in rows],
            [row.text_en for row in rows],
            at,
        )


async def clear(session: AsyncSession, rows: Sequence[Contradiction], at: datetime) -> None:
    """Note that contradictions are gone."""
    if rows:
        await (await raw(session)).execute(_CLEAR, *_keys(rows), at)


async def retell(session: AsyncSession, rows: Sequence[Contradiction]) -> None:
    """Give open contradictions their sentences anew."""
    if rows:
        texts = [row.text_id for row in rows], [row.text_en for row in rows]
        await (await raw(session)).execute(_RETELL, *_keys(rows), *texts)


async def open_at(
    session: AsyncSession, ids: Iterable[UUID], at: datetime
) -> Mapping[UUID, Sequence[int]]:
    """Return how many minor, major and critical ones were open at a moment; none: no entry."""
    return dict(await (await raw(session)).fetch(_OPEN_AT, [*ids], at))


async def after(
    session: AsyncSession,
    assessment_id: UUID,
    position: tuple[str, int] | None,
    *,
    is_open: bool | None,
    limit: int,
) -> list[Contradiction]:
    """Return an assessment's contradictions by rule and number, from behind a position on."""
    code, number = position or (None, None)
    rows = await (await raw(session)).fetch(_AFTER, assessment_id, is_open, code, number, limit)
    return [Contradiction(**row) for row in rows]


async def a_year_later(
    session: AsyncSession, ids: Iterable[UUID], takeovers: Sequence[tuple[str, str]]
) -> set[UUID]:
    """Return the assessments that are held against these, which are of the year before.

    `takeovers`: agencies, each with one that took over from it alone.
    """
    pairs = [code for code, _ in takeovers], [heir for _, heir in takeovers]
    return {row[0] for row in await (await raw(session)).fetch(_A_YEAR_LATER, [*ids], *pairs)}


async def last_year(
    session: AsyncSession, lineages: Mapping[UUID, Sequence[str]]
) -> Mapping[UUID, Mapping[str, str]]:
    """Return what people decided a year before, by assessment and indicator: the newest stage's.

    `lineages`: the agency of each assessment and its predecessors, the nearest first.
    """
    held = [
        (assessment_id, code, place)
        for assessment_id, codes in lineages.items()
        for place, code in enumerate(codes)
    ]
    levels: dict[UUID, dict[str, str]] = {}
    columns = map(list, zip(*held, strict=True))
    for assessment_id, code, level in await (await raw(session)).fetch(_LAST_YEAR, *columns):
        levels.setdefault(assessment_id, {})[code] = level
    return levels


def _keys(rows: Sequence[Contradiction]) -> tuple[list[UUID], list[str], list[int]]:
    return (
        [row.assessment_id for row in rows],
        [row.rule_code for row in rows],
        [row.number for row in rows],
    )
