"""The tables of the submission service."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Column, DateTime, Index, MetaData, Text, UniqueConstraint
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import registry
from sqlmodel import Field, SQLModel


class Table(SQLModel, registry=registry()):
    """Base of this service's tables."""

    metadata = MetaData()


class AgencyRow(Table, table=True):
    """An agency in its present state."""

    __tablename__ = "agency"
    __table_args__ = (Index("agency_parent_code", "parent_code"),)

    agency_code: str = Field(primary_key=True, sa_type=Text)
    revision: int
    name: str = Field(sa_type=Text)
    short_name: str | None = Field(None, sa_type=Text)
    agency_kind: str = Field(sa_type=Text)
    parent_code: str | None = Field(None, sa_type=Text, foreign_key="agency.agency_code")
    valid_from: date
    valid_until: date | None = None
    changed_at: datetime = Field(sa_type=DateTime(timezone=True))
    changed_by: str = Field(sa_type=Text)


class CampaignRow(Table, table=True):
    """A campaign: one edition, one period, one kind, for an agency and all below it."""

    __tablename__ = "campaign"
    __table_args__ = (
        UniqueConstraint("agency_code", "edition_code", "period", "kind", name="campaign_once"),
    )

    campaign_code: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    edition_code: str = Field(sa_type=Text)
    derivation_set_version: int | None = None
    period: str = Field(sa_type=Text)
    assessment_count: int
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))
    opened_by: str = Field(sa_type=Text)
    revision: int = 1
    rederivation_id: UUID | None = None


class AssessmentRow(Table, table=True):
    """An agency's part in a campaign. Its row lock orders every change of the assessment."""

    __tablename__ = "assessment"
    __table_args__ = (
        # An agency takes part in an evaluation or in a monitoring of a period, never in both.
        UniqueConstraint("edition_code", "period", "agency_code", name="assessment_once"),
        Index("assessment_campaign", "campaign_code", "assessment_id"),
        Index("assessment_agency", "agency_code"),
    )

    assessment_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text, foreign_key="campaign.campaign_code")
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    edition_code: str = Field(sa_type=Text)
    derivation_set_version: int | None = None
    period: str = Field(sa_type=Text)
    revision: int
    opened_at: datetime = Field(sa_type=DateTime(timezone=True))


class LevelDecisionRow(Table, table=True):
    """One decision; rows are only added. The newest of an indicator and stage is the answer."""

    __tablename__ = "level_decision"
    __table_args__ = (
        Index("level_decision_newest", "assessment_id", "indicator_code", "stage", "revision"),
    )

    assessment_id: UUID = Field(primary_key=True, foreign_key="assessment.assessment_id")
    revision: int = Field(primary_key=True)
    indicator_code: str = Field(sa_type=Text)
    stage: str = Field(sa_type=Text)
    level: str | None = Field(None, sa_type=Text)
    explanation: str = Field(sa_type=Text)
    reasons: dict[str, str] | None = Field(None, sa_column=Column(JSONB(none_as_null=True)))
    decided_by: str = Field(sa_type=Text)
    decided_at: datetime = Field(sa_type=DateTime(timezone=True))
    recorded_at: datetime = Field(sa_type=DateTime(timezone=True))


class EditionRow(Table, table=True):
    """What the instrument service said of an edition; empty but `retired` if that came first."""

    __tablename__ = "edition"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    content_hash: str | None = Field(None, sa_type=Text)
    period_kind: str | None = Field(None, sa_type=Text)
    scales: dict[str, Any] | None = Field(None, sa_type=JSONB)
    indicators: dict[str, str] | None = Field(None, sa_type=JSONB)
    not_applicable: list[str] | None = Field(None, sa_type=JSONB)
    retired: bool = False


class DerivationSetRow(Table, table=True):
    """A version of an edition's derivation sets that was published."""

    __tablename__ = "derivation_set"

    edition_code: str = Field(primary_key=True, sa_type=Text)
    derivation_set_version: int = Field(primary_key=True)
    content_hash: str = Field(sa_type=Text)
