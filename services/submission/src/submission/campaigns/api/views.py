"""How campaigns are shown."""

from datetime import datetime

from kit.clock import Clock
from kit.database import Session
from kit.fields import TextView
from submission.agencies.domain import TimeZone
from submission.campaigns.api import schemas
from submission.campaigns.domain.campaign import KeptCampaign, warnings_of
from submission.campaigns.domain.deadline import ZONE_NAMES
from submission.campaigns.domain.stages import Stage, stages_of
from submission.campaigns.domain.state import TakenStep
from submission.campaigns.domain.team import team_warning
from submission.campaigns.store import deadlines, team, visits
from submission.campaigns.usecases.find import zone_of_campaign


def campaign_view(kept: KeptCampaign) -> schemas.CampaignView:
    """Return a campaign as lists show it."""
    campaign, participants = kept.campaign, kept.participants
    named = participants.agency_codes
    return schemas.CampaignView(
        campaign_code=campaign.code,
        agency_code=campaign.agency_code,
        name=campaign.name,
        kind=campaign.kind,
        edition_code=campaign.edition_code,
        derivation_set_version=campaign.derivation_set_version,
        period=campaign.period.code,
        state=kept.state,
        agency_codes=None if named is None else [*named],
        agency_kind=participants.agency_kind,
        assessment_count=kept.assessment_count,
        opened_at=kept.opened_at,
        closed_at=kept.closed_at,
        closing_reason=kept.closing_reason,
        warnings=[TextView.model_validate(told) for told in warnings_of(campaign)],
        revision=kept.revision,
        rederivation_id=kept.rederivation_id,
    )


async def plan_view(session: Session, kept: KeptCampaign, *, clock: Clock) -> schemas.PlanView:
    """Return a campaign with its stages, their deadlines, what needs a visit, and its warnings."""
    campaign, shown = kept.campaign, campaign_view(kept)
    lacking = team_warning(campaign.edition_code, await team.of_campaign(session, campaign.code))
    if lacking is not None and kept.state != "closed":
        shown.warnings.append(TextView.model_validate(lacking))
    zone = await zone_of_campaign(session, kept)
    by_stage = await deadlines.of_campaign(session, campaign.code)
    now = clock.now()
    stages = [
        _stage(stage, by_stage.get(stage.code), zone, now=now) for stage in stages_of(campaign.kind)
    ]
    return schemas.PlanView(
        **shown.model_dump(),
        time_zone=zone,
        zone=ZONE_NAMES[zone],
        stages=stages,
        visits=await visits.of_campaign(session, campaign.code),
    )


def step_view(taken: TakenStep) -> schemas.CampaignStepView:
    """Return what was done to a campaign."""
    codes = taken.indicator_codes
    return schemas.CampaignStepView(
        step=taken.step,
        stage=taken.stage,
        deadline=taken.deadline,
        reason=taken.reason,
        indicator_codes=None if codes is None else [*codes],
        done_by=taken.act.by,
        done_at=taken.act.at,
        revision=taken.revision,
    )


def _stage(
    stage: Stage, kept: deadlines.StageDeadline | None, zone: TimeZone, *, now: datetime
) -> schemas.CampaignStageView:
    deadline = None if kept is None else kept.deadline
    return schemas.CampaignStageView(
        stage=stage.code,
        name=TextView.model_validate(stage.name),
        role=stage.role,
        optional=stage.is_optional,
        deadline=None if deadline is None else deadline.last_day,
        ends_at=None if deadline is None else deadline.ends_at(zone),
        overdue=deadline is not None and deadline.has_passed(now, zone),
        reason=None if kept is None else kept.reason,
    )
