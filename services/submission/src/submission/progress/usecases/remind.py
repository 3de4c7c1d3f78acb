"""List who has to do what by when in a campaign."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import Agency, zone_of
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments import store as assignments
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
    kept = (await deadlines.of_campaign(session, campaign_code)).get(stage.code)
    deadline = None if kept is None else kept.deadline
    answered = await store.answered(session, campaign_code, stage.code)
    assigned = await assignments.of_agency(session, campaign_code, None)
    known = await _known_agencies(session, root)
    now, found = clock.now(), []
    for assessment_id, agency in await store.parts(session, campaign_code, root_code=root):
        lacking = unanswered(
            [*edition.scale_codes], answered.get(assessment_id, ()), edition.parents
        )
        if not lacking:
            continue
        of_it = [each for each in assigned if each.agency_code in (None, agency)]
        found.append(
            reminder_of(
                lacking,
                deadline,
                zone_of(agency, known),
                now=now,
                assessment_id=assessment_id,
                agency_code=agency,
                stage=stage.code,
                who=who_answers(lacking, of_it, edition.parents),
            )
        )
    return most_urgent_first(found)


async def _known_agencies(session: Session, root: str) -> dict[str, Agency]:
    """Return the agencies of a subtree, and all above its root: their zones count below."""
    above = await agencies.find_all(session, await agencies.line(session, root))
    below = {each.code: each for each in await agencies.in_subtree(session, root)}
    return {**above, **below}
