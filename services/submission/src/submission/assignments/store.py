"""Assignments and declared conflicts in the database. An assignment is made and removed whole."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import cast
from uuid import UUID

from sqlalchemy import ColumnElement, DateTime, Index, Text, delete, or_
from sqlalchemy.orm import Mapped
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from submission.agencies.store import subtree
from submission.assignments.domain import Assignment, Conflict, Duty
from submission.campaigns.store.tables import AssignmentRow, CampaignRow
from submission.tables import Table


class ConflictRow(Table, table=True):
    """A declared conflict of interest; rows are only added."""

    __tablename__ = "conflict_of_interest"
    __table_args__ = (Index("conflict_of_interest_campaign", "campaign_code", "conflict_id"),)

    conflict_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text, foreign_key="campaign.campaign_code")
    subject: str = Field(sa_type=Text)
    agency_code: str | None = Field(None, sa_type=Text, foreign_key="agency.agency_code")
    node_code: str | None = Field(None, sa_type=Text)
    reason: str = Field(sa_type=Text)
    declared_by: str = Field(sa_type=Text)
    declared_at: datetime = Field(sa_type=DateTime(timezone=True))


async def find(session: AsyncSession, assignment_id: UUID) -> Assignment | None:
    """Return an assignment by its id, of whatever campaign."""
    row = await session.get(AssignmentRow, assignment_id)
    return None if row is None else _assignment_of(row)


async def of_agency(
    session: AsyncSession, campaign_code: str, agency_code: str | None
) -> Sequence[Assignment]:
    """Return the assignments of a campaign that concern an agency; None: of whatever agency."""
    query = select(AssignmentRow).where(AssignmentRow.campaign_code == campaign_code)
    if agency_code is not None:
        of_it = col(AssignmentRow.agency_code)
        query = query.where(or_(of_it.is_(None), of_it == agency_code))
    return [_assignment_of(row) for row in await session.exec(query)]


async def open_of_units(session: AsyncSession, codes: Collection[str]) -> Sequence[Assignment]:
    """Return what is assigned to units in campaigns that are not closed, in order of the ids."""
    query = (
        select(AssignmentRow)
        .join(CampaignRow, col(CampaignRow.campaign_code) == AssignmentRow.campaign_code)
        .where(col(AssignmentRow.unit_code).in_(codes), CampaignRow.state != "closed")
        .order_by(col(AssignmentRow.assignment_id))
    )
    return [_assignment_of(row) for row in await session.exec(query)]


async def open_of_subject(session: AsyncSession, subject: str) -> Sequence[Assignment]:
    """Return what is assigned to a person in campaigns that are not closed, by the ids."""
    query = (
        select(AssignmentRow)
        .join(CampaignRow, col(CampaignRow.campaign_code) == AssignmentRow.campaign_code)
        .where(AssignmentRow.subject == subject, CampaignRow.state != "closed")
        .order_by(col(AssignmentRow.assignment_id))
    )
    return [_assignment_of(row) for row in await session.exec(query)]


async def after(
    session: AsyncSession,
    campaign_code: str,
    assignment_id: UUID | None,
    *,
    root_code: str,
    limit: int,
) -> Sequence[Assignment]:
    """Return assignments that concern a subtree, in order of their ids, from behind one on."""
    query = (
        select(AssignmentRow)
        .where(
            AssignmentRow.campaign_code == campaign_code,
            _concerns(col(AssignmentRow.agency_code), root_code),
        )
        .order_by(col(AssignmentRow.assignment_id))
        .limit(limit)
    )
    if assignment_id is not None:
        query = query.where(col(AssignmentRow.assignment_id) > assignment_id)
    return [_assignment_of(row) for row in await session.exec(query)]


async def add(session: AsyncSession, made: Assignment) -> None:
    """Store a new assignment."""
    session.add(
        AssignmentRow(
            assignment_id=made.assignment_id,
            campaign_code=made.campaign_code,
            agency_code=made.agency_code,
            node_code=made.node_code,
            duty=made.duty,
            unit_code=made.unit_code,
            subject=made.subject,
            stage=made.stage,
            assigned_by=made.assigned_by,
            assigned_at=made.assigned_at,
        )
    )
    await session.flush()


async def remove(session: AsyncSession, assignment_id: UUID) -> None:
    """Remove an assignment."""
    await session.exec(
        delete(AssignmentRow).where(col(AssignmentRow.assignment_id) == assignment_id)
    )


async def conflicts_of(
    session: AsyncSession, campaign_code: str, subject: str | None = None
) -> list[Conflict]:
    """Return the conflicts that were declared in a campaign: of a person, or (None) of anybody."""
    query = select(ConflictRow).where(ConflictRow.campaign_code == campaign_code)
    if subject is not None:
        query = query.where(ConflictRow.subject == subject)
    return [_conflict_of(row) for row in await session.exec(query)]


async def conflicts_before(
    session: AsyncSession,
    campaign_code: str,
    conflict_id: UUID | None,
    *,
    root_code: str,
    limit: int,
) -> Sequence[Conflict]:
    """Return declared conflicts that concern a subtree, newest first, from before one on."""
    query = (
        select(ConflictRow)
        .where(
            ConflictRow.campaign_code == campaign_code,
            _concerns(col(ConflictRow.agency_code), root_code),
        )
        .order_by(col(ConflictRow.conflict_id).desc())
        .limit(limit)
    )
    if conflict_id is not None:
        query = query.where(col(ConflictRow.conflict_id) < conflict_id)
    return [_conflict_of(row) for row in await session.exec(query)]


async def add_conflict(session: AsyncSession, declared: Conflict) -> None:
    """Store a declared conflict."""
    session.add(
        ConflictRow(
            conflict_id=declared.conflict_id,
            campaign_code=declared.campaign_code,
            subject=declared.subject,
            agency_code=declared.agency_code,
            node_code=declared.node_code,
            reason=declared.reason,
            declared_by=declared.declared_by,
            declared_at=declared.declared_at,
        )
    )
    await session.flush()


def _concerns(agency_code: Mapped[str | None], root_code: str) -> ColumnElement[bool]:
    return or_(agency_code.is_(None), agency_code.in_(subtree(root_code)))


def _assignment_of(row: AssignmentRow) -> Assignment:
    return Assignment(
        assignment_id=row.assignment_id,
        campaign_code=row.campaign_code,
        agency_code=row.agency_code,
        node_code=row.node_code,
        duty=cast("Duty", row.duty),
        unit_code=row.unit_code,
        subject=row.subject,
        stage=row.stage,
        assigned_by=row.assigned_by,
        assigned_at=row.assigned_at,
    )


def _conflict_of(row: ConflictRow) -> Conflict:
    return Conflict(
        conflict_id=row.conflict_id,
        campaign_code=row.campaign_code,
        subject=row.subject,
        agency_code=row.agency_code,
        node_code=row.node_code,
        reason=row.reason,
        declared_by=row.declared_by,
        declared_at=row.declared_at,
    )
