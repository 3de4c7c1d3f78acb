"""Check that successors enter campaigns while there is time to answer in them."""

from datetime import datetime

from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies.domain import TimeZone
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import deadlines
from submission.reorganisations.domain.request import AnyRequest
from submission.reorganisations.domain.situation import AssessmentChange, Plan


async def check_entries(
    session: Session, request: AnyRequest, plan: Plan, *, zone: TimeZone, now: datetime
) -> None:
    """Check that successors have at least their first day to answer.

    Raises:
        Conflict: The first deadline of a campaign has passed by then. All such campaigns are named,
            each with the agency whose coordinator can extend the deadline before.
    """
    entered = {each.campaign.campaign.code: each.campaign.campaign for each in _begun(plan)}
    late: list[tuple[Campaign, str, Deadline]] = []
    for code, campaign in sorted(entered.items()):
        first, *_ = stages_of(campaign.kind)
        kept = (await deadlines.of_campaign(session, code)).get(first.code)
        if kept is None:
            continue
        if kept.deadline.has_passed(now, zone) or kept.deadline.last_day < request.day:
            late.append((campaign, first.code, kept.deadline))
    if late:
        raise _late(late, zone)


def _begun(plan: Plan) -> list[AssessmentChange]:
    return [each for each in plan.assessments if each.effect == "begins"]


def _late(late: list[tuple[Campaign, str, Deadline]], zone: TimeZone) -> Conflict:
    return Conflict(
        Text(
            "Instansi penerus akan ikut dalam kegiatan yang batas waktunya sudah lewat. Perpanjang"
            " batas waktunya dahulu.",
            "A successor would enter a campaign whose deadline has passed. Extend the deadline"
            " first.",
        ),
        errors=[
            Refusal("effective_on", _deadline(campaign, stage, deadline.told(zone)))
            for campaign, stage, deadline in late
        ],
        extra={
            "late": [
                {
                    "campaign_code": campaign.code,
                    "stage": stage,
                    "deadline": deadline.last_day.isoformat(),
                    "extended_by": campaign.agency_code,
                }
                for campaign, stage, deadline in late
            ]
        },
    )


def _deadline(campaign: Campaign, stage: str, told: Text) -> Text:
    code, owner = campaign.code, campaign.agency_code
    return Text(
        f"tahap {stage} kegiatan {code} berakhir pada {told.id}; koordinator instansi {owner} dapat"
        " memperpanjangnya disertai alasan",
        f"the stage {stage} of the campaign {code} ends at {told.en}; a coordinator of the agency"
        f" {owner} can extend it with a reason",
    )
