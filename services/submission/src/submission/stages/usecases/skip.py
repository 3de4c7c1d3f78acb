"""Skip an optional stage that has not been opened; later ones inherit from the one before it."""

from dataclasses import dataclass, replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.assessments.domain.open_for_decisions import ended
from submission.assessments.usecases.check_assessor import check_judging
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.campaigns.domain.stage_state import Act, StagePassage, StageState
from submission.campaigns.store import stages
from submission.stages.usecases.situation import find_for_step, require, situation_of
from submission.stages.usecases.submit import keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Skipping:
    """The stage that is skipped, and why."""

    assessment_id: UUID
    stage: str
    reason: str


async def skip_stage(
    session: Session, wanted: Skipping, principal: Principal, *, clock: Clock
) -> StageState:
    """Return where the stage stands now. The same again changes nothing.

    Raises:
        NotFound, Unprocessable, Forbidden: See `find_for_step` and `check_judging`.
        Conflict: The stage is not optional, or has been opened; or another reason was given.
    """
    found, state = await find_for_step(
        session, wanted.assessment_id, wanted.stage, principal, act="skipping", clock=clock
    )
    if state.state == "skipped":
        if wanted.reason == await _reason(session, wanted.assessment_id, wanted.stage):
            return state
        raise lacking([ended(state)], pointer="stage", state=state.state)
    await check_judging(session, found.assessment, found.line_of(state), principal, clock=clock)
    situation = await situation_of(session, found, state, clock=clock)
    require("skipping", situation)
    act = Act(principal.subject, clock.now())
    skipped = replace(state, state="skipped", revision=state.revision + 1, closed=act)
    passed = StagePassage(stage=wanted.stage, passage="skipped", act=act, reason=wanted.reason)
    await keep(session, wanted.assessment_id, [skipped], passed=passed)
    return skipped


async def _reason(session: Session, assessment_id: UUID, stage: str) -> str:
    passed = await stages.passages(session, assessment_id)
    return next(
        (each.reason for each in passed if each.stage == stage and each.passage == "skipped"), ""
    )
