"""What was told to be at risk in assessments, and when each is looked at again.

A row is written while its assessment is locked, or else in the order of the ids.
"""

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from submission.links.domain.risk import IndicatorRisk
from submission.links.store.tables import RiskRow

_MARK: Final = """
    INSERT INTO evidence_risk (assessment_id, risks, seen_revision, next_at)
    SELECT id, '[]', 0, $2 FROM unnest($1::uuid[]) AS marked (id) ORDER BY id
    ON CONFLICT (assessment_id) DO UPDATE SET next_at = least(evidence_risk.next_at, $2)
"""
_DUE: Final = """
    SELECT risk.assessment_id FROM evidence_risk AS risk JOIN assessment AS part
        USING (assessment_id)
    WHERE risk.next_at <= $1 OR risk.seen_revision <> part.revision
    ORDER BY risk.next_at, risk.assessment_id LIMIT $2
"""


async def mark(session: AsyncSession, assessment_ids: Collection[UUID], now: datetime) -> None:
    """Let assessments be looked at as soon as possible."""
    await (await raw(session)).execute(_MARK, [*assessment_ids], now)


async def due(session: AsyncSession, now: datetime, *, limit: int) -> list[UUID]:
    """Return assessments that are to be looked at, those that wait longest first."""
    return [row[0] for row in await (await raw(session)).fetch(_DUE, now, limit)]


async def told(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, tuple[IndicatorRisk, ...]]:
    """Return what was told of assessments; nothing ever was of those missing."""
    query = select(RiskRow.assessment_id, RiskRow.risks).where(
        col(RiskRow.assessment_id).in_(assessment_ids)
    )
    return {key: tuple(map(_risk_of, risks)) for key, risks in await session.exec(query)}


async def save(
    session: AsyncSession,
    assessment_id: UUID,
    risks: Collection[IndicatorRisk],
    *,
    seen_revision: int,
    next_at: datetime,
) -> None:
    """Write what is at risk in a locked assessment, and when it is looked at again."""
    row = await session.get_one(RiskRow, assessment_id, populate_existing=True)
    row.risks = [_written(each) for each in risks]
    row.seen_revision, row.next_at = seen_revision, next_at
    session.add(row)
    await session.flush()


def _risk_of(told: Mapping[str, Any]) -> IndicatorRisk:
    return IndicatorRisk(
        told["indicator_code"],
        date.fromisoformat(told["since"]),
        tuple(told["causes"]),
        tuple(map(UUID, told["evidence_ids"])),
    )


def _written(risk: IndicatorRisk) -> dict[str, Any]:
    return {
        "indicator_code": risk.indicator_code,
        "since": risk.since.isoformat(),
        "causes": [*risk.causes],
        "evidence_ids": [str(each) for each in risk.evidence_ids],
    }
