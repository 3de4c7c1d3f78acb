"""Find a calendar within reach."""

from kit.auth import Principal
from kit.database import Session
from kit.errors import NotFound, missing
from rules.text import Text
from submission.agencies import store as agencies
from submission.agencies.usecases.check_reach import AGENCIES
from submission.calendars import store
from submission.calendars.domain import KeptCalendar


async def find_calendar(
    session: Session, code: str, principal: Principal, *, lock: bool = False
) -> KeptCalendar:
    """Return a calendar of an agency within reach.

    Raises:
        NotFound: There is none.
    """
    found = await store.find(session, code, lock=lock)
    if found is None or not await is_reached(session, found, principal):
        raise unknown(code)
    return found


async def is_reached(session: Session, found: KeptCalendar, principal: Principal) -> bool:
    """Say whether the agency of a calendar is within reach."""
    line = await agencies.line(session, found.calendar.agency_code)
    return AGENCIES.root_of(principal) in line


def unknown(code: str) -> NotFound:
    """Return the error for a calendar that does not exist."""
    return missing(
        "calendar_code", Text(f"Kalender {code} tidak ada.", f"There is no calendar {code}.")
    )
