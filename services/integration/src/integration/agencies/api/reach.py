"""Which agencies a principal reaches."""

from functools import partial
from typing import Final

from integration.agencies import store
from kit.auth import Principal, Units
from kit.database import Session
from rules.agency import AGENCY

_AGENCIES: Final = Units(AGENCY, kept_at="agencies")


def root_of(principal: Principal) -> str:
    """Return the agency whose subtree a principal is bound to.

    Raises:
        Forbidden: The token is bound to no agency.
    """
    return _AGENCIES.root_of(principal)


async def visible_to(session: Session, principal: Principal) -> set[str]:
    """Return the agencies that a principal may see.

    Raises:
        Forbidden: The token is bound to no agency.
    """
    return await store.subtree(session, root_of(principal))


async def check_agency(
    session: Session, principal: Principal, agency_code: str, *, pointer: str
) -> None:
    """Check that the caller reaches an agency that the request names.

    Raises:
        NotFound: See `Units.check_reach`.
    """
    line_of = partial(store.line, session)
    await _AGENCIES.check_reach(principal, agency_code, line_of, pointer=pointer)
