"""List where the periods of a campaign's agencies stand."""

from collections.abc import Sequence
from typing import NamedTuple

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.usecases.find import find_campaign
from submission.performance.domain.closing import PERIODS, ClosingState
from submission.performance.domain.standing import PeriodStanding
from submission.performance.store import overview
from submission.performance.store.overview import PeriodRow
from submission.performance.usecases.find import of_no_period
from submission.performance.usecases.find_standings import find_standings


class ListedPeriod(NamedTuple):
    """The period of an agency, and what is asked for of it."""

    row: PeriodRow
    standing: PeriodStanding


async def list_periods(
    session: Session,
    campaign_code: str,
    principal: Principal,
    *,
    state: ClosingState | None,
    after: str | None,
    limit: int,
    clock: Clock,
) -> Sequence[ListedPeriod]:
    """Return the periods of the agencies within reach, in order of their codes.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
        Unprocessable: It assesses no month and no quarter.
    """
    present = await find_campaign(session, campaign_code, principal)
    campaign = present.campaign
    if campaign.period.kind not in PERIODS:
        raise of_no_period(campaign.code, campaign.period, pointer="campaign_code")
    rows = await overview.periods(
        session,
        campaign.code,
        root_code=AGENCIES.root_of(principal),
        state=state,
        after=after,
        limit=limit,
    )
    ids = [row.assessment_id for row in rows]
    standings = await find_standings(session, present, ids, clock=clock)
    return [ListedPeriod(row, standings[row.assessment_id]) for row in rows]
