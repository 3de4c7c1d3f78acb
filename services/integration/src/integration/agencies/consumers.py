"""Events in: agencies, to check unit maps and to know which facts a principal may see."""

from collections.abc import Sequence

from contracts.events.agency import AgencyChangedV2
from contracts.topics import AGENCY
from integration.agencies.domain import Agency
from integration.agencies.usecases.keep import keep_agencies
from kit.consumer import BatchConsumer, Received
from kit.database import Database, Session
from kit.messaging import Broker

GROUP = "integration"
TOPICS = (AGENCY.name,)


def create_consumers(database: Database, broker: Broker) -> list[BatchConsumer]:
    """Return the consumers of the service."""
    return [
        BatchConsumer(broker=broker, database=database, group=GROUP, topics=TOPICS, handler=handle)
    ]


async def handle(session: Session, batch: Sequence[Received]) -> None:
    """Apply a batch of events; the other types of the topic are ignored."""
    agencies = [_agency(item.event) for item in batch if isinstance(item.event, AgencyChangedV2)]
    if agencies:
        await keep_agencies(session, agencies)


def _agency(event: AgencyChangedV2) -> Agency:
    return Agency(
        agency_code=event.agency_code,
        name=event.name,
        agency_kind=event.agency_kind,
        parent_code=event.parent_code,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        revision=event.revision,
        predecessor_codes=event.predecessor_codes,
    )
