"""List what leaders took note of in a campaign, also of what the list says no more."""

from collections.abc import Sequence
from dataclasses import dataclass

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.consequences.domain.acknowledgement import Acknowledgement
from submission.consequences.store import acknowledgements
from submission.consequences.usecases.judge import Wanted, assessed_parts, judge_campaign


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted:
    """What somebody took note of, of which agency, and whether the list says the same now."""

    agency_code: str
    acknowledgement: Acknowledgement
    is_current: bool


async def list_acknowledgements(
    session: Session, campaign_code: str, principal: Principal, wanted: Wanted, *, clock: Clock
) -> Sequence[Noted]:
    """Return what was taken note of within reach, the first one first. Nothing is ever left out.

    Raises:
        NotFound: The token's subtree takes part in no such campaign.
    """
    listed = await judge_campaign(session, campaign_code, principal, wanted, clock=clock)
    present = {(each.assessment_id, each.entry.rule.code, each.sha256) for each in listed}
    parts = await assessed_parts(session, campaign_code, principal, wanted)
    codes = {assessment_id: code for code, assessment_id in parts.items()}
    return [
        Noted(
            agency_code=codes[each.assessment_id],
            acknowledgement=each,
            is_current=(each.assessment_id, each.rule_code, each.sha256) in present,
        )
        for each in await acknowledgements.of_assessments(session, codes)
    ]
