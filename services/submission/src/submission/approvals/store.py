"""Approvals in the database: rows are only added."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from sqlalchemy import ARRAY, Column, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from rules.assessment_state import StateLink, StateReview
from submission.approvals.domain.approval import Approval, ApprovalDecision
from submission.links.domain.stage_evidence import StageEvidence
from submission.tables import Table


class ApprovalRow(Table, table=True):
    """What somebody said of the exact state of a stage; `evidence`: what it rested on, as JSON."""

    __tablename__ = "approval"
    __table_args__ = (Index("approval_assessment", "assessment_id", "approval_id"),)

    approval_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    stage: str = Field(sa_type=Text)
    state_hash: str = Field(sa_type=Text)
    revision: int
    minutes: list[str] = Field(sa_type=ARRAY(Text))
    evidence: Any = Field(None, sa_column=Column(JSONB(none_as_null=True)))
    derivation_set_version: int | None = None
    verdict_revision: int = 0
    decision: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    subject: str = Field(sa_type=Text)
    role: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))


async def add(session: AsyncSession, approval: Approval) -> None:
    """Add an approval."""
    session.add(
        ApprovalRow(
            approval_id=approval.approval_id,
            assessment_id=approval.assessment_id,
            stage=approval.stage,
            state_hash=approval.state_hash,
            revision=approval.revision,
            minutes=[*approval.minutes],
            evidence=None if approval.evidence is None else _written(approval.evidence),
            derivation_set_version=approval.derivation_set_version,
            verdict_revision=approval.verdict_revision,
            decision=approval.decision,
            reason=approval.reason,
            subject=approval.subject,
            role=approval.role,
            decided_at=approval.decided_at,
        )
    )
    await session.flush()


async def of_stage(session: AsyncSession, assessment_id: UUID, stage: str) -> list[Approval]:
    """Return all approvals of a stage, oldest first."""
    query = (
        select(ApprovalRow)
        .where(ApprovalRow.assessment_id == assessment_id, ApprovalRow.stage == stage)
        .order_by(col(ApprovalRow.approval_id))
    )
    return [_approval_of(row) for row in await session.exec(query)]


async def after(
    session: AsyncSession, approval_id: UUID | None, *, assessment_id: UUID, limit: int
) -> Sequence[Approval]:
    """Return approvals of an assessment, oldest first, from behind one on."""
    query = (
        select(ApprovalRow)
        .where(ApprovalRow.assessment_id == assessment_id)
        .order_by(col(ApprovalRow.approval_id))
        .limit(limit)
    )
    if approval_id is not None:
        query = query.where(col(ApprovalRow.approval_id) > approval_id)
    return [_approval_of(row) for row in await session.exec(query)]


def _approval_of(row: ApprovalRow) -> Approval:
    return Approval(
        approval_id=row.approval_id,
        assessment_id=row.assessment_id,
        stage=row.stage,
        state_hash=row.state_hash,
        revision=row.revision,
        minutes=tuple(row.minutes),
        evidence=None if row.evidence is None else _evidence_of(row.evidence),
        derivation_set_version=row.derivation_set_version,
        verdict_revision=row.verdict_revision,
        decision=cast("ApprovalDecision", row.decision),
        reason=row.reason,
        subject=row.subject,
        role=row.role,
        decided_at=row.decided_at,
    )


def _written(evidence: StageEvidence) -> dict[str, Any]:
    return {
        "links": [
            asdict(each) | {"link_id": str(each.link_id), "evidence_id": str(each.evidence_id)}
            for each in evidence.links
        ],
        "withdrawn": [str(each) for each in evidence.withdrawn],
    }


def _evidence_of(written: dict[str, Any]) -> StageEvidence:
    return StageEvidence(
        links=tuple(map(_link_of, written["links"])),
        withdrawn=tuple(map(UUID, written["withdrawn"])),
    )


def _link_of(written: dict[str, Any]) -> StateLink:
    review = written["review"]
    ids = {name: UUID(written[name]) for name in ("link_id", "evidence_id")}
    said = {"review": None if review is None else StateReview(**review)}
    return StateLink(**written | ids | said)
