"""Keep the newest place of each agency, as the events of submission tell them."""

from collections.abc import Iterable

from instrument.agencies import store
from instrument.agencies.domain import Agency
from kit.database import Session


async def keep_agencies(session: Session, agencies: Iterable[Agency]) -> None:
    """Store the newest state of each agency; a state older than the stored one is ignored."""
    in_order = sorted(agencies, key=lambda agency: (agency.agency_code, agency.revision))
    newest = {agency.agency_code: agency for agency in in_order}
    await store.save(session, [*newest.values()])
