"""Links in the database, each with its item, its removal and its newest review."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any, Final, cast
from uuid import UUID

from sqlalchemy import func
from sqlalchemy.orm import aliased
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.domain import UnitChain
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.store.assessments import is_reached
from submission.campaigns.store.tables import AssessmentRow
from submission.evidence.domain.item import DocumentKind
from submission.evidence.store.rows import version_of
from submission.evidence.store.tables import EvidenceRow, FetchRow, VersionRow
from submission.evidence.store.uploads import BlobRow
from submission.links.domain.link import Link, Place, Proof, Review, ReviewState, Withdrawal
from submission.links.store.tables import LinkRow, RemovalRow, ReviewRow, WithdrawalRow

_Later: Final = aliased(ReviewRow)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Whose assessments somebody reaches: those of a subtree, and what their unit answers for."""

    root_code: str
    chain: UnitChain


async def find(session: AsyncSession, assessment_id: UUID, link_id: UUID) -> Link | None:
    """Return a link of an assessment, a removed one too."""
    query = _links().where(LinkRow.assessment_id == assessment_id, LinkRow.link_id == link_id)
    found: Any = (await session.exec(query)).first()
    return None if found is None else _link_of(found)


async def present(
    session: AsyncSession, assessment_ids: Collection[UUID], *, indicator_code: str | None = None
) -> list[Link]:
    """Return the links of assessments that were not removed, in the order of their ids."""
    query = (
        _links()
        .where(col(LinkRow.assessment_id).in_(assessment_ids), col(RemovalRow.removed_at).is_(None))
        .order_by(col(LinkRow.link_id))
    )
    if indicator_code is not None:
        query = query.where(LinkRow.indicator_code == indicator_code)
    found: Any = await session.exec(query)
    return [_link_of(row) for row in found]


async def at_stages(
    session: AsyncSession, assessment_id: UUID, stages: Collection[str]
) -> list[Link]:
    """Return the links of an assessment that were made at some stages, with the reviews of these.

    Those that were removed are left out.
    """
    query = (
        _links(stages)
        .where(
            LinkRow.assessment_id == assessment_id,
            col(LinkRow.stage).in_(stages),
            col(RemovalRow.removed_at).is_(None),
        )
        .order_by(col(LinkRow.link_id))
    )
    found: Any = await session.exec(query)
    return [_link_of(row) for row in found]


async def count_present(session: AsyncSession, assessment_id: UUID) -> int:
    """Return how many links of an assessment were not removed."""
    removed = select(RemovalRow.link_id).where(RemovalRow.link_id == LinkRow.link_id).exists()
    query = select(func.count()).where(LinkRow.assessment_id == assessment_id, ~removed)
    return (await session.exec(query)).one()


async def titles(session: AsyncSession, evidence_ids: Collection[UUID]) -> dict[UUID, str]:
    """Return what items of evidence are called now."""
    query = select(EvidenceRow.evidence_id, EvidenceRow.title).where(
        col(EvidenceRow.evidence_id).in_(evidence_ids)
    )
    return dict((await session.exec(query)).all())


async def after(
    session: AsyncSession,
    link_id: UUID | None,
    *,
    assessment_id: UUID,
    indicator_code: str | None,
    with_removed: bool,
    limit: int,
) -> Sequence[Link]:
    """Return the links of an assessment, oldest first, from behind one on."""
    query = _links().where(LinkRow.assessment_id == assessment_id)
    if indicator_code is not None:
        query = query.where(LinkRow.indicator_code == indicator_code)
    if not with_removed:
        query = query.where(col(RemovalRow.removed_at).is_(None))
    return await _page(session, query, link_id, limit=limit)


async def of_evidence(
    session: AsyncSession, link_id: UUID | None, *, evidence_id: UUID, reach: Reach, limit: int
) -> Sequence[Link]:
    """Return the links of an item to assessments within reach, oldest first, from behind one on."""
    query = (
        _links()
        .join(AssessmentRow, col(AssessmentRow.assessment_id) == LinkRow.assessment_id)
        .where(
            LinkRow.evidence_id == evidence_id,
            col(RemovalRow.removed_at).is_(None),
            is_reached(reach.root_code, reach.chain),
        )
    )
    return await _page(session, query, link_id, limit=limit)


async def assessments_of(session: AsyncSession, evidence_id: UUID) -> list[UUID]:
    """Return the assessments that an item was ever linked in, in the order of their ids."""
    query = select(LinkRow.assessment_id).where(LinkRow.evidence_id == evidence_id).distinct()
    return sorted(await session.exec(query))


async def add(session: AsyncSession, link: Link) -> None:
    """Store a new link."""
    session.add(
        LinkRow(
            link_id=link.link_id,
            assessment_id=link.assessment_id,
            indicator_code=link.indicator_code,
            evidence_id=link.evidence_id,
            version=link.proof.version.version,
            page=link.place.page,
            article=link.place.article,
            note=link.place.note,
            stage=link.stage,
            replaces=link.replaces,
            made_by=link.made.by,
            made_at=link.made.at,
        )
    )
    await session.flush()


async def remove(session: AsyncSession, link_id: UUID, removed: Act) -> None:
    """Keep that a link was removed."""
    session.add(RemovalRow(link_id=link_id, removed_by=removed.by, removed_at=removed.at))
    await session.flush()


async def _page(
    session: AsyncSession, query: Any, link_id: UUID | None, *, limit: int
) -> list[Link]:
    query = query.order_by(col(LinkRow.link_id)).limit(limit)
    if link_id is not None:
        query = query.where(col(LinkRow.link_id) > link_id)
    return [_link_of(row) for row in await session.exec(query)]


def _links(stages: Collection[str] | None = None) -> Any:
    """Return links, each with its newest review; `stages`: of the reviews at these."""
    items: Any = (LinkRow, EvidenceRow, VersionRow, BlobRow, FetchRow)
    parts: Any = (*items, RemovalRow, ReviewRow, WithdrawalRow)
    reviews = select(func.max(_Later.number)).where(_Later.link_id == LinkRow.link_id)
    if stages is not None:
        reviews = reviews.where(col(_Later.stage).in_(stages))
    newest = reviews.scalar_subquery()
    of_version = (col(VersionRow.evidence_id) == LinkRow.evidence_id) & (
        col(VersionRow.version) == LinkRow.version
    )
    of_fetch = (col(FetchRow.evidence_id) == LinkRow.evidence_id) & (
        col(FetchRow.version) == LinkRow.version
    )
    of_review = (col(ReviewRow.link_id) == LinkRow.link_id) & (col(ReviewRow.number) == newest)
    return (
        select(*parts)
        .join(EvidenceRow, col(EvidenceRow.evidence_id) == LinkRow.evidence_id)
        .join(VersionRow, of_version)
        .outerjoin(BlobRow, col(BlobRow.sha256) == VersionRow.blob_sha256)
        .outerjoin(FetchRow, of_fetch)
        .outerjoin(RemovalRow, col(RemovalRow.link_id) == LinkRow.link_id)
        .outerjoin(ReviewRow, of_review)
        .outerjoin(WithdrawalRow, col(WithdrawalRow.evidence_id) == LinkRow.evidence_id)
    )


def _link_of(found: Any) -> Link:
    row, item, version, blob, fetch, removal, review, withdrawal = found
    return Link(
        link_id=row.link_id,
        assessment_id=row.assessment_id,
        indicator_code=row.indicator_code,
        evidence_id=row.evidence_id,
        place=Place(page=row.page, article=row.article, note=row.note),
        stage=row.stage,
        replaces=row.replaces,
        made=Act(row.made_by, row.made_at),
        removed=None if removal is None else Act(removal.removed_by, removal.removed_at),
        review=None if review is None else review_of(review),
        proof=Proof(
            agency_code=item.agency_code,
            title=item.title,
            kind=cast("DocumentKind", item.kind),
            confidential=item.confidential,
            version=version_of((version, blob, fetch)),
            newest=item.version,
            withdrawal=None if withdrawal is None else withdrawal_of(withdrawal),
        ),
    )


def review_of(row: ReviewRow) -> Review:
    """Return the review that a row tells of."""
    return Review(
        number=row.number,
        stage=row.stage,
        state=cast("ReviewState", row.state),
        reason=row.reason,
        reviewed=Act(row.reviewed_by, row.reviewed_at),
    )


def withdrawal_of(row: WithdrawalRow) -> Withdrawal:
    """Return the withdrawal that a row tells of."""
    return Withdrawal(reason=row.reason, withdrawn=Act(row.withdrawn_by, row.withdrawn_at))
