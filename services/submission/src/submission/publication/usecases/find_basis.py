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
from submission.minutes.store import verdicts
from submission.publication.domain.publication import AnsweredPublication
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
    earlier: Sequence[AnsweredPublication],
    publisher: str | None,
) -> Found:
    """Return what publishing a stage rests on.

    `earlier`: what was asked for of the assessment. `publisher`: their own approval does not count.

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
        invalid=await _invalid(session, assessment, stages, position=state.position),
        later=_later(stages, earlier, position=state.position),
        links=len(standing.content.evidence.links),
    )
    return Found(basis, standing)


async def _invalid(
    session: Session, assessment: Assessment, stages: Line, *, position: int
) -> str | None:
    """Return why the review says that the result is not valid; what is the agency's own is not."""
    for stage in stages:
        if position > 0 and stage.has_verdict:
            said = await verdicts.newest(session, assessment.assessment_id, stage.code)
            return said.reason if said.validity == "not_valid" else None
    return None


def _later(stages: Line, earlier: Sequence[AnsweredPublication], *, position: int) -> Sequence[str]:
    asked = {each.publication.stage for each in earlier if each.state != "refused"}
    return [stage.code for stage in stages[position + 1 :] if stage.code in asked]


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
