"""List who has to do what by when in a campaign."""

from collections.abc import Sequence

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.usecases.find import find_campaign
from submission.progress.domain.reminder import Reminder, most_urgent_first, reminder_of
from submission.progress.usecases.survey import survey


async def find_reminders(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> Sequence[Reminder]:
    """Return the reminders of the agencies within reach; none unless the campaign is open.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    present = await find_campaign(session, campaign_code, principal, for_answering=clock)
    if present.state != "open":
        return []
    found = await survey(session, present, root_code=AGENCIES.root_of(principal), clock=clock)
    assigned = await find_assigned(session, campaign_code, None, clock=clock)
    now = clock.now()
    reminders = [reminder_of(part, found.outline, assigned, now=now) for part in found.parts]
    return most_urgent_first([each for each in reminders if each is not None])
