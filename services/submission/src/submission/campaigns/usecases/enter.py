"""Let agencies take part in an open campaign: each gets an assessment, and an event says so."""

from collections.abc import Sequence

from kit.clock import Clock
from kit.database import Session
from kit.ids import new_id
from kit.outbox import emit
from submission.agencies.events import SOURCE
from submission.campaigns import events
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.campaign import KeptCampaign
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import stages_of
from submission.campaigns.store import assessments, stages


async def enter_campaign(
    session: Session,
    opened: KeptCampaign,
    agency_codes: Sequence[str],
    *,
    opened_by: str,
    clock: Clock,
) -> list[Assessment]:
    """Return the new assessments, each with its first stage open; the agencies were checked."""
    now, campaign = clock.now(), opened.campaign
    parts = [
        Assessment(
            assessment_id=new_id(),
            campaign_code=campaign.code,
            agency_code=code,
            edition_code=campaign.edition_code,
            derivation_set_version=campaign.derivation_set_version,
            period=campaign.period.code,
            revision=1,
            opened_at=now,
        )
        for code in agency_codes
    ]
    await assessments.add_all(session, parts)
    await stages.open_first(session, parts, stages_of(campaign.kind), act=Act(opened_by, now))
    emitted = [events.assessment_opened(part, campaign.kind) for part in parts]
    await emit(session, emitted, source=SOURCE, clock=clock)
    return parts
