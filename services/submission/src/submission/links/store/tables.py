"""The tables of links: all but what was told is only added to."""

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, ForeignKeyConstraint, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from submission.tables import Table


class LinkRow(Table, table=True):
    """A version of an item of evidence, used for an indicator; rows are only added."""

    __tablename__ = "evidence_link"
    __table_args__ = (
        Index("evidence_link_assessment", "assessment_id", "link_id"),
        Index("evidence_link_evidence", "evidence_id", "link_id"),
        ForeignKeyConstraint(
            ["evidence_id", "version"],
            ["evidence_version.evidence_id", "evidence_version.version"],
        ),
    )

    link_id: UUID = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    indicator_code: str = Field(sa_type=Text)
    evidence_id: UUID
    version: int
    page: str | None = Field(None, sa_type=Text)
    article: str | None = Field(None, sa_type=Text)
    note: str | None = Field(None, sa_type=Text)
    stage: str = Field(sa_type=Text)
    replaces: UUID | None = Field(None, foreign_key="evidence_link.link_id")
    made_by: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=DateTime(timezone=True))


class RemovalRow(Table, table=True):
    """That a link was removed; rows are only added."""

    __tablename__ = "evidence_link_removal"

    link_id: UUID = Field(primary_key=True, foreign_key="evidence_link.link_id")
    removed_by: str = Field(sa_type=Text)
    removed_at: datetime = Field(sa_type=DateTime(timezone=True))


class ReviewRow(Table, table=True):
    """What assessors said of a link; rows are only added, the newest counts."""

    __tablename__ = "evidence_link_review"
    __table_args__ = (Index("evidence_link_review_person", "assessment_id", "reviewed_by"),)

    link_id: UUID = Field(primary_key=True, foreign_key="evidence_link.link_id")
    number: int = Field(primary_key=True)
    assessment_id: UUID = Field(foreign_key="assessment.assessment_id")
    stage: str = Field(sa_type=Text)
    state: str = Field(sa_type=Text)
    reason: str = Field(sa_type=Text)
    reviewed_by: str = Field(sa_type=Text)
    reviewed_at: datetime = Field(sa_type=DateTime(timezone=True))


class WithdrawalRow(Table, table=True):
    """That an item of evidence was withdrawn; rows are only added."""

    __tablename__ = "evidence_withdrawal"

    evidence_id: UUID = Field(primary_key=True, foreign_key="evidence.evidence_id")
    reason: str = Field(sa_type=Text)
    withdrawn_by: str = Field(sa_type=Text)
    withdrawn_at: datetime = Field(sa_type=DateTime(timezone=True))


class RiskRow(Table, table=True):
    """What was told to be at risk in an assessment (JSON), and when it is looked at again.

    `seen_revision`: of the assessment when it was looked at last.
    """

    __tablename__ = "evidence_risk"
    __table_args__ = (Index("evidence_risk_next_at", "next_at"),)

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    risks: Any = Field(sa_column=Column(JSONB, nullable=False))
    seen_revision: int
    next_at: datetime = Field(sa_type=DateTime(timezone=True))
