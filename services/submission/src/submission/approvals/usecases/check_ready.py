"""Check that the state of a stage can be approved: it was submitted, and is not worked on."""

from kit.clock import Clock
from kit.database import Session
from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either, not_open, roles_of
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import STATE_NAMES
from submission.campaigns.domain.stages import Stage
from submission.campaigns.store import stages


async def check_ready(
    session: Session, assessment: Assessment, line: Line, *, pointer: str, clock: Clock
) -> None:
    """Check that the last of these stages was submitted or closed. The assessment is locked.

    What is closed can be approved for ever: publication may come after the end of its campaign.

    Raises:
        Conflict: It is open, waits, or was skipped; the answer says who can do what is missing. Or
            it is not closed, and the assessment takes nothing any more.
    """
    all_stages = await find_stages(session, assessment)
    states = await stages.of_assessment(session, assessment, all_stages)
    state, stage = states[len(line) - 1], line[-1]
    if state.state == "closed":
        return
    await check_goes_on(session, assessment, line, clock=clock, is_approval=True)
    if state.state == "submitted":
        return
    if state.state == "waiting":
        lack = not_open(all_stages, states, state)
    elif state.state == "skipped":
        lack = _skipped(stage)
    else:
        lack = _worked_on(stage)
    raise lacking([lack], pointer=pointer, state=state.state)


def _skipped(stage: Stage) -> Lack:
    name = STATE_NAMES["skipped"]
    return Lack(
        requirement="stage_submitted",
        text=Text(f"tahap {stage.code} {name.id}", f"the stage {stage.code} {name.en}"),
    )


def _worked_on(stage: Stage) -> Lack:
    roles = roles_of(stage, "submission")
    return Lack(
        requirement="stage_submitted",
        text=Text(
            f"tahap {stage.code} masih dikerjakan dan harus diajukan dahulu oleh peran"
            f" {either(roles).id}",
            f"the stage {stage.code} is still worked on and must be submitted first, by the role"
            f" {either(roles).en}",
        ),
        roles=roles,
    )
