"""Check that an assessment takes something: its agency is there, and its campaign goes on.

This is the one rule: decisions, drafts, steps of stages, disputes and their answers ask it.
"""

from kit.clock import Clock
from kit.database import Session
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.assessments.domain.open_for_decisions import Lack
from submission.assessments.domain.out_of_time import not_begun, over
from submission.assessments.usecases.check_open_for_decisions import lacking, state_at
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment, campaign_closed, period_closed
from submission.campaigns.store import campaigns


async def why_over(session: Session, assessment: Assessment, *, clock: Clock) -> Lack | None:
    """Return why an assessment takes nothing, not yet or not any more; None if it does.

    Its campaign was closed; or its agency was merged, split or closed, or begins on a day that lies
    ahead, by its own local date. With the assessment locked, no closing comes between.
    """
    code = assessment.campaign_code
    if await campaigns.state_of(session, code) == "closed":
        return over(campaign_closed(code))
    today = today_in(await agencies.time_zone(session, assessment.agency_code), clock.now())
    why = assessment.why_ended(today)
    kept = await agencies.find(session, assessment.agency_code)
    if why is None:
        if kept is not None and today < kept.agency.valid_from:
            return not_begun(assessment.agency_code, kept.agency.valid_from)
        return None
    if kept is None or not kept.agency.successor_codes:
        return over(why)
    some = ", ".join(kept.agency.successor_codes)
    return over(Text(f"{why.id}; penerusnya {some}", f"{why.en}; {some} took over"))


async def why_unchanged(session: Session, assessment: Assessment, *, clock: Clock) -> Lack | None:
    """Return why nothing of an assessment changes: it is over, or a leader closed its period."""
    lack = await why_over(session, assessment, clock=clock)
    if lack is None and assessment.period_closed_at is not None:
        return over(period_closed(assessment.period))
    return lack


async def check_goes_on(
    session: Session, assessment: Assessment, line: Line, *, clock: Clock, is_approval: bool = False
) -> None:
    """Check that an assessment takes changes at the last of these stages. It is locked.

    What a leader closed as a month or quarter changes no more, until it is opened again. It can
    still be approved as it is (`is_approval`).

    Raises:
        Conflict: It takes nothing; what was decided stays readable.
    """
    find = why_over if is_approval else why_unchanged
    lack = await find(session, assessment, clock=clock)
    if lack is not None:
        state = await state_at(session, assessment, line)
        raise lacking([lack], pointer="assessment_id", state=state.state)
