"""Find an offer of one of the two agencies that it concerns."""

from uuid import UUID

from kit.auth import Principal
from kit.database import Session
from kit.errors import NotFound, missing
from rules.text import Text
from submission.agencies.usecases.check_reach import check_reach
from submission.offers import store
from submission.offers.domain import OfferSide
from submission.offers.store import NamedOffer


async def find_offer(
    session: Session,
    offer_id: UUID,
    principal: Principal,
    *,
    agency_code: str,
    side: OfferSide | None = None,
) -> NamedOffer:
    """Return an offer that an agency made or received; `side`: only what it made, or received.

    Raises:
        NotFound, Forbidden: The agency is not within reach.
        NotFound: It has no such offer.
    """
    await check_reach(session, principal, agency_code, pointer="agency_code")
    found = await store.find(session, offer_id)
    if found is None:
        raise _no_offer()
    sides = {"made": found.offer.parent_code, "received": found.offer.agency_code}
    if agency_code not in [code for name, code in sides.items() if side in (None, name)]:
        raise _no_offer()
    return found


def _no_offer() -> NotFound:
    return missing("offer_id", Text("Tawaran ini tidak ada.", "There is no such offer."))
