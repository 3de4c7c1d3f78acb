"""Which agencies a token reaches: its own and all below it."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Final
from uuid import UUID

from kit.auth import Principal, Units
from kit.clock import SystemClock
from kit.database import Session
from kit.errors import ServiceError, Unavailable, missing
from rules.agency import AGENCY
from rules.refusal import Refusal
from rules.text import Text
from scoring.state.domain.opening import Opening
from scoring.state.store import agency, assessment

AGENCIES: Final = Units(AGENCY)

# Events take milliseconds; after a minute something else is wrong than that they are on their way.
_IN_THE_MAKING: Final = timedelta(minutes=1)
_WITH_TIME: Final = 7
_BITS_AFTER_TIME: Final = 80


async def find_opening(session: Session, assessment_id: UUID, principal: Principal) -> Opening:
    """Return the opening of an assessment within reach.

    Raises:
        NotFound: There is no such assessment.
        Unavailable: Its opening may be on its way.
        Forbidden: Its agency is outside the subtree of the token's agency.
    """
    AGENCIES.root_of(principal)
    found = (await assessment.find(session, [assessment_id])).get(assessment_id)
    if found is None:
        raise no_assessment(assessment_id)
    await check_owner(session, principal, found.agency_code, pointer="assessment_id")
    return found


def no_assessment(assessment_id: UUID) -> ServiceError:
    """Return the error that there is no such assessment, or that it may be in the making.

    Its opening arrives as an event, a moment after submission has given the id out; the id itself
    says when that was. So the answer tells nobody whether there is one.
    """
    if _is_new(assessment_id):
        return Unavailable(
            Text(
                "Penilaian ini baru saja dibuka dan sedang disiapkan. Coba lagi sebentar lagi.",
                "This assessment was opened just now and is being made. Try again in a moment.",
            ),
            errors=[Refusal("assessment_id", Text("belum siap", "is not ready yet"))],
            headers={"Retry-After": "2"},
        )
    return missing(
        "assessment_id", Text("Penilaian ini tidak ada.", "There is no such assessment.")
    )


def _is_new(assessment_id: UUID) -> bool:
    """Say whether an id was given out a moment ago; a UUIDv7 begins with its milliseconds."""
    if assessment_id.version != _WITH_TIME:
        return False
    made_at = datetime.fromtimestamp((assessment_id.int >> _BITS_AFTER_TIME) / 1000, UTC)
    return abs(SystemClock().now() - made_at) < _IN_THE_MAKING


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
