"""Submit a stage: complete, or with a reason for each indicator that is not.

From then on its levels are frozen, until some are returned.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import refuse
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_assessor import check_once
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.stage_state import Act, StagePassage, StageState
from submission.campaigns.store import stages
from submission.editions.domain.naming import check_named
from submission.links.usecases.find_stage_evidence import find_unread
from submission.stages.usecases.situation import (
    find_edition,
    find_for_step,
    gaps_of,
    require,
    situation_of,
)

_GAP: Final = "/gaps/{}/indicator_code"
# Indicators in the order in which they were named, each with a reason.
Named = Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Submission:
    """What is submitted; `gaps`: the indicators that are not answered, each with its reason."""

    assessment_id: UUID
    stage: str
    gaps: Named = ()


async def submit_stage(
    session: Session, submission: Submission, principal: Principal, *, clock: Clock
) -> StageState:
    """Return where the stage stands now. The same submission again changes nothing.

    Raises:
        NotFound, Unprocessable, Forbidden: See `find_for_step`; a person at another tier, or after
            the first stage one with a conflict of interest.
        Unprocessable: A gap names what is no indicator, what is answered, or something twice.
        Conflict: It is not open, or its time is over; or something is not answered for no reason.
    """
    found, state = await find_for_step(
        session,
        submission.assessment_id,
        submission.stage,
        principal,
        act="submission",
        clock=clock,
    )
    assessment, reasons = found.assessment, dict(submission.gaps)
    if state.state == "submitted" and state.gaps == reasons:
        return state
    await check_once(session, assessment, state.stage, principal)
    line = found.line_of(state)
    if len(line) > 1:  # the first stage is what the agency says; a later one is a judgement
        await check_no_conflict(session, principal, assessment, line=line, clock=clock)
    edition = await find_edition(session, assessment)
    refuse(check_named([code for code, _ in submission.gaps], edition, pointer=_GAP))
    situation = await situation_of(session, found, state, reasons=reasons, clock=clock)
    require("submission", situation)
    known = {gap.indicator_code for gap in await gaps_of(session, found, state)}
    refuse(_answered(submission.gaps, known))
    act = Act(principal.subject, clock.now())
    unread = await find_unread(session, assessment, line)
    submitted = replace(_submitted(state, act, gaps=reasons), unread=unread)
    passed = _passage(submitted, act, revision=assessment.revision)
    await keep(session, assessment.assessment_id, [submitted], passed=passed)
    return submitted


async def keep(
    session: Session,
    assessment_id: UUID,
    states: Sequence[StageState],
    *,
    passed: StagePassage,
) -> None:
    """Write where stages stand, and what happened."""
    await stages.save(session, assessment_id, states)
    await stages.add_passage(session, assessment_id, passed)


def _answered(named: Named, known: set[str]) -> Iterator[Refusal]:
    for place, (code, _) in enumerate(named):
        if code not in known:
            yield Refusal(
                _GAP.format(place),
                Text(f"{code} sudah lengkap", f"{code} is complete: it leaves no gap"),
            )


def _submitted(state: StageState, act: Act, *, gaps: Mapping[str, str]) -> StageState:
    return replace(
        state,
        state="submitted",
        revision=state.revision + 1,
        returned={},
        gaps=gaps,
        submitted=act,
    )


def _passage(submitted: StageState, act: Act, *, revision: int) -> StagePassage:
    return StagePassage(
        stage=submitted.stage,
        passage="submitted",
        act=act,
        indicators=submitted.gaps,
        revision=revision,
    )
