"""Events in: what was due for agencies, and what is done of it, from submission.followup.

The group is its own: it may lie behind the one that reads agencies, and neither waits for the
other. All of it can be read again from the beginning.
"""

from collections.abc import Sequence
from typing import Final

from contracts.events.followup import FollowupsChangedV1
from contracts.topics import FOLLOWUP
from integration.followups.domain import ToldQuarter, ToldRecommendation
from integration.followups.usecases.keep import keep_quarters
from kit.clock import SystemClock
from kit.consumer import BatchConsumer, Received
from kit.database import Database, Session
from kit.messaging import Broker

GROUP: Final = "integration-followups"
TOPICS: Final = (FOLLOWUP.name,)


def create_consumers(database: Database, broker: Broker) -> list[BatchConsumer]:
    """Return the consumers of the wing."""
    return [
        BatchConsumer(broker=broker, database=database, group=GROUP, topics=TOPICS, handler=handle)
    ]


async def handle(session: Session, batch: Sequence[Received]) -> None:
    """Apply a batch of events; the other types of the topic are ignored."""
    told = [_quarter(each.event) for each in batch if isinstance(each.event, FollowupsChangedV1)]
    await keep_quarters(session, told, clock=SystemClock())


def _quarter(event: FollowupsChangedV1) -> ToldQuarter:
    return ToldQuarter(
        agency_code=event.agency_code,
        period=event.period,
        revision=event.revision,
        due=[
            ToldRecommendation(
                recommendation_id=str(each.recommendation_id),
                revision=each.revision,
                agency_code=each.agency_code,
                carried_by=each.carried_by,
                deadline=each.deadline,
                followed_up_on=each.followed_up_on,
                is_instruction=each.is_instruction,
                is_done=each.is_done,
            )
            for each in event.due
        ],
    )
