"""Who reaches what among the agencies of this service."""

from functools import partial
from typing import Final

from kit.auth import Principal, Units
from kit.database import Session
from rules.agency import AGENCY
from submission.agencies import store

AGENCIES: Final = Units(AGENCY)


async def check_reach(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Check that the caller reaches an agency. `pointer` leads to where it is named.

    Raises:
        NotFound: See `Units.check_reach`.
    """
    line_of = partial(store.line, session)
    await AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)
