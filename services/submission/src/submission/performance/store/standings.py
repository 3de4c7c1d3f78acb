"""What the standings of many periods rest on: accounts, comments and closings, each in a query."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy.dialects.postgresql import distinct_on
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.performance.domain.account import KeptAccount
from submission.performance.domain.closing import Passage
from submission.performance.store.accounts import account_of
from submission.performance.store.closings import passage_of
from submission.performance.store.tables import AccountRow, CommentRow, PassageRow


class Accounts(NamedTuple):
    """The newest account of a period that is no draft, and the newest of all."""

    final: KeptAccount
    newest: KeptAccount


async def accounts(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, Accounts]:
    """Return the accounts of periods; empty ones where nothing was written."""
    newest = await _newest(session, assessment_ids, with_drafts=True)
    drafted = [key for key, each in newest.items() if each.account.is_draft]
    final = newest | {key: KeptAccount(assessment_id=key) for key in drafted}
    final |= await _newest(session, drafted, with_drafts=False)
    unwritten = {key: KeptAccount(assessment_id=key) for key in assessment_ids}
    return {
        key: Accounts(final.get(key, none), newest.get(key, none))
        for key, none in unwritten.items()
    }


async def commented(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, frozenset[int]]:
    """Return the revisions of accounts that leaders spoke of, by assessment."""
    query = (
        select(CommentRow.assessment_id, CommentRow.revision)
        .where(col(CommentRow.assessment_id).in_(assessment_ids))
        .distinct()
    )
    found: dict[UUID, set[int]] = defaultdict(set)
    for key, revision in await session.exec(query):
        found[key].add(revision)
    return {key: frozenset(found.get(key, ())) for key in assessment_ids}


async def passages(
    session: AsyncSession, assessment_ids: Collection[UUID]
) -> Mapping[UUID, Sequence[Passage]]:
    """Return how periods were closed and opened again, each oldest first."""
    query = (
        select(PassageRow)
        .where(col(PassageRow.assessment_id).in_(assessment_ids))
        .order_by(col(PassageRow.number))
    )
    found: dict[UUID, list[Passage]] = {key: [] for key in assessment_ids}
    for row in await session.exec(query):
        found[row.assessment_id].append(passage_of(row))
    return found


async def _newest(
    session: AsyncSession, assessment_ids: Collection[UUID], *, with_drafts: bool
) -> dict[UUID, KeptAccount]:
    if not assessment_ids:
        return {}
    query: Any = (
        select(AccountRow)
        .where(col(AccountRow.assessment_id).in_(assessment_ids))
        .ext(distinct_on(col(AccountRow.assessment_id)))
        .order_by(col(AccountRow.assessment_id), col(AccountRow.revision).desc())
    )
    if not with_drafts:
        query = query.where(col(AccountRow.is_draft).is_(False))
    return {row.assessment_id: account_of(row) for row in await session.exec(query)}
