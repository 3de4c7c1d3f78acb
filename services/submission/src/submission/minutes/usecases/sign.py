"""Sign minutes for a side, exactly in the form that the signer has seen."""

from dataclasses import dataclass
from uuid import UUID

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from submission.assessments.usecases.check_assessor import act_for_agency, check_once
from submission.assessments.usecases.check_goes_on import check_goes_on
from submission.assessments.usecases.find import find_assessment
from submission.assessments.usecases.find_stage import find_line
from submission.assignments.usecases.check_assigned import check_no_conflict
from submission.campaigns.domain.stages import Side
from submission.minutes.domain.signed import SignedMinutes
from submission.minutes.usecases.check_side import role_for
from submission.minutes.usecases.check_under_way import check_under_way
from submission.minutes.usecases.find_minutes import find_in
from submission.minutes.usecases.keep_visited import keep_visited
from submission.people.usecases.find import check_employed
from submission.signatures.domain import Document
from submission.signatures.usecases.sign import sign


@dataclass(frozen=True, slots=True, kw_only=True)
class Signing:
    """What is signed: minutes whose document has this hash, for one side."""

    assessment_id: UUID
    minutes_id: UUID
    sha256: str
    side: Side


async def sign_minutes(
    session: Session, signing: Signing, principal: Principal, *, clock: Clock
) -> tuple[SignedMinutes, bool]:
    """Return the minutes, and whether the signature is new. Nobody signs for both sides.

    Raises:
        NotFound: There is no such assessment within reach, or it has no such minutes.
        Unprocessable, Forbidden: See `role_for`; an assessor has no conflict of interest; or see
            `check_employed`.
        Conflict: The document is another one now, or the person signed it for the other side; the
            assessment ended with its agency, or the stage takes nothing now.
    """
    await check_employed(session, principal.subject, clock=clock)
    assessment = await find_assessment(session, signing.assessment_id, principal, lock=True)
    present = await find_in(session, assessment, signing.minutes_id)
    record = present.minutes.record
    line = await find_line(session, assessment, record.stage)
    role = await role_for(
        session, principal, assessment, line, kind=record.kind, side=signing.side, clock=clock
    )
    if signing.side == "assessor":
        codes = [each.indicator_code for each in record.findings]
        await check_no_conflict(
            session, principal, assessment, line=line, indicator_codes=codes, clock=clock
        )
        await check_once(session, assessment, record.stage, principal, pointer="minutes_id")
    else:
        await act_for_agency(session, assessment, principal)
    if not any(each.subject == principal.subject for each in present.counting):
        await check_goes_on(session, assessment, line, clock=clock)
        await check_under_way(session, assessment, line, pointer="minutes_id")
    document = Document("minutes", signing.minutes_id, present.sha256)
    _, is_new = await sign(
        session, document, principal, seen=signing.sha256, role=role, clock=clock
    )
    if is_new:
        await keep_visited(session, assessment)
    return await find_in(session, assessment, signing.minutes_id), is_new
