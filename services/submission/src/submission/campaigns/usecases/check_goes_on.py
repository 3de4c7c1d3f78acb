"""Check that an assessment still takes something: its campaign is not closed, its agency not over.

This is the one rule: decisions, drafts, steps of stages, disputes and their answers ask it.
"""

from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.campaigns.domain.assessment import Assessment, campaign_closed
from submission.campaigns.store import campaigns


async def why_over(session: Session, assessment: Assessment, *, clock: Clock) -> Text | None:
    """Return why an assessment takes nothing any more; None if it does.

    Its campaign was closed; or its agency was merged, split or closed by its own local date. With
    the assessment locked, no closing comes between.
    """
    code = assessment.campaign_code
    if await campaigns.state_of(session, code) == "closed":
        return campaign_closed(code)
    if assessment.ended_on is None:
        return None
    zone = await agencies.time_zone(session, assessment.agency_code)
    why = assessment.why_ended(today_in(zone, clock.now()))
    kept = await agencies.find(session, assessment.agency_code)
    if why is None or kept is None or not kept.agency.successor_codes:
        return why
    some = ", ".join(kept.agency.successor_codes)
    return Text(f"{why.id}; penerusnya {some}", f"{why.en}; {some} took over")


async def check_goes_on(session: Session, assessment: Assessment, *, clock: Clock) -> None:
    """Check that an assessment still takes changes. It is locked.

    Raises:
        Conflict: It takes nothing any more; the history keeps what was decided.
    """
    why = await why_over(session, assessment, clock=clock)
    if why is None:
        return
    raise Conflict(
        Text(
            f"Penilaian ini tidak menerima perubahan lagi: {why.id}. Isinya tetap dapat dibaca.",
            f"This assessment takes no more changes: {why.en}. It stays readable.",
        ),
        errors=[Refusal("assessment_id", why)],
    )
