"""The tables of campaigns and of the assessments that they open."""

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import DateTime, Index, Text, UniqueConstraint
from sqlmodel import Field

from submission.tables import Table


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
    ended_on: date | None = None
    end_cause: str | None = Field(None, sa_type=Text)
