"""Find what publishing a stage rests on, and what it still lacks."""

from collections.abc import Sequence
from typing import NamedTuple

from kit.database import Session
from rules.text import Text
from submission.approvals import store as approvals
from submission.approvals.usecases.find_standing import Standing, find_standing
from submission.approvals.usecases.judge import judge_approvals
from submission.assessments.usecases.find_stage import Line
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import StageState
from submission.publication.domain.requirements import Basis


class Found(NamedTuple):
    """What publishing rests on. `standing`: of a stage that has been opened and was not skipped."""

    basis: Basis
    standing: Standing | None


async def find_basis(
    session: Session,
    assessment: Assessment,
    stages: Line,
    states: Sequence[StageState],
    *,
    state: StageState,
    publisher: str | None,
) -> Found:
    """Return what publishing a stage rests on. `publisher`: their own approval does not count.

    Raises:
        Unavailable: The whole of the edition has not come yet.
    """
    if state.state in ("waiting", "skipped"):
        return Found(Basis(stages=stages, states=states, state=state), None)
    standing = await find_standing(session, assessment, stages[: state.position + 1])
    own = [each for each in standing.approvals if each.subject == publisher]
    basis = Basis(
        stages=stages,
        states=states,
        state=state,
        approvals=[each for each in standing.approvals if each.subject != publisher],
        own=own,
        rejections=standing.rejections,
        changes=await _changes(session, assessment, state.stage, standing),
        is_consented=bool(standing.consents),
    )
    return Found(basis, standing)


async def _changes(
    session: Session, assessment: Assessment, stage: str, standing: Standing
) -> Sequence[Text]:
    """Return what the newest approval has not seen, if it is stale and none is valid."""
    if standing.approvals or standing.rejections:
        return ()
    said = await approvals.of_stage(session, assessment.assessment_id, stage)
    stale = [each for each in said if not each.is_of(*standing.content.identity)]
    judged = await judge_approvals(session, assessment, stale[-1:])
    return [change for each in judged for change in each.changes]
