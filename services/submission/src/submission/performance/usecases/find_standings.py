"""Find where the periods of many agencies of a campaign stand, in a fixed number of queries."""

from collections.abc import Collection, Mapping
from uuid import UUID

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, TimeZone, today_in, zone_of
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import assessments, deadlines, stages
from submission.performance.domain.closing import PERIODS, Situation
from submission.performance.domain.standing import PeriodOf, PeriodStanding, last_of, standing_of
from submission.performance.store import standings


async def find_standings(
    session: Session, present: KeptCampaign, assessment_ids: Collection[UUID], *, clock: Clock
) -> Mapping[UUID, PeriodStanding]:
    """Return where the periods of assessments of a campaign stand, by assessment.

    Nothing of a campaign that is planned, or that assesses no month and no quarter.
    """
    campaign = present.campaign
    if campaign.period.kind not in PERIODS or present.state == "planned":
        return {}
    line = stages_of(campaign.kind)
    states = await stages.of_assessments(session, assessment_ids, line)
    accounts = await standings.accounts(session, assessment_ids)
    commented = await standings.commented(session, assessment_ids)
    passages = await standings.passages(session, assessment_ids)
    kept = await deadlines.of_campaign(session, campaign.code)
    deadline = last_of(each.deadline for each in kept.values())
    parts = await assessments.of_ids(session, assessment_ids)
    known = await agencies.find_all(
        session, await agencies.line(session, *{each.agency_code for each in parts})
    )
    found: dict[UUID, PeriodStanding] = {}
    for each in parts:
        key, zone = each.assessment_id, zone_of(each.agency_code, known)
        today = today_in(zone, clock.now())
        is_over = present.state == "closed" or each.why_ended(today) is not None
        situation = Situation(
            period=campaign.period,
            today=today,
            stages=line,
            states=states[key],
            final=accounts[key].final,
            newest=accounts[key].newest,
            commented=commented[key],
            is_over=is_over,
        )
        period = _period_of(each, known[each.agency_code], situation, zone=zone)
        found[key] = standing_of(period, situation, passages[key], deadline)
    return found


def _period_of(
    assessment: Assessment, agency: Agency, situation: Situation, *, zone: TimeZone
) -> PeriodOf:
    has_ended = agency.has_ended_by(situation.today)
    return PeriodOf(
        assessment_id=assessment.assessment_id,
        agency_code=agency.code,
        answering=agency.parent_code if has_ended else agency.code,
        above=agency.parent_code,
        zone=assessment.time_zone or zone,
        ended_on=assessment.ended_on,
    )
