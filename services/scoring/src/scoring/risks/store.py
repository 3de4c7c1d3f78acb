"""What is at risk in the database, under the locks of the assessments: now, then, and parked."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, DateTime, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from scoring.state.domain.decision import IndicatorRisk, ToldRisks
from scoring.tables import Table

_NEW = """
SELECT * FROM unnest($1::uuid[], $2::bigint[], $3::jsonb[]) AS new (assessment_id, revision, risks)
"""
_WRITE = f"""
WITH newest AS (
  INSERT INTO risk_state AS known (assessment_id, revision, risks) {_NEW}
  ON CONFLICT (assessment_id) DO UPDATE SET revision = excluded.revision, risks = excluded.risks
  WHERE excluded.revision > known.revision
)
INSERT INTO risk_history (assessment_id, revision, risks, recorded_at)
SELECT new.*, $4 FROM ({_NEW}) AS new
"""  # noqa: S608 - constants
_PARK = f"""
INSERT INTO parked_risk (assessment_id, revision, risks) {_NEW} ON CONFLICT DO NOTHING
"""
_NEWEST = """
SELECT assessment_id, revision, risks::text FROM risk_state WHERE assessment_id = ANY($1)
"""
_AT = """
SELECT DISTINCT ON (assessment_id) assessment_id, revision, risks::text FROM risk_history
WHERE assessment_id = ANY($1) AND recorded_at <= $2
ORDER BY assessment_id, revision DESC
"""
_PARKED = """
SELECT assessment_id, revision, risks::text FROM parked_risk
WHERE assessment_id = ANY($1) AND refusal IS NULL ORDER BY assessment_id, revision
"""
_UNPARK = """
DELETE FROM parked_risk
WHERE (assessment_id, revision) IN (SELECT * FROM unnest($1::uuid[], $2::bigint[]))
"""
_REFUSE = """
UPDATE parked_risk AS parked SET refusal = new.refusal
FROM unnest($1::uuid[], $2::bigint[], $3::text[]) AS new (assessment_id, revision, refusal)
WHERE parked.assessment_id = new.assessment_id AND parked.revision = new.revision
"""
# What was at risk in an assessment now, or at a moment that is given: a list of JSON.
IS_AT_RISK: Final = """
coalesce((SELECT jsonb_array_length(r.risks) > 0 FROM risk_history AS r
  WHERE r.assessment_id = {row}.assessment_id
    AND ({at}::timestamptz IS NULL OR r.recorded_at <= {at})
  ORDER BY r.revision DESC LIMIT 1), FALSE)
"""

_decode: Final = msgspec.json.Decoder(tuple[IndicatorRisk, ...]).decode
_encode: Final = msgspec.json.Encoder().encode


class RiskRow(Table, table=True):
    """The newest state of what is at risk in an assessment; `risks` is JSON."""

    __tablename__ = "risk_state"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(sa_type=BigInteger)
    risks: Any = Field(sa_type=JSONB)


class RiskHistoryRow(Table, table=True):
    """Every state of what is at risk that counted, with when it first did."""

    __tablename__ = "risk_history"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    risks: Any = Field(sa_type=JSONB)
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class ParkedRiskRow(Table, table=True):
    """A state that waits for its assessment or edition, or that the edition then refused."""

    __tablename__ = "parked_risk"

    assessment_id: UUID = Field(primary_key=True)
    revision: int = Field(primary_key=True, sa_type=BigInteger)
    risks: Any = Field(sa_type=JSONB)
    refusal: str | None = Field(None, sa_type=Text)


async def newest(session: AsyncSession, ids: Iterable[UUID]) -> Mapping[UUID, ToldRisks]:
    """Return the newest state of these assessments; nothing was ever told of those missing."""
    return _by_id(await (await raw(session)).fetch(_NEWEST, [*ids]))


async def at(session: AsyncSession, ids: Iterable[UUID], moment: datetime) -> dict[UUID, ToldRisks]:
    """Return the state of these assessments as it was recorded until a moment."""
    return _by_id(await (await raw(session)).fetch(_AT, [*ids], moment))


async def write(session: AsyncSession, told: Sequence[ToldRisks], at: datetime) -> None:
    """Write newer states, one for each assessment. They are recorded at the time `at`."""
    if told:
        await (await raw(session)).execute(_WRITE, *_columns(told), at)


async def park(session: AsyncSession, told: Sequence[ToldRisks]) -> None:
    """Keep states, every revision of them, until their edition is known."""
    if told:
        await (await raw(session)).execute(_PARK, *_columns(told))


async def parked(session: AsyncSession, ids: Iterable[UUID]) -> list[ToldRisks]:
    """Return the parked states of assessments, in the order of their revisions."""
    return [*map(_told, await (await raw(session)).fetch(_PARKED, [*ids]))]


async def unpark(session: AsyncSession, told: Sequence[ToldRisks]) -> None:
    """Remove parked states that were used."""
    if told:
        ids, revisions, _ = _columns(told)
        await (await raw(session)).execute(_UNPARK, ids, revisions)


async def refuse_parked(session: AsyncSession, refusals: Sequence[tuple[ToldRisks, str]]) -> None:
    """Note why parked states can never be used."""
    if refusals:
        ids, revisions, _ = _columns([told for told, _ in refusals])
        reasons = [reason for _, reason in refusals]
        await (await raw(session)).execute(_REFUSE, ids, revisions, reasons)


def decode(risks: str) -> tuple[IndicatorRisk, ...]:
    """Return what is at risk from the JSON of a row."""
    return _decode(risks)


def _by_id(rows: Iterable[Sequence[Any]]) -> dict[UUID, ToldRisks]:
    return {told.assessment_id: told for told in map(_told, rows)}


def _told(row: Sequence[Any]) -> ToldRisks:
    return ToldRisks(row[0], row[1], _decode(row[2]))


def _columns(told: Sequence[ToldRisks]) -> tuple[list[UUID], list[int], list[str]]:
    return (
        [each.assessment_id for each in told],
        [each.revision for each in told],
        [_encode(each.risks).decode() for each in told],
    )
