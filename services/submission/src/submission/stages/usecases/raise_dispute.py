"""Raise a dispute: the assessed agency contests what a submitted stage says of an indicator."""

from dataclasses import dataclass
from typing import Final
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, refuse
from kit.ids import new_id
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.domain.open_for_decisions import Lack, either, ended, not_open, roles_of
from submission.assessments.usecases.check_answering import check_assessed
from submission.assessments.usecases.check_assessor import act_for_agency
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.check_open_for_decisions import lacking
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.campaigns.domain.stage_state import Act
from submission.editions.domain.naming import check_named
from submission.people.usecases.find import check_employed
from submission.stages import store
from submission.stages.domain.dispute import Dispute
from submission.stages.usecases.situation import Found, find_edition, find_states

_NOT_YOURS: Final = Text(
    "Sanggahan hanya dapat diajukan oleh instansi yang dinilai.",
    "Only the assessed agency can raise a dispute.",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Contest:
    """What is contested, and why."""

    assessment_id: UUID
    stage: str
    indicator_code: str
    reason: str


async def raise_dispute(
    session: Session, contest: Contest, principal: Principal, *, clock: Clock
) -> tuple[Dispute, bool]:
    """Return the dispute, and whether it is new. The open one for the same reason stays.

    Raises:
        NotFound: There is no such assessment within reach.
        Forbidden: The token is not of the assessed agency.
        Unprocessable: There is no such stage or indicator, or it is the agency's own stage.
        Conflict: The assessment ended, it is not submitted, its deadline has passed, or the open
            one has another reason.
    """
    assessment = await find_assessment(session, contest.assessment_id, principal, lock=True)
    await check_assessed(session, principal, assessment, _NOT_YOURS, clock=clock)
    await check_employed(session, principal.subject, clock=clock)
    line = await find_line(session, assessment, contest.stage, pointer="/stage")
    await check_goes_on(session, assessment, line, clock=clock)
    if len(line) == 1:
        refuse([_own_stage(contest.stage)])
    edition = await find_edition(session, assessment)
    refuse(check_named([contest.indicator_code], edition, pointer="/indicator_code"))
    present = await store.find_open(
        session, assessment.assessment_id, contest.stage, indicator_code=contest.indicator_code
    )
    if present is not None:
        if present.reason == contest.reason:
            return present, False
        raise _other_reason(present)
    _check_submitted(await find_states(session, assessment), len(line) - 1)
    # What is contested too late could not be returned, but would hold the closing back.
    await check_in_time(session, assessment, line, clock=clock, pointer="/stage")
    await act_for_agency(session, assessment, principal)
    raised = _raised(contest, Act(principal.subject, clock.now()))
    await store.add(session, raised)
    return raised, True


def _raised(contest: Contest, act: Act) -> Dispute:
    return Dispute(
        dispute_id=new_id(),
        assessment_id=contest.assessment_id,
        stage=contest.stage,
        indicator_code=contest.indicator_code,
        reason=contest.reason,
        raised=act,
    )


def _check_submitted(found: Found, position: int) -> None:
    state, stage = found.states[position], found.stages[position]
    if state.state == "submitted":
        return
    if state.state == "waiting":
        lack = not_open(found.stages, found.states, state)
    elif state.state == "open":
        roles = roles_of(stage, "submission")
        lack = Lack(
            requirement="stage_submitted",
            text=Text(
                f"tahap {stage.code} belum diajukan oleh peran {either(roles).id}; sanggahan"
                " diajukan setelah itu",
                f"the role {either(roles).en} has not submitted the stage {stage.code}; a dispute"
                " is raised after that",
            ),
            roles=roles,
        )
    else:
        lack = ended(state)
    raise lacking([lack], pointer="/stage", state=state.state)


def _own_stage(stage: str) -> Refusal:
    return Refusal(
        "/stage",
        Text(
            f"{stage} adalah tahap instansi sendiri; yang disanggah adalah tahap sesudahnya",
            f"{stage} is the agency's own stage: later stages are contested",
        ),
    )


def _other_reason(present: Dispute) -> Conflict:
    return Conflict(
        Text(
            "Sudah ada sanggahan terbuka atas indikator ini dengan alasan lain; peran yang menilai"
            " pada tahap itu harus menjawabnya dahulu.",
            "There is an open dispute about this indicator for another reason; the role that"
            " decides at the stage must answer it first.",
        ),
        errors=[Refusal("/reason", Text("berbeda", "differs"))],
        extra={"dispute_id": str(present.dispute_id), "reason": present.reason},
    )
