"""Answer a dispute: accepted, the indicator is returned; rejected, with the reason."""

from dataclasses import dataclass, replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, NotFound, missing
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_assessor import (
    check_assessor,
    check_once,
    check_role,
)
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.stage_state import Act
from submission.people.usecases.find import check_employed
from submission.stages import store
from submission.stages.domain.dispute import DISPUTE_NAMES, Dispute, DisputeEnd
from submission.stages.usecases.give_back import open_again
from submission.stages.usecases.situation import find_states


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    """How a dispute is answered, and why."""

    assessment_id: UUID
    dispute_id: UUID
    state: DisputeEnd
    reason: str


async def answer_dispute(
    session: Session, ending: Ending, principal: Principal, *, clock: Clock
) -> Dispute:
    """Return the answered dispute. The same answer again changes nothing.

    Raises:
        NotFound: There is no such dispute within reach.
        Forbidden: The stage's role answers, and nobody of the assessed agency or with a conflict of
            interest in the indicator.
        Conflict: It was answered in another way, or the assessment ended with its agency. Or it is
            accepted after the deadline of the stage, which is extended first.
    """
    assessment = await find_assessment(session, ending.assessment_id, principal, lock=True)
    present = await find_dispute(session, ending.assessment_id, ending.dispute_id)
    line = await find_line(session, assessment, present.stage)
    check_role(principal, line[-1], "levels", pointer="dispute_id")
    check_assessor(principal, assessment, line)
    await check_employed(session, principal.subject, clock=clock)
    await check_goes_on(session, assessment, line, clock=clock)
    if present.state != "open":
        if (present.state, present.answer) == (ending.state, ending.reason):
            return present
        raise _was_answered(present)
    codes = [present.indicator_code]
    await check_no_conflict(
        session, principal, assessment, line=line, indicator_codes=codes, clock=clock
    )
    await check_once(session, assessment, present.stage, principal, pointer="dispute_id")
    if ending.state == "accepted":
        # The stage decides anew what an acceptance returns.
        await check_in_time(session, assessment, line, clock=clock, pointer="dispute_id")
    act = Act(principal.subject, clock.now())
    answered = replace(present, state=ending.state, answer=ending.reason, answered=act)
    await store.answer(session, answered)
    if ending.state == "accepted":
        found = await find_states(session, assessment)
        reasons = {present.indicator_code: ending.reason}
        await open_again(session, assessment, found.state_of(line), reasons, act=act)
    return answered


async def find_dispute(session: Session, assessment_id: UUID, dispute_id: UUID) -> Dispute:
    """Return a dispute of an assessment within reach.

    Raises:
        NotFound: The assessment has no such dispute.
    """
    found = await store.find(session, assessment_id, dispute_id)
    if found is None:
        raise _no_dispute()
    return found


def _no_dispute() -> NotFound:
    return missing("dispute_id", Text("Sanggahan ini tidak ada.", "There is no such dispute."))


def _was_answered(present: Dispute) -> Conflict:
    state = DISPUTE_NAMES[present.state]
    return Conflict(
        Text(f"Sanggahan ini {state.id}.", f"This dispute was {state.en}."),
        errors=[Refusal("dispute_id", state)],
        extra={"state": present.state},
    )
