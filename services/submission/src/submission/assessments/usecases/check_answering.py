"""Check who answers for an assessed agency: itself, or the agency above once it has ended."""

from kit.auth import Principal
from kit.clock import Clock
from kit.database import Session
from kit.errors import Forbidden
from rules.refusal import Refusal
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.domain import today_in
from submission.agencies.usecases.check_reach import AGENCIES
from submission.campaigns.domain.assessment import Assessment


async def answering_agency(session: Session, assessment: Assessment, *, clock: Clock) -> str | None:
    """Return the code of the agency that answers today; None: it ended, and none is above it."""
    code = assessment.agency_code
    kept = await agencies.find(session, code)
    if kept is None or kept.agency.valid_until is None:
        return code
    today = today_in(await agencies.time_zone(session, code), clock.now())
    return kept.agency.parent_code if kept.agency.has_ended_by(today) else code


async def check_answering(
    session: Session, principal: Principal, assessment: Assessment, *, clock: Clock
) -> None:
    """Check that the agency of the caller has not ended: the agency above answers for it then.

    Raises:
        Forbidden: The token is of the assessed agency, which ended.
    """
    own = AGENCIES.root_of(principal)
    if own != assessment.agency_code or assessment.ended_on is not None:
        return  # what ended with its agency is refused to everybody (`check_goes_on`)
    answering = await answering_agency(session, assessment, clock=clock)
    if answering == own:
        return
    code = assessment.agency_code
    raise Forbidden(
        Text(
            f"Instansi {code} sudah berakhir; untuk penilaian ini yang menjawab adalah instansi di"
            f" atasnya, {answering}.",
            f"The agency {code} has ended: the agency above it, {answering}, answers for this"
            " assessment.",
        ),
        errors=[Refusal("assessment_id", Text("instansi Anda sudah berakhir", "yours has ended"))],
    )


async def check_assessed(
    session: Session,
    principal: Principal,
    assessment: Assessment,
    told: Text,
    *,
    clock: Clock,
    pointer: str = "assessment_id",
) -> None:
    """Check that the caller belongs to the agency that answers.

    Raises:
        Forbidden: The token is of another agency; `told` is the sentence of the refusal. Or it is
            of the assessed agency, which ended.
    """
    await check_answering(session, principal, assessment, clock=clock)
    own = AGENCIES.root_of(principal)
    if own == assessment.agency_code:
        return
    if own != await answering_agency(session, assessment, clock=clock):
        raise Forbidden(
            told, errors=[Refusal(pointer, Text("milik instansi lain", "is another agency's"))]
        )
