"""Return indicators of a submitted stage: they alone open again, each with its reason."""

from dataclasses import dataclass, replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from submission.assessments.usecases.check_assessor import act_for_own, check_judging
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act, StagePassage, StageState
from submission.editions.domain.naming import check_named
from submission.stages.usecases.situation import (
    find_edition,
    find_for_step,
    require,
    situation_of,
)
from submission.stages.usecases.submit import Named, keep


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """The indicators that are returned, each with its reason."""

    assessment_id: UUID
    stage: str
    indicators: Named


async def return_indicators(
    session: Session, wanted: Return, principal: Principal, *, clock: Clock
) -> StageState:
    """Return where the stage stands now. The same return again changes nothing.

    Raises:
        NotFound, Unprocessable, Forbidden: See `find_for_step` and `check_judging`.
        Unprocessable: It names what is no indicator, or something twice.
        Conflict: The stage is not submitted, or its deadline has passed: extended first, so that
            what is returned can be submitted again.
    """
    found, state = await find_for_step(
        session, wanted.assessment_id, wanted.stage, principal, act="returns", clock=clock
    )
    reasons = dict(wanted.indicators)
    if state.state == "open" and state.returned == reasons:
        return state
    await check_judging(
        session,
        found.assessment,
        found.line_of(state),
        principal,
        indicator_codes=[*reasons],
        clock=clock,
    )
    edition = await find_edition(session, found.assessment)
    codes = [code for code, _ in wanted.indicators]
    refuse(check_named(codes, edition, pointer="/indicators/{}/indicator_code"))
    require("returns", await situation_of(session, found, state, clock=clock))
    await act_for_own(session, found.assessment, principal)
    return await open_again(
        session, found.assessment, state, reasons, act=Act(principal.subject, clock.now())
    )


async def open_again(
    session: Session,
    assessment: Assessment,
    state: StageState,
    reasons: dict[str, str],
    *,
    act: Act,
) -> StageState:
    """Open indicators of a stage again, beside those that were returned before and not yet sent."""
    again = replace(
        state,
        state="open",
        revision=state.revision + 1,
        returned={**state.returned, **reasons},
    )
    passed = StagePassage(stage=state.stage, passage="returned", act=act, indicators=reasons)
    await keep(session, assessment.assessment_id, [again], passed=passed)
    return again
