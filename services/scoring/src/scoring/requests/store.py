"""Requests and their answers in the database: both are added, and never changed.

They are two tables, for a request comes from a topic and a replay reads it again; its answer was
given once.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

import msgspec
from sqlalchemy import BigInteger, DateTime, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from kit.database import raw
from rules.text import Text as Sentence
from scoring.requests.domain import ArrivedRequest, Request
from scoring.tables import Table

_ADD = """
INSERT INTO publication_request (publication_id, assessment_id, revision, body)
SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::bigint[], $4::text[]) ON CONFLICT DO NOTHING
"""
_BODIES = "SELECT publication_id, body FROM publication_request WHERE publication_id = ANY($1)"
_OPEN = """
NOT EXISTS (SELECT FROM publication_answer AS a WHERE a.publication_id = r.publication_id)
"""
# The oldest of each assessment: what is asked later is answered later.
_WAITING = f"""
SELECT DISTINCT ON (r.assessment_id) r.body FROM publication_request AS r
WHERE {_OPEN} AND r.assessment_id <> ALL($1) ORDER BY r.assessment_id, r.revision LIMIT $2
"""  # noqa: S608 - a constant
_IS_OPEN = f"SELECT {_OPEN} FROM publication_request AS r WHERE r.publication_id = $1"  # noqa: S608 - a constant
_ANSWER = """
INSERT INTO publication_answer
  (publication_id, assessment_id, result_revision, reasons, answered_at)
VALUES ($1, $2, $3, $4::jsonb, $5)
"""

_decode: Final = msgspec.json.Decoder(Request).decode
_encode: Final = msgspec.json.Encoder().encode


class PublicationRequestRow(Table, table=True):
    """A request to publish, by the JSON of the event that made it."""

    __tablename__ = "publication_request"

    publication_id: UUID = Field(primary_key=True)
    assessment_id: UUID
    revision: int = Field(sa_type=BigInteger)
    body: str = Field(sa_type=Text)


class PublicationAnswerRow(Table, table=True):
    """What became of a request: the revision of its result, or the reasons why there is none."""

    __tablename__ = "publication_answer"
    __table_args__ = (
        UniqueConstraint("assessment_id", "result_revision", name="publication_answer_of_a_result"),
    )

    publication_id: UUID = Field(primary_key=True)
    assessment_id: UUID
    result_revision: int | None
    reasons: Any = Field(None, sa_type=JSONB, nullable=True)
    answered_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, arrived: Sequence[ArrivedRequest]) -> list[ArrivedRequest]:
    """Store requests, each id once; return those whose id was taken by another request."""
    if not arrived:
        return []
    connection = await raw(session)
    await connection.execute(_ADD, *map(list, zip(*arrived, strict=True)))
    rows = await connection.fetch(_BODIES, [each.publication_id for each in arrived])
    bodies = dict(map(tuple, rows))
    return [each for each in arrived if bodies[each.publication_id] != each.body]


async def waiting(session: AsyncSession, *, without: Collection[UUID], limit: int) -> list[Request]:
    """Return the oldest open request of each assessment but some, in the order of their ids."""
    rows = await (await raw(session)).fetch(_WAITING, [*without], limit)
    return [_decode(row[0]) for row in rows]


async def is_open(session: AsyncSession, publication_id: UUID) -> bool:
    """Say whether a request has no answer yet."""
    found: bool = await (await raw(session)).fetchval(_IS_OPEN, publication_id)
    return found


async def answer_published(
    session: AsyncSession, request: Request, *, result_revision: int, at: datetime
) -> None:
    """Note the result of a request, under the lock on its score."""
    await (await raw(session)).execute(
        _ANSWER, request.publication_id, request.assessment_id, result_revision, None, at
    )


async def answer_refused(
    session: AsyncSession, request: Request, *, reasons: Sequence[Sentence], at: datetime
) -> None:
    """Note why a request has no result, under the lock on its score."""
    said = _encode([{"id": reason.id, "en": reason.en} for reason in reasons]).decode()
    await (await raw(session)).execute(
        _ANSWER, request.publication_id, request.assessment_id, None, said, at
    )
