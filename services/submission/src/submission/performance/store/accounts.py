"""Accounts in the database: every version is kept, the newest counts."""

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.exact import parse, text_of
from submission.campaigns.domain.stage_state import Act
from submission.performance.domain.account import (
    Account,
    Activity,
    KeptAccount,
    Obstacle,
    PlannedStep,
)
from submission.performance.store.tables import AccountRow


async def newest(
    session: AsyncSession, assessment_id: UUID, *, with_drafts: bool = True
) -> KeptAccount:
    """Return the newest version, perhaps only of those that are no draft; an empty one of none."""
    query = select(AccountRow).where(AccountRow.assessment_id == assessment_id)
    if not with_drafts:
        query = query.where(col(AccountRow.is_draft).is_(False))
    query = query.order_by(col(AccountRow.revision).desc()).limit(1)
    row = (await session.exec(query)).first()
    return KeptAccount(assessment_id=assessment_id) if row is None else account_of(row)


async def before(
    session: AsyncSession,
    assessment_id: UUID,
    revision: int | None,
    *,
    with_drafts: bool,
    limit: int,
) -> Sequence[KeptAccount]:
    """Return versions, newest first, from before one on."""
    query = select(AccountRow).where(AccountRow.assessment_id == assessment_id)
    if not with_drafts:
        query = query.where(col(AccountRow.is_draft).is_(False))
    if revision is not None:
        query = query.where(col(AccountRow.revision) < revision)
    query = query.order_by(col(AccountRow.revision).desc()).limit(limit)
    return [account_of(row) for row in await session.exec(query)]


async def add(session: AsyncSession, kept: KeptAccount) -> None:
    """Add a version of a locked assessment.

    Raises:
        ValueError: Nobody wrote it.
    """
    if kept.written is None:
        raise ValueError("an unwritten account cannot be kept")
    session.add(
        AccountRow(
            assessment_id=kept.assessment_id,
            revision=kept.revision,
            is_draft=kept.account.is_draft,
            body=_body(kept.account),
            written_by=kept.written.by,
            written_at=kept.written.at,
        )
    )
    await session.flush()


def account_of(row: AccountRow) -> KeptAccount:
    """Return the version of a row."""
    body = row.body
    return KeptAccount(
        assessment_id=row.assessment_id,
        account=Account(
            activities=tuple(
                Activity(**each | {"progress": parse(each["progress"])})
                for each in body["activities"]
            ),
            obstacles=tuple(Obstacle(**each) for each in body["obstacles"]),
            plan=tuple(
                PlannedStep(**each | {"due_on": date.fromisoformat(each["due_on"])})
                for each in body["plan"]
            ),
            is_draft=row.is_draft,
        ),
        revision=row.revision,
        written=Act(row.written_by, row.written_at),
    )


def _body(account: Account) -> dict[str, Any]:
    return {
        "activities": [
            {
                "name": each.name,
                "progress": text_of(each.progress),
                "note": each.note,
                "indicator_code": each.indicator_code,
            }
            for each in account.activities
        ],
        "obstacles": [
            {"text": each.text, "indicator_code": each.indicator_code} for each in account.obstacles
        ],
        "plan": [
            {
                "action": each.action,
                "due_on": each.due_on.isoformat(),
                "responsible": each.responsible,
                "indicator_code": each.indicator_code,
            }
            for each in account.plan
        ],
    }
