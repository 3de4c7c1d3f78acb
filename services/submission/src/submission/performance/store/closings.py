"""Comments, closings and reopenings in the database; rows are only added."""

from collections.abc import Sequence
from typing import cast
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.performance.domain.closing import Comment, Passage, PeriodStep
from submission.performance.store.tables import CommentRow, PassageRow


async def comments(
    session: AsyncSession, assessment_id: UUID, *, after: UUID | None = None, limit: int | None
) -> Sequence[Comment]:
    """Return what leaders said, oldest first, from behind one on."""
    query = (
        select(CommentRow)
        .where(CommentRow.assessment_id == assessment_id)
        .order_by(col(CommentRow.comment_id))
        .limit(limit)
    )
    if after is not None:
        query = query.where(col(CommentRow.comment_id) > after)
    return [Comment(**row.model_dump()) for row in await session.exec(query)]


async def commented(session: AsyncSession, assessment_id: UUID) -> frozenset[int]:
    """Return the revisions of the account that leaders spoke of."""
    query = select(CommentRow.revision).where(CommentRow.assessment_id == assessment_id)
    return frozenset(await session.exec(query.distinct()))


async def add_comment(session: AsyncSession, comment: Comment) -> None:
    """Add a comment of a locked assessment."""
    session.add(
        CommentRow(
            comment_id=comment.comment_id,
            assessment_id=comment.assessment_id,
            revision=comment.revision,
            text=comment.text,
            indicator_code=comment.indicator_code,
            role=comment.role,
            said_by=comment.said_by,
            said_at=comment.said_at,
        )
    )
    await session.flush()


async def passages(session: AsyncSession, assessment_id: UUID) -> list[Passage]:
    """Return how a period was closed and reopened, oldest first."""
    query = (
        select(PassageRow)
        .where(PassageRow.assessment_id == assessment_id)
        .order_by(col(PassageRow.number))
    )
    return [passage_of(row) for row in await session.exec(query)]


async def add_passage(session: AsyncSession, assessment_id: UUID, passage: Passage) -> None:
    """Add a closing or a reopening of a locked assessment."""
    session.add(
        PassageRow(
            assessment_id=assessment_id,
            number=passage.number,
            step=passage.step,
            revision=passage.revision,
            reason=passage.reason,
            role=passage.role,
            done_by=passage.done_by,
            done_at=passage.done_at,
        )
    )
    await session.flush()


def passage_of(row: PassageRow) -> Passage:
    """Return the closing or reopening of a row."""
    return Passage(
        number=row.number,
        step=cast("PeriodStep", row.step),
        revision=row.revision,
        reason=row.reason,
        role=row.role,
        done_by=row.done_by,
        done_at=row.done_at,
    )
