"""Find where a stage stands, and all that its steps require."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from rules.stage_roles import StageAct
from rules.text import Text
from submission.approvals.domain.approval import Approval
from submission.approvals.usecases.find_movements import find_movements
from submission.approvals.usecases.find_standing import find_standing
from submission.assessments.domain.checklist import checklist_of
from submission.assessments.domain.completeness import Gap, gaps, natural
from submission.assessments.store import decisions as answers
from submission.assessments.store import drafts
from submission.assessments.usecases.check_answering import check_answering
from submission.assessments.usecases.check_assessor import check_assessor, check_role
from submission.assessments.usecases.check_goes_on import why_unchanged
from submission.assessments.usecases.check_in_time import why_late
from submission.assessments.usecases.check_open_for_decisions import find_unvisited, lacking
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line, find_line, find_stages
from submission.assignments.usecases.check_assigner import assigner_of
from submission.assignments.usecases.find_deciders import find_deciders
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import StageState
from submission.campaigns.store import campaigns, stages
from submission.editions import store as editions
from submission.editions.domain.edition import Edition
from submission.minutes.usecases.find_minutes import signed_minutes
from submission.minutes.usecases.say_verdict import verdict_of
from submission.people.usecases.find import check_employed
from submission.stages import store as disputes
from submission.stages.domain.steps import Situation, Step, missing_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """An assessment, all its stages, and where they stand."""

    assessment: Assessment
    stages: Line
    states: Sequence[StageState]

    def state_of(self, line: Line) -> StageState:
        """Return where the last of these stages stands."""
        return self.states[len(line) - 1]

    def line_of(self, state: StageState) -> Line:
        """Return the stages up to the one that stands so, that one last."""
        return self.stages[: state.position + 1]


async def find_states(session: Session, assessment: Assessment) -> Found:
    """Return all stages of an assessment, and where they stand."""
    all_stages = await find_stages(session, assessment)
    states = await stages.of_assessment(session, assessment, all_stages)
    return Found(assessment=assessment, stages=all_stages, states=states)


async def find_for_step(
    session: Session,
    assessment_id: UUID,
    code: str,
    principal: Principal,
    *,
    act: StageAct,
    clock: Clock,
) -> tuple[Found, StageState]:
    """Return a locked assessment with its stages, and the one that somebody may do this at.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: Its campaign has no such stage.
        Forbidden: The role may not, or the agency is that of the token, and it ended or the stage
            is not the first; or see `check_employed`.
    """
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    line = await find_line(session, assessment, code)
    check_role(principal, line[-1], act)
    check_assessor(principal, assessment, line)
    await check_answering(session, principal, assessment, clock=clock)
    await check_employed(session, principal.subject, clock=clock)
    found = await find_states(session, assessment)
    return found, found.state_of(line)


async def situation_of(
    session: Session,
    found: Found,
    state: StageState,
    *,
    clock: Clock,
    reasons: Mapping[str, str] | None = None,
) -> Situation:
    """Return all that the steps of a stage require; `reasons`: of gaps that have one."""
    assessment = found.assessment
    known = await gaps_of(session, found, state)
    stage = found.stages[state.position]
    disputed = await disputes.open_codes(session, assessment.assessment_id, state.stage)
    drafted = await _drafted(session, assessment, state.stage)
    second = await _second(session, found, state)
    is_judged = False
    if stage.has_verdict:
        is_judged = (await verdict_of(session, assessment, stage.code)).is_present
    open_gaps = [gap for gap in known if gap.indicator_code not in (reasons or {})]
    codes = [gap.indicator_code for gap in open_gaps]
    return Situation(
        stages=found.stages,
        states=found.states,
        state=state,
        over=await why_unchanged(session, assessment, clock=clock),
        late=await why_late(session, assessment, state.stage, clock=clock),
        gaps=open_gaps,
        deciders=await find_deciders(session, assessment, stage, codes, clock=clock),
        assigner=await assigner_of(session, assessment, is_first=state.position == 0),
        drafted=[code for code in drafted if code not in (reasons or {})],
        disputed=disputed,
        minutes=await signed_minutes(session, assessment) if stage.minutes else (),
        unvisited=await find_unvisited(session, assessment, found.line_of(state)),
        is_judged=is_judged,
        movements=second.movements,
        is_approved=second.is_approved,
        rejections=second.rejections,
        is_consented=second.is_consented,
    )


class _Second(NamedTuple):
    """What closing a stage needs of others than those who worked on it, and what there is."""

    movements: Sequence[Text] = ()
    is_approved: bool = False
    rejections: Sequence[Approval] = ()
    is_consented: bool = False


async def _second(session: Session, found: Found, state: StageState) -> _Second:
    """Return what stands of a submitted stage; another one is not closed next."""
    if state.state != "submitted":
        return _Second()
    line = found.line_of(state)
    standing = await find_standing(session, found.assessment, line)
    predicate = standing.content.outcome.predicate
    return _Second(
        await find_movements(session, found.assessment, line, predicate),
        is_approved=bool(standing.approvals),
        rejections=standing.rejections,
        is_consented=bool(standing.consents),
    )


async def gaps_of(session: Session, found: Found, state: StageState) -> list[Gap]:
    """Return what is not answered as a stage requires."""
    edition = await find_edition(session, found.assessment)
    newest = await answers.all_newest(session, found.assessment.assessment_id)
    line = [stage.code for stage in found.line_of(state)]
    kind = await campaigns.kind_of(session, found.assessment.campaign_code)
    return [*gaps(newest, line, checklist_of(edition, kind))]


async def _drafted(session: Session, assessment: Assessment, stage: str) -> list[str]:
    """Return the indicators of which something is typed at a stage, itself or a criterion."""
    edition = await find_edition(session, assessment)
    typed = await drafts.present(session, assessment.assessment_id, stage)
    return sorted({edition.indicator_of(draft.indicator_code) for draft in typed}, key=natural)


async def find_edition(session: Session, assessment: Assessment) -> Edition:
    """Return the edition of an assessment, which was known when its campaign was opened."""
    edition = await editions.find(session, assessment.edition_code)
    if edition is None:
        raise LookupError(f"the edition {assessment.edition_code} of an assessment is not known")
    return edition


def require(step: Step, situation: Situation) -> None:
    """Require that a step lacks nothing.

    Raises:
        Conflict: It lacks something; all of it is named, with who can do it.
    """
    if lacks := missing_for(step, situation):
        raise lacking(lacks, pointer="stage", state=situation.state.state)
