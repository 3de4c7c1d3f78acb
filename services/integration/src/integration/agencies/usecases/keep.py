"""Keep the newest state of the agencies, as the events of submission tell them."""

from collections.abc import Iterable

from integration.agencies import store
from integration.agencies.domain import Agency
from kit.database import Session


async def keep_agencies(session: Session, agencies: Iterable[Agency]) -> None:
    """Store the newest state of each agency; a state older than the stored one is ignored."""
    newest: dict[str, Agency] = {}
    for agency in agencies:
        held = newest.get(agency.agency_code)
        if held is None or held.revision < agency.revision:
            newest[agency.agency_code] = agency
    await store.save(session, sorted(newest.values(), key=lambda agency: agency.agency_code))
