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
    """Return the opening of an assessment.

    Raises:
        NotFound: There is no such assessment within reach.
    """
    root = AGENCIES.root_of(principal)
    found = await assessment.find_within(session, assessment_id, root_code=root)
    if found is None:
        raise no_assessment(assessment_id)
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
    """Check that the caller reaches an agency that the request names.

    Raises:
        NotFound: See `Units.check_reach`.
    """
    line_of = partial(agency.line, session)
    await AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)


async def check_reach_of_successors(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Check that the caller reaches an agency or one that took over from it.

    Raises:
        NotFound: See `Units.check_reach`.
    """
    line_of = partial(agency.lines_of_successors, session)
    await AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)
