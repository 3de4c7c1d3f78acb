"""Which agencies a token reaches: its own and all below it."""

from functools import partial
from typing import Final
from uuid import UUID

from kit.auth import Principal, Units
from kit.awaited import awaiting
from kit.database import Session
from kit.errors import NotFound, missing
from rules.agency import AGENCY
from rules.text import Text
from scoring.state.domain.opening import Opening
from scoring.state.store import agency, assessment

AGENCIES: Final = Units(AGENCY, kept_at="agencies")


async def find_opening(session: Session, assessment_id: UUID, principal: Principal) -> Opening:
    """Return the opening of an assessment within reach.

    Raises:
        NotFound: There is no such assessment.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    AGENCIES.root_of(principal)
    found = (await assessment.find(session, [assessment_id])).get(assessment_id)
    if found is None:
        raise no_assessment(assessment_id)
    await check_owner(session, principal, found.agency_code, pointer="assessment_id")
    return found


def no_assessment(assessment_id: UUID) -> NotFound:
    """Return the error that there is no such assessment; it may have been opened just now."""
    error = missing(
        "assessment_id", Text("Penilaian ini tidak ada.", "There is no such assessment.")
    )
    return awaiting(error, f"assessments/{assessment_id}")


async def check_reach(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Let pass who reaches an agency that the request names.

    Raises:
        NotFound, Forbidden: See `Units.check_reach`.
    """
    line_of = partial(agency.line, session)
    await AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)


async def check_owner(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Let pass who reaches the agency that a thing belongs to.

    Raises:
        NotFound, Forbidden: See `Units.check_owner`.
    """
    line_of = partial(agency.line, session)
    await AGENCIES.check_owner(principal, agency_code, line_of, pointer=pointer)
