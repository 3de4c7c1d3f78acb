"""Check that a stage takes records: it has been opened, and has not ended."""

from kit.database import Session
from submission.assessments.domain.open_for_decisions import ended, not_open
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.store import stages


async def check_under_way(
    session: Session, assessment: Assessment, line: Line, *, pointer: str
) -> None:
    """Check that the last of these stages is open or submitted. The assessment is locked.

    Raises:
        Conflict: It waits for the stage before, or has ended; the answer says who can do what is
            missing.
    """
    all_stages = await find_stages(session, assessment)
    states = await stages.of_assessment(session, assessment, all_stages)
    state = states[len(line) - 1]
    if state.state == "waiting":
        lack = not_open(all_stages, states, state)
    elif state.state in ("closed", "skipped"):
        lack = ended(state)
    else:
        return
    raise lacking([lack], pointer=pointer, state=state.state)
