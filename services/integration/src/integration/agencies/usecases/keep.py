"""Keep the newest state of the agencies that the submission service tells of."""

from collections.abc import Iterable

from integration.agencies import store
from integration.agencies.domain import Agency
from kit.database import Session


async def keep_agencies(session: Session, told: Iterable[Agency]) -> None:
    """Store the newest state of each agency; an older one than the stored is passed over."""
    newest: dict[str, Agency] = {}
    for agency in told:
        held = newest.get(agency.agency_code)
        if held is None or held.revision < agency.revision:
            newest[agency.agency_code] = agency
    await store.save(session, sorted(newest.values(), key=lambda agency: agency.agency_code))
