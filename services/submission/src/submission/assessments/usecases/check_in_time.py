"""Check that the time of a stage is not over, for the agency of an assessment."""

from kit.clock import Clock
from kit.database import Session
from submission.agencies import store as agencies
from submission.assessments.domain.out_of_time import too_late
from submission.assessments.usecases.check_open_for_decisions import lacking, state_at
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.deadline import Late
from submission.campaigns.store import campaigns, deadlines


async def why_late(
    session: Session, assessment: Assessment, stage: str, *, clock: Clock
) -> Late | None:
    """Return which deadline of a stage has passed, and who can extend it; None if it has not."""
    code = assessment.campaign_code
    kept = (await deadlines.of_campaign(session, code)).get(stage)
    if kept is None:
        return None
    zone = assessment.time_zone or await agencies.time_zone(session, assessment.agency_code)
    if not kept.deadline.has_passed(clock.now(), zone):
        return None
    return Late(kept.deadline.told(zone), await campaigns.owner_of(session, code))


async def check_in_time(
    session: Session,
    assessment: Assessment,
    line: Line,
    *,
    clock: Clock,
    pointer: str = "assessment_id",
) -> None:
    """Check that the deadline of the last of these stages has not passed.

    Raises:
        Conflict: It has; the answer says who can extend it.
    """
    stage = line[-1]
    late = await why_late(session, assessment, stage.code, clock=clock)
    if late is not None:
        state = await state_at(session, assessment, line)
        raise lacking([too_late(stage, late)], pointer=pointer, state=state.state)
