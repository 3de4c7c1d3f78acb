"""List who has to do what by when in a campaign."""

from collections.abc import Sequence
from datetime import date, datetime

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, TimeZone, today_in, zone_of
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store as assignments
from submission.campaigns.domain.deadline import Deadline
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import deadlines
from submission.campaigns.usecases.find import find_campaign
from submission.editions import store as editions
from submission.progress import store
from submission.progress.domain import (
    Reminder,
    most_urgent_first,
    reminder_of,
    unanswered,
    who_answers,
)


async def remind(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> Sequence[Reminder]:
    """Return the reminders of the agencies within reach; none unless the campaign is open.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    present = await find_campaign(session, campaign_code, principal)
    edition = await editions.find(session, present.campaign.edition_code)
    if present.state != "open" or edition is None:
        return []
    root = AGENCIES.root_of(principal)
    stage, *_ = stages_of(present.campaign.kind)
    deadline = await _deadline(session, campaign_code, stage.code)
    answered = await store.answered(session, campaign_code, stage.code)
    assigned = await assignments.of_agency(session, campaign_code, None)
    known = await _known_agencies(session, root)
    now, found = clock.now(), []
    codes, parts = [*edition.scale_codes], await store.parts(session, campaign_code, root_code=root)
    for assessment_id, agency, ended_on in parts:
        zone = zone_of(agency, known)
        lacking = unanswered(codes, answered.get(assessment_id, ()), edition.parents)
        if not lacking or _has_ended(ended_on, zone, now):
            continue
        of_it = [each for each in assigned if each.agency_code in (None, agency)]
        found.append(
            reminder_of(
                lacking,
                deadline,
                zone,
                now=now,
                assessment_id=assessment_id,
                agency_code=agency,
                stage=stage.code,
                who=who_answers(lacking, of_it, edition.parents),
            )
        )
    return most_urgent_first(found)


async def _deadline(session: Session, campaign_code: str, stage: str) -> Deadline | None:
    kept = (await deadlines.of_campaign(session, campaign_code)).get(stage)
    return None if kept is None else kept.deadline


def _has_ended(ended_on: date | None, zone: TimeZone, now: datetime) -> bool:
    """Say whether an assessment ended with its agency, by the local date."""
    return ended_on is not None and ended_on <= today_in(zone, now)


async def _known_agencies(session: Session, root: str) -> dict[str, Agency]:
    """Return the agencies of a subtree, and all above its root: their zones count below."""
    above = await agencies.find_all(session, await agencies.line(session, root))
    below = {each.code: each for each in await agencies.in_subtree(session, root)}
    return {**above, **below}
