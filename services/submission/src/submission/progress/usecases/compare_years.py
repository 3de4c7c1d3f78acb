"""Find the agencies whose final value does not improve on the year before."""

from collections.abc import Collection, Mapping, Sequence

from kit.auth import Principal
from kit.database import Session
from rules.period import containing
from submission.agencies import store as agencies
from submission.agencies.domain import Agency
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.campaign import Campaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.usecases.find import find_campaign
from submission.progress.domain.years import Comparison, YearPart, compare, predecessor_in
from submission.progress.store import parts, years
from submission.scores import store as scores


async def not_improving(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[Comparison]:
    """Return the agencies within reach whose value is not shown to be higher, by their codes.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    present = await find_campaign(session, campaign_code, principal)
    campaign, stages = present.campaign, stages_of(present.campaign.kind)
    root, last = AGENCIES.root_of(principal), stages[-1].code
    rows = await parts.parts(session, campaign_code, root_code=root)
    now = await years.by_id(session, [row.assessment_id for row in rows], last_stage=last)
    known = await _with_predecessors(session, [part.agency_code for part in now])
    before = await _year_before(session, campaign, last, known)
    ids = [each.assessment_id for found in (now, *before.values()) for each in found]
    tracks = await scores.of_assessments(session, ids)
    found = [compare(part, predecessor_in(part, before, known), stages, tracks) for part in now]
    return [each for each in found if each.outcome != "higher"]


async def _with_predecessors(session: Session, codes: Collection[str]) -> dict[str, Agency]:
    """Return agencies and whom they took over from, and these from others, by their codes."""
    known: dict[str, Agency] = {}
    wanted = {*codes}
    while wanted:
        found = await agencies.find_all(session, wanted)
        known |= found
        wanted = {each for agency in found.values() for each in agency.predecessor_codes}
        wanted -= known.keys()
    return known


async def _year_before(
    session: Session, campaign: Campaign, last_stage: str, codes: Collection[str]
) -> Mapping[str, Sequence[YearPart]]:
    period = containing(campaign.period.code, campaign.period.kind, year_offset=-1)
    by_agency: dict[str, list[YearPart]] = {}
    if period is None:
        return by_agency
    found = await years.of_period(
        session, campaign.kind, period, agency_codes=codes, last_stage=last_stage
    )
    for part in found:
        by_agency.setdefault(part.agency_code, []).append(part)
    return by_agency
