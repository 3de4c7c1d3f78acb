"""The tables of recommendations: their present states, and all that happened to them."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, Date, DateTime, Index, Text
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field

from submission.reports.store import REPORT_KEY
from submission.tables import Table


class RecommendationRow(Table, table=True):
    """What an agency is to do, in its present state."""

    __tablename__ = "recommendation"
    __table_args__ = (
        Index("recommendation_agency", "agency_code", "recommendation_id"),
        Index("recommendation_carrier", "carried_by", "recommendation_id"),
        Index("recommendation_report", "report_id"),
    )

    recommendation_id: UUID = Field(primary_key=True)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    carried_by: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    origin: str = Field(sa_type=Text)
    assessment_id: UUID | None = Field(None, foreign_key="assessment.assessment_id")
    stage: str | None = Field(None, sa_type=Text)
    node_code: str | None = Field(None, sa_type=Text)
    rule_code: str | None = Field(None, sa_type=Text)
    report_id: UUID | None = Field(None, foreign_key=REPORT_KEY)
    passage: str | None = Field(None, sa_type=Text)
    text: str = Field(sa_type=Text)
    deadline: date | None = Field(None, sa_type=Date)
    ends_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    owner: str | None = Field(None, sa_type=Text)
    priority: str = Field(sa_type=Text)
    is_instruction: bool
    missing: str | None = Field(None, sa_type=Text)
    state: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    followed_up_on: date | None = Field(None, sa_type=Date)
    revision: int
    made_by: str = Field(sa_type=Text)
    made_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))


class RecommendationPassageRow(Table, table=True):
    """What happened to a recommendation, and how it was then; rows are only added."""

    __tablename__ = "recommendation_passage"

    recommendation_id: UUID = Field(
        primary_key=True, foreign_key="recommendation.recommendation_id"
    )
    revision: int = Field(primary_key=True)
    act: str = Field(sa_type=Text)
    reason: str | None = Field(None, sa_type=Text)
    told: dict[str, Any] = Field(sa_column=Column(JSONB, nullable=False))
    done_by: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=DateTime(timezone=True))


class OwnerReminderRow(Table, table=True):
    """That it was told that a recommendation needs an owner; gone once it has one again."""

    __tablename__ = "owner_reminder"

    recommendation_id: UUID = Field(
        primary_key=True, foreign_key="recommendation.recommendation_id"
    )
    owner: str = Field(sa_type=Text)
    told_at: datetime = Field(sa_type=DateTime(timezone=True))
