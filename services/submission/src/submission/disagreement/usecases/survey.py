"""Read what is compared of a campaign: many assessments, in a fixed number of queries."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.database import Session
from submission.assessments.domain.checklist import checklist_of
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import stages
from submission.disagreement import store
from submission.disagreement.domain.levels import Outline, Part
from submission.editions import store as editions
from submission.progress.store.parts import PartRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Survey:
    """A campaign's outline, and assessments in order of their agencies."""

    outline: Outline
    parts: Sequence[Part]


async def survey_of(session: Session, present: KeptCampaign, rows: Sequence[PartRow]) -> Survey:
    """Return what was decided in some assessments of a campaign."""
    outline = await outline_of(session, present)
    ids = [row.assessment_id for row in rows]
    states = await stages.of_assessments(session, ids, stages_of(present.campaign.kind))
    decided = await store.newest(session, ids)
    return Survey(
        outline=outline,
        parts=[
            Part(
                assessment_id=row.assessment_id,
                agency_code=row.agency_code,
                has_ended=row.ended_on is not None,
                closed={now.stage for now in states[row.assessment_id] if now.state == "closed"},
                decided=decided.get(row.assessment_id, ()),
            )
            for row in rows
        ],
    )


async def outline_of(session: Session, present: KeptCampaign) -> Outline:
    """Return what all assessments of a campaign have in common."""
    campaign = present.campaign
    edition = await editions.find(session, campaign.edition_code)
    if edition is None:
        raise LookupError(f"the edition {campaign.edition_code} of a campaign is not known")
    return Outline(
        stages=[stage.code for stage in stages_of(campaign.kind)],
        indicators=checklist_of(edition, campaign.kind).indicators,
        scales={code: edition.scales[scale] for code, scale in edition.scale_codes.items()},
    )
