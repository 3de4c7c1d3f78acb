"""Read how the agencies of a campaign stand: many at once, in a fixed number of queries."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.agencies.domain import zone_of
from submission.agencies.usecases.find_chain import find_chain
from submission.assessments.domain.checklist import checklist_of
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import deadlines, stages
from submission.editions import store as editions
from submission.performance.usecases.find_standings import find_standings
from submission.progress.domain.part import Outline, Part
from submission.progress.store import parts


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A campaign's outline, and the parts of agencies in order of their codes."""

    outline: Outline
    parts: Sequence[Part]


async def outline_of(session: Session, present: KeptCampaign) -> Outline:
    """Return what all parts of a campaign have in common."""
    campaign = present.campaign
    edition = await editions.find(session, campaign.edition_code)
    if edition is None:
        raise LookupError(f"the edition {campaign.edition_code} of a campaign is not known")
    kept = await deadlines.of_campaign(session, campaign.code)
    return Outline(
        campaign_code=campaign.code,
        stages=stages_of(campaign.kind),
        deadlines={stage: each.deadline for stage, each in kept.items()},
        checklist=checklist_of(edition, campaign.kind),
        parents=edition.parents,
    )


async def survey(
    session: Session,
    present: KeptCampaign,
    *,
    root_code: str,
    clock: Clock,
    after: str | None = None,
    limit: int | None = None,
) -> Survey:
    """Return how the agencies of a subtree stand, from behind an agency on.

    Of an agency above the root its part is seen by the units from the root up to that agency.
    """
    chain = await find_chain(session, root_code, clock=clock)
    rows = await parts.parts(
        session,
        present.campaign.code,
        root_code=root_code,
        chain=chain,
        after=after,
        limit=limit,
    )
    codes = chain.codes
    units = {code: codes[: place + 1] for place, code in enumerate(codes) if place}
    return await survey_of(session, present, rows, units=units, clock=clock)


async def survey_of(
    session: Session,
    present: KeptCampaign,
    rows: Sequence[parts.PartRow],
    *,
    units: Mapping[str, Collection[str]] | None = None,
    clock: Clock,
) -> Survey:
    """Return how some assessments of a campaign stand.

    `units`: of agencies whose parts are seen by units only, these units.
    """
    outline = await outline_of(session, present)
    ids = [row.assessment_id for row in rows]
    states = await stages.of_assessments(session, ids, outline.stages)
    decided = await parts.newest(session, ids)
    codes = {row.agency_code for row in rows}
    periods = await find_standings(session, present, ids, clock=clock)
    # With all above them: their zones count below.
    known = await agencies.find_all(session, await agencies.line(session, *codes))
    return Survey(
        outline=outline,
        parts=[
            Part(
                assessment_id=row.assessment_id,
                agency_code=row.agency_code,
                zone=zone_of(row.agency_code, known),
                deadline_zone=row.time_zone or zone_of(row.agency_code, known),
                begins_on=known[row.agency_code].valid_from,
                ended_on=row.ended_on,
                states=states[row.assessment_id],
                decided=decided.get(row.assessment_id, ()),
                units=(units or {}).get(row.agency_code),
                period=periods.get(row.assessment_id),
            )
            for row in rows
        ],
    )
