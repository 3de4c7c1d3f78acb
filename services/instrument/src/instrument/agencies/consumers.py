"""Events in: agencies, to know who stands above the owner of an instrument."""

from collections.abc import Sequence
from typing import Final

from contracts.events.agency import AgencyChangedV2
from contracts.topics import AGENCY
from instrument.agencies.domain import Agency
from instrument.agencies.usecases.keep import keep_agencies
from kit.consumer import BatchConsumer, Received
from kit.database import Database, Session
from kit.messaging import Broker

GROUP: Final = "instrument"
TOPICS: Final = (AGENCY.name,)


def create_consumers(database: Database, broker: Broker) -> list[BatchConsumer]:
    """Return the consumers of the service."""
    return [
        BatchConsumer(broker=broker, database=database, group=GROUP, topics=TOPICS, handler=handle)
    ]


async def handle(session: Session, batch: Sequence[Received]) -> None:
    """Apply a batch of events; the other types of the topic are ignored."""
    agencies = [
        Agency(item.event.agency_code, item.event.parent_code, item.event.revision)
        for item in batch
        if isinstance(item.event, AgencyChangedV2)
    ]
    if agencies:
        await keep_agencies(session, agencies)
