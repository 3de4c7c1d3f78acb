"""Review a link: the assessors of the open stage accept or reject it, with a reason.

A link is reviewed for its own use: one item may prove one indicator and not another.
"""

from dataclasses import replace
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Conflict, Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.assessments.usecases.check_assessor import (
    check_assessor,
    check_once,
    check_role,
    own_agency,
)
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.check_in_time import check_in_time
from submission.assessments.usecases.check_responsible import check_responsible
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import Line
from submission.assignments.usecases.check_assigned import check_assigned
from submission.campaigns.domain.assessment import Assessment
from submission.campaigns.domain.stage_state import Act
from submission.campaigns.domain.stages import Stage
from submission.links.domain.link import Link, Review, ReviewState
from submission.links.store import reviews as store
from submission.links.store import risks
from submission.links.usecases.find import check_taken, find_line_now, find_link
from submission.people.usecases.find import check_employed


async def review_link(
    session: Session,
    assessment_id: UUID,
    link_id: UUID,
    principal: Principal,
    *,
    state: ReviewState,
    reason: str,
    clock: Clock,
) -> tuple[Link, bool]:
    """Return the link, and whether the review is new. The same again at a stage changes nothing.

    Raises:
        NotFound: There is no such link within reach.
        Forbidden: Somebody else assesses it at the stage, or the caller made it; or see
            `check_employed`.
        Conflict: It was removed, or the stage takes nothing about its indicator now.
    """
    assessment = await find_assessment(session, assessment_id, principal, lock=True)
    link = await find_link(session, assessment_id, link_id)
    await check_employed(session, principal.subject, clock=clock)
    line = await find_line_now(session, assessment)
    await _check_assesses(session, principal, assessment, line, link, clock=clock)
    stage, newest = line[-1].code, link.review
    if newest is not None and (newest.stage, newest.state, newest.reason) == (stage, state, reason):
        return link, False
    if link.removed is not None:
        raise _was_removed()
    await check_in_time(session, assessment, line, clock=clock)
    await check_taken(session, assessment, line, link.indicator_code)
    review = Review(
        number=1 if newest is None else newest.number + 1,
        stage=stage,
        state=state,
        reason=reason,
        reviewed=Act(principal.subject, clock.now()),
    )
    await store.add(session, link, review)
    await risks.mark(session, [assessment_id], clock.now())
    return replace(link, review=review), True


async def _check_assesses(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    line: Line,
    link: Link,
    *,
    clock: Clock,
) -> None:
    stage = line[-1]
    if stage.role in stage.respondents:
        raise _nobody_assesses(stage)
    check_role(principal, stage, "levels", pointer="link_id")
    check_assessor(principal, assessment, line)
    if await check_responsible(session, principal, assessment, line):
        raise own_agency(stage)
    await check_goes_on(session, assessment, line, clock=clock)
    await check_assigned(
        session,
        principal,
        assessment,
        line=line,
        named=[(link.indicator_code, "link_id")],
        is_answer=False,
        clock=clock,
    )
    await check_once(session, assessment, stage.code, principal, pointer="link_id")
    if link.made.by == principal.subject:
        raise Forbidden(
            Text(
                "Anda yang mengaitkan data dukung ini; orang lain yang menilainya.",
                "You linked this evidence; somebody else reviews it.",
            ),
            errors=[Refusal("link_id", Text("memerlukan orang lain", "needs another person"))],
        )


def _nobody_assesses(stage: Stage) -> Conflict:
    told = Text(
        f"pada tahap {stage.code} instansi menjawab sendiri; data dukung dinilai pada tahap"
        " sesudahnya",
        f"at the stage {stage.code} the agency answers itself; evidence is reviewed at later"
        " stages",
    )
    return Conflict(
        Text(f"{told.id[0].upper()}{told.id[1:]}.", f"{told.en[0].upper()}{told.en[1:]}."),
        errors=[Refusal("link_id", told)],
    )


def _was_removed() -> Conflict:
    return Conflict(
        Text("Kaitan ini sudah dihapus.", "This link was removed."),
        errors=[Refusal("link_id", Text("sudah dihapus", "was removed"))],
    )
