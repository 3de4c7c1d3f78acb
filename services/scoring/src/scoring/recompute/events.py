"""A choice of another derivation set as the cause of what it moves."""

from datetime import datetime

from contracts.events.assessment import DerivationsChosenV1
from scoring.state.events.scores import Cause


def choice_cause(event_id: str, partition: int, offset: int, event_time: datetime) -> Cause:
    """Return a choice of a derivation set as a cause."""
    return Cause(
        event_id=event_id,
        event_type=DerivationsChosenV1.TYPE,
        topic=DerivationsChosenV1.TOPIC,
        partition=partition,
        offset=offset,
        event_time=event_time,
    )
