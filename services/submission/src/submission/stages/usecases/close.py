"""Close a submitted stage: it takes nothing any more, and the next one opens."""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.outbox import emit
from submission.agencies.events import SOURCE
from submission.assessments.usecases.check_assessor import act_for_own, check_judging
from submission.campaigns.domain.stage_state import Act, StagePassage, StageState, following
from submission.campaigns.store import assessments
from submission.links.usecases.find_stage_evidence import find_unread
from submission.stages import events
from submission.stages.usecases.situation import find_for_step, require, situation_of
from submission.stages.usecases.submit import keep


async def close_stage(
    session: Session, assessment_id: UUID, code: str, principal: Principal, *, clock: Clock
) -> StageState:
    """Return where the stage stands now. A closed stage stays as it is.

    Raises:
        NotFound, Unprocessable, Forbidden: See `find_for_step` and `check_judging`.
        Conflict: It was not submitted, or a dispute about it is open.
    """
    found, state = await find_for_step(
        session, assessment_id, code, principal, act="closing", clock=clock
    )
    if state.state == "closed":
        return state
    await check_judging(session, found.assessment, found.line_of(state), principal, clock=clock)
    require("closing", await situation_of(session, found, state, clock=clock))
    await act_for_own(session, found.assessment, principal)
    act = Act(principal.subject, clock.now())
    unread = state.unread
    if unread is None:  # the release before submitted it
        unread = await find_unread(session, found.assessment, found.line_of(state))
    closed = replace(state, state="closed", revision=state.revision + 1, closed=act, unread=unread)
    passed = StagePassage(stage=code, passage="closed", act=act)
    await keep(session, assessment_id, [closed], passed=passed)
    coming = following(found.states, state.position)
    if coming is not None:
        opened = replace(coming, state="open", revision=coming.revision + 1, opened=act)
        begun = StagePassage(stage=coming.stage, passage="opened", act=act)
        await keep(session, assessment_id, [opened], passed=begun)
    revision = found.assessment.revision + 1
    await assessments.set_revision(session, assessment_id, revision)
    event = events.stage_closed(assessment_id, revision, code, act=act)
    await emit(session, [event], source=SOURCE, clock=clock)
    return closed
