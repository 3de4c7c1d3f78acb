"""What runs that have not ended, or that are in quarantine, have read of their sources so far."""

import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Final
from uuid import UUID

from sqlalchemy import delete
from sqlmodel import col, select

from integration.reading.domain.answers import Answer
from integration.runs.store.tables import KeptAnswerRow
from kit.database import Session, raw

_SAVE: Final = """
INSERT INTO kept_answer (run_id, source_code, asked, unchanged, etag, body, kept_at)
SELECT $1, $2, asked, unchanged, etag, body, $7
FROM unnest($3::text[], $4::bool[], $5::text[], $6::bytea[])
    AS given (asked, unchanged, etag, body)
ON CONFLICT (run_id, asked) DO UPDATE SET
    unchanged = excluded.unchanged, etag = excluded.etag, body = excluded.body,
    kept_at = excluded.kept_at
"""
# Text of a few words over and over: more effort saves little.
_LEVEL: Final = 1


def packed(answers: Sequence[Answer]) -> list[bytes]:
    """Return the bodies as they are stored."""
    return [zlib.compress(each.body, _LEVEL) for each in answers]


async def save(
    session: Session,
    *,
    run_id: UUID,
    code: str,
    answers: Sequence[Answer],
    bodies: Sequence[bytes],
    at: datetime,
) -> None:
    """Store answers; `bodies` are theirs, packed."""
    if not answers:
        return
    connection = await raw(session)
    await connection.execute(
        _SAVE,
        run_id,
        code,
        [each.asked for each in answers],
        [each.unchanged for each in answers],
        [each.etag for each in answers],
        list(bodies),
        at,
    )


async def load(session: Session, run_id: UUID, *, since: datetime | None = None) -> list[Answer]:
    """Return what a run has read; nothing if some of it is older than `since`."""
    query = select(KeptAnswerRow).where(KeptAnswerRow.run_id == run_id)
    rows = (await session.exec(query)).all()
    if since is not None and any(row.kept_at < since for row in rows):
        return []
    return [
        Answer(
            asked=row.asked,
            body=zlib.decompress(row.body),
            etag=row.etag,
            unchanged=row.unchanged,
        )
        for row in rows
    ]


async def forget(session: Session, run_id: UUID, asked: Sequence[str]) -> None:
    """Delete answers that are no longer valid."""
    if asked:
        await session.exec(
            delete(KeptAnswerRow).where(
                col(KeptAnswerRow.run_id) == run_id, col(KeptAnswerRow.asked).in_(asked)
            )
        )


async def drop(session: Session, run_id: UUID) -> None:
    """Delete everything that a run has read: it ended, or begins anew."""
    await session.exec(delete(KeptAnswerRow).where(col(KeptAnswerRow.run_id) == run_id))
