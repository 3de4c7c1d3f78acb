"""The tables of campaigns and of the assessments that they open."""

from datetime import date, datetime, time
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, Index, Text, UniqueConstraint, text
from sqlmodel import Field

from submission.tables import Table


class CampaignRow(Table, table=True):
    """A campaign: one edition, one period, one kind, for an agency and all below it."""

    __tablename__ = "campaign"
    __table_args__ = (
        Index(
            "campaign_once",
            *("agency_code", "edition_code", "period", "kind"),
            unique=True,
            postgresql_where=text("state <> 'closed' OR opened_at IS NOT NULL"),
        ),
        Index(
            "campaign_to_close",
            "calendar_code",
            postgresql_where=text("state = 'open' AND calendar_code IS NOT NULL"),
        ),
    )

    campaign_code: str = Field(primary_key=True, sa_type=Text)
    agency_code: str = Field(sa_type=Text, foreign_key="agency.agency_code")
    name: str = Field(sa_type=Text)
    kind: str = Field(sa_type=Text)
    edition_code: str = Field(sa_type=Text)
    derivation_set_version: int | None = None
    period: str = Field(sa_type=Text)
    assessment_count: int
    state: str = Field(sa_type=Text)
    agency_codes: list[str] | None = Field(None, sa_type=ARRAY(Text))
    agency_kind: str | None = Field(None, sa_type=Text)
    opened_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    opened_by: str = Field(sa_type=Text)
    closed_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))
    closing_reason: str | None = Field(None, sa_type=Text)
    revision: int = 1
    rederivation_id: UUID | None = None
    time_zone: str | None = Field(None, sa_type=Text)
    calendar_code: str | None = Field(None, sa_type=Text)


class CampaignStageRow(Table, table=True):
    """The deadline of a stage: its last local day, and the reason of its newest change."""

    __tablename__ = "campaign_stage"

    campaign_code: str = Field(primary_key=True, sa_type=Text, foreign_key="campaign.campaign_code")
    stage: str = Field(primary_key=True, sa_type=Text)
    last_day: date
    until_time: time | None = None
    reason: str | None = Field(None, sa_type=Text)


class CampaignVisitRow(Table, table=True):
    """An indicator that needs a visit."""

    __tablename__ = "campaign_visit"

    campaign_code: str = Field(primary_key=True, sa_type=Text, foreign_key="campaign.campaign_code")
    indicator_code: str = Field(primary_key=True, sa_type=Text)


class CampaignStepRow(Table, table=True):
    """What was done to a campaign, by whom, when and why; rows are only added."""

    __tablename__ = "campaign_step"

    campaign_code: str = Field(primary_key=True, sa_type=Text, foreign_key="campaign.campaign_code")
    revision: int = Field(primary_key=True)
    step: str = Field(sa_type=Text)
    stage: str | None = Field(None, sa_type=Text)
    last_day: date | None = None
    reason: str | None = Field(None, sa_type=Text)
    indicator_codes: list[str] | None = Field(None, sa_type=ARRAY(Text))
    done_by: str = Field(sa_type=Text)
    done_at: datetime = Field(sa_type=DateTime(timezone=True))


class TeamMemberRow(Table, table=True):
    """A member of a campaign's team of internal evaluators."""

    __tablename__ = "team_member"
    __table_args__ = (
        Index(
            "team_member_data_entry",
            "campaign_code",
            unique=True,
            postgresql_where=text("'data_entry' = ANY (functions)"),
        ),
    )

    campaign_code: str = Field(primary_key=True, sa_type=Text, foreign_key="campaign.campaign_code")
    subject: str = Field(primary_key=True, sa_type=Text)
    functions: list[str] = Field(sa_type=ARRAY(Text))


class AnnouncementRow(Table, table=True):
    """What the agencies of a campaign were told, and when; rows are only added."""

    __tablename__ = "announcement"
    __table_args__ = (Index("announcement_campaign", "campaign_code", "announcement_id"),)

    announcement_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text, foreign_key="campaign.campaign_code")
    title: str = Field(sa_type=Text)
    body: str = Field(sa_type=Text)
    held_on: date | None = None
    announced_by: str = Field(sa_type=Text)
    announced_at: datetime = Field(sa_type=DateTime(timezone=True))


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
    time_zone: str | None = Field(None, sa_type=Text)
    period_closed_at: datetime | None = Field(None, sa_type=DateTime(timezone=True))


class AssignmentRow(Table, table=True):
    """An assignment of a node. It stands here because it says who reaches an assessment."""

    __tablename__ = "assignment"
    __table_args__ = (Index("assignment_campaign", "campaign_code", "assignment_id"),)

    assignment_id: UUID = Field(primary_key=True)
    campaign_code: str = Field(sa_type=Text, foreign_key="campaign.campaign_code")
    agency_code: str | None = Field(None, sa_type=Text, foreign_key="agency.agency_code")
    node_code: str = Field(sa_type=Text)
    duty: str = Field(sa_type=Text)
    unit_code: str | None = Field(None, sa_type=Text, foreign_key="agency.agency_code")
    subject: str | None = Field(None, sa_type=Text)
    stage: str | None = Field(None, sa_type=Text)
    assigned_by: str = Field(sa_type=Text)
    assigned_at: datetime = Field(sa_type=DateTime(timezone=True))
