"""Show where stages stand: who did what and when, and what is missing for the steps ahead."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.assessments.domain.open_for_decisions import Lack, roles_of
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.campaigns.domain.stage_state import StagePassage, StageState
from submission.campaigns.domain.stages import Stage
from submission.campaigns.store import stages
from submission.publication import store as publications
from submission.publication.domain.requirements import missing_for_publication
from submission.publication.usecases.find import answered
from submission.publication.usecases.find_basis import find_basis
from submission.stages.domain.steps import Step, missing_for, steps_ahead
from submission.stages.usecases.situation import Found, find_states, situation_of


@dataclass(frozen=True, slots=True, kw_only=True)
class StepAhead:
    """A step that comes next, the roles that make it, and what it still lacks.

    `publish` is a step of the assessment: it hands the state of a closed stage over.
    """

    step: Step | Literal["publish"]
    roles: Sequence[str]
    lacks: Sequence[Lack]


@dataclass(frozen=True, slots=True, kw_only=True)
class StageOverview:
    """A stage, where it stands, what happened to it, and the steps ahead."""

    stage: Stage
    state: StageState
    passed: Sequence[StagePassage]
    steps: Sequence[StepAhead]


async def list_overviews(
    session: Session, assessment_id: UUID, principal: Principal, *, clock: Clock
) -> list[StageOverview]:
    """Return all stages of an assessment in their order.

    Raises:
        NotFound: There is no such assessment within reach.
    """
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    found = await find_states(session, assessment)
    passed = await stages.passages(session, assessment_id)
    return [
        await _overview(session, found, state, passed, principal=principal, clock=clock)
        for state in found.states
    ]


async def read_overview(
    session: Session, assessment_id: UUID, code: str, principal: Principal, *, clock: Clock
) -> StageOverview:
    """Return one stage of an assessment.

    Raises:
        NotFound: There is no such assessment within reach.
        Unprocessable: Its campaign has no such stage.
    """
    assessment = await find_assessment(session, assessment_id, principal, for_answering=clock)
    line = await find_line(session, assessment, code)
    found = await find_states(session, assessment)
    passed = await stages.passages(session, assessment_id)
    state = found.state_of(line)
    return await _overview(session, found, state, passed, principal=principal, clock=clock)


async def _overview(
    session: Session,
    found: Found,
    state: StageState,
    passed: Sequence[StagePassage],
    *,
    principal: Principal,
    clock: Clock,
) -> StageOverview:
    stage = found.stages[state.position]
    ahead = steps_ahead(state, stage)
    steps: list[StepAhead] = []
    if state.state == "closed":
        steps = [await _publishing(session, found, state, principal)]
    if ahead:
        situation = await situation_of(session, found, state, clock=clock)
        steps = [
            StepAhead(step=step, roles=roles_of(stage, step), lacks=missing_for(step, situation))
            for step in ahead
        ]
    return StageOverview(
        stage=stage,
        state=state,
        passed=[each for each in passed if each.stage == state.stage],
        steps=steps,
    )


async def _publishing(
    session: Session, found: Found, state: StageState, principal: Principal
) -> StepAhead:
    """Return what publishing a closed stage lacks: for the reader, if they could publish it."""
    roles = roles_of(found.stages[state.position], "publishing")
    where = found.assessment.assessment_id
    earlier = await answered(session, await publications.newest_first(session, where))
    publishes = not principal.roles.isdisjoint(roles)
    basis, _ = await find_basis(
        session,
        found.assessment,
        found.stages,
        found.states,
        state=state,
        earlier=earlier,
        publisher=principal.subject if publishes else None,
    )
    return StepAhead(step="publish", roles=roles, lacks=missing_for_publication(basis))
