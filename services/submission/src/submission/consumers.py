"""What the submission service hears: editions and derivation sets, from instrument.edition."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1, EditionRetiredV1
from contracts.topics import EDITION
from kit.batch import refuse
from kit.broker import Broker
from kit.consumer import BatchConsumer
from kit.database import Database, Session
from kit.received import Received
from submission.domain.edition import Edition, Scale
from submission.usecases.learn_edition import (
    ChangedEditionError,
    learn_derivation_set,
    learn_edition,
    learn_retirement,
)

GROUP: Final = "submission"
TOPICS: Final = (EDITION.name,)


class _ContradictionError(ValueError):
    """An event contradicts itself."""


def create_consumers(database: Database, broker: Broker) -> list[BatchConsumer]:
    """Return the consumers of the service."""
    return [
        BatchConsumer(broker=broker, database=database, group=GROUP, topics=TOPICS, handler=handle)
    ]


async def handle(session: Session, batch: Sequence[Received]) -> None:
    """Apply a batch of events of editions.

    One that contradicts what is known, or itself, has changed nothing and is refused alone.
    """
    for received in batch:
        try:
            await _apply(session, received)
        except (ChangedEditionError, _ContradictionError) as error:
            refuse(session, received, str(error))


async def _apply(session: Session, received: Received) -> None:
    match received.event:
        case EditionPublishedV1() as event:
            await learn_edition(session, _edition(event))
        case EditionRetiredV1() as event:
            await learn_retirement(session, event.edition_code)
        case DerivationsPublishedV1() as event:
            await learn_derivation_set(
                session,
                event.edition_code,
                event.derivation_set_version,
                content_hash=event.content_hash,
            )


def _edition(event: EditionPublishedV1) -> Edition:
    scales = {
        scale.code: Scale(
            kind=scale.kind,
            minimum=Fraction(scale.minimum),
            maximum=Fraction(scale.maximum),
            levels=tuple(Fraction(level.value) for level in scale.levels),
        )
        for scale in event.scales
    }
    indicators = {
        node.code: node.scale_code or ""
        for node in event.nodes
        if node.kind in ("indicator", "criterion")
    }
    unknown = sorted(set(indicators.values()) - set(scales))
    if unknown:
        raise _ContradictionError(f"{event.edition_code} has no scale {unknown[0]!r}")
    return Edition(
        code=event.edition_code,
        content_hash=event.content_hash,
        period_kind=event.period_kind,
        scales=scales,
        indicators=indicators,
    )
