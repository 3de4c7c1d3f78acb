"""Reviews of links, and withdrawals of items, in the database."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.links.domain.link import Link, Review, Withdrawal
from submission.links.store.links import review_of, withdrawal_of
from submission.links.store.tables import LinkRow, ReviewRow, WithdrawalRow


async def add(session: AsyncSession, link: Link, review: Review) -> None:
    """Add a review of a link; its assessment is locked."""
    session.add(
        ReviewRow(
            link_id=link.link_id,
            number=review.number,
            assessment_id=link.assessment_id,
            stage=review.stage,
            state=review.state,
            reason=review.reason,
            reviewed_by=review.reviewed.by,
            reviewed_at=review.reviewed.at,
        )
    )
    await session.flush()


async def before(
    session: AsyncSession, number: int | None, *, link_id: UUID, limit: int
) -> Sequence[Review]:
    """Return the reviews of a link, newest first, from before one on."""
    query = (
        select(ReviewRow)
        .where(ReviewRow.link_id == link_id)
        .order_by(col(ReviewRow.number).desc())
        .limit(limit)
    )
    if number is not None:
        query = query.where(col(ReviewRow.number) < number)
    return [review_of(row) for row in await session.exec(query)]


async def was_accepted(session: AsyncSession, evidence_id: UUID, version: int) -> bool:
    """Say whether a review accepted this version of an item for some use."""
    query = (
        select(ReviewRow.link_id)
        .join(LinkRow, col(LinkRow.link_id) == col(ReviewRow.link_id))
        .where(
            LinkRow.evidence_id == evidence_id,
            LinkRow.version == version,
            ReviewRow.state == "accepted",
        )
        .limit(1)
    )
    return (await session.exec(query)).first() is not None


async def withdrawal(session: AsyncSession, evidence_id: UUID) -> Withdrawal | None:
    """Return why an item was withdrawn; None: it was not."""
    row = await session.get(WithdrawalRow, evidence_id)
    return None if row is None else withdrawal_of(row)


async def withdrawn(session: AsyncSession, evidence_ids: Collection[UUID]) -> frozenset[UUID]:
    """Return which of these items were withdrawn."""
    query = select(WithdrawalRow.evidence_id).where(
        col(WithdrawalRow.evidence_id).in_([*evidence_ids])
    )
    return frozenset(await session.exec(query))


async def withdraw(session: AsyncSession, evidence_id: UUID, told: Withdrawal) -> None:
    """Keep that an item was withdrawn; it is locked."""
    session.add(
        WithdrawalRow(
            evidence_id=evidence_id,
            reason=told.reason,
            withdrawn_by=told.withdrawn.by,
            withdrawn_at=told.withdrawn.at,
        )
    )
    await session.flush()
