"""List who has to do what by when in a campaign."""

from collections.abc import Sequence
from typing import NamedTuple

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies.usecases.check_reach import AGENCIES
from submission.assignments.usecases.find_assigned import find_assigned
from submission.campaigns.usecases.find import find_campaign
from submission.performance.domain.closing import PERIODS
from submission.performance.domain.standing import PeriodStanding
from submission.performance.domain.standing import most_urgent_first as periods_first
from submission.progress.domain.reminder import Reminder, most_urgent_first, reminder_of
from submission.progress.usecases.survey import survey


class Reminders(NamedTuple):
    """What is to be done at open stages, and what is asked for of periods; each in its order."""

    stages: Sequence[Reminder]
    periods: Sequence[PeriodStanding]


async def find_reminders(
    session: Session, campaign_code: str, principal: Principal, *, clock: Clock
) -> Reminders:
    """Return the reminders of the agencies within reach.

    Of stages there are none unless the campaign is open; a month or quarter is asked for until a
    leader has closed it. A unit sees what it is responsible for, and nothing of the period.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    present = await find_campaign(session, campaign_code, principal, for_answering=clock)
    if present.state != "open" and present.campaign.period.kind not in PERIODS:
        return Reminders([], [])
    found = await survey(session, present, root_code=AGENCIES.root_of(principal), clock=clock)
    now = clock.now()
    standings = [each.period for each in found.parts if each.period and each.units is None]
    periods = periods_first(standings, now)
    if present.state != "open":
        return Reminders([], periods)
    assigned = await find_assigned(session, campaign_code, None, clock=clock)
    reminders = [reminder_of(part, found.outline, assigned, now=now) for part in found.parts]
    return Reminders(most_urgent_first([each for each in reminders if each is not None]), periods)
