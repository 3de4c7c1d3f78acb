"""Find how a stage moved the predicate; each movement needs a second person before it closes."""

from kit.database import Session
from rules.text import Text
from submission.approvals.domain.approval import movements
from submission.assessments.store import decisions
from submission.assessments.usecases.find_outcome import find_arithmetic
from submission.assessments.usecases.find_stage import Line, find_stages
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import before
from submission.campaigns.domain.stages import up_to
from submission.campaigns.store import stages


async def find_movements(
    session: Session, assessment: Assessment, line: Line, predicate: Text | None
) -> list[Text]:
    """Return how the last of these stages, which has this predicate now, moved it.

    It is held against the stage before that was not skipped, and against what was submitted before.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    where = assessment.assessment_id
    known = await stages.of_assessment(session, assessment, await find_stages(session, assessment))
    earlier, previous = before(known, len(line) - 1), None
    if earlier is not None:
        arithmetic = await find_arithmetic(session, assessment, up_to(line, earlier.stage))
        previous = arithmetic.outcome(await decisions.all_newest(session, where)).predicate
    arithmetic = await find_arithmetic(session, assessment, line)
    revisions = [
        each.revision
        for each in await stages.passages(session, where)
        if each.stage == line[-1].code and each.revision is not None
    ]
    submitted = [
        arithmetic.outcome(await decisions.all_newest(session, where, until=each)).predicate
        for each in revisions
    ]
    return movements(predicate, before=previous, submitted=submitted, is_first=earlier is None)
