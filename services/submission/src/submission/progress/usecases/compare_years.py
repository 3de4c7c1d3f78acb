"""Find the agencies whose final value does not improve on the year before."""

from collections.abc import Collection, Mapping, Sequence
from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from rules.period import Period, containing
from submission.agencies import store as agencies
from submission.agencies.domain import Agency
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.stages import CampaignKind, stages_of
from submission.campaigns.usecases.find import find_campaign
from submission.progress.domain.years import Comparison, YearPart, compare, predecessor_in
from submission.progress.store import parts, years
from submission.scores.store import scores


async def not_improving(
    session: Session, campaign_code: str, principal: Principal
) -> Sequence[Comparison]:
    """Return the agencies within reach whose value is not shown to be higher, by their codes.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    present = await find_campaign(session, campaign_code, principal)
    campaign, root = present.campaign, AGENCIES.root_of(principal)
    rows = await parts.parts(session, campaign_code, root_code=root)
    ids = [row.assessment_id for row in rows]
    found = await compare_years(session, ids, kind=campaign.kind, period=campaign.period)
    return [each for each in found if each.outcome != "higher"]


async def compare_years(
    session: Session, assessment_ids: Collection[UUID], *, kind: CampaignKind, period: Period
) -> Sequence[Comparison]:
    """Hold assessments of a period, of campaigns of a kind, against the year before.

    They are returned in order of the codes of their agencies.
    """
    stages = stages_of(kind)
    last = stages[-1].code
    now = await years.by_id(session, assessment_ids, last_stage=last)
    known = await with_predecessors(session, [part.agency_code for part in now])
    before = await _year_before(session, kind, period, known, last_stage=last)
    ids = [each.assessment_id for found in (now, *before.values()) for each in found]
    tracks = await scores.of_assessments(session, ids)
    return [compare(part, predecessor_in(part, before, known), stages, tracks) for part in now]


async def with_predecessors(session: Session, codes: Collection[str]) -> dict[str, Agency]:
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
    session: Session,
    kind: CampaignKind,
    period: Period,
    codes: Collection[str],
    *,
    last_stage: str,
) -> Mapping[str, Sequence[YearPart]]:
    before = containing(period.code, period.kind, year_offset=-1)
    by_agency: dict[str, list[YearPart]] = {}
    if before is None:
        return by_agency
    found = await years.of_period(session, kind, before, agency_codes=codes, last_stage=last_stage)
    for part in found:
        by_agency.setdefault(part.agency_code, []).append(part)
    return by_agency
