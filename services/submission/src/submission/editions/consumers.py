"""Events in: editions and derivation sets, from instrument.edition."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1, EditionRetiredV1, Node
from contracts.registry import encode
from contracts.topics import EDITION
from kit.consumer import BatchConsumer, Received, refuse
from kit.database import Database, Session
from kit.messaging import Broker
from rules.published import scale_of
from rules.text import Text
from submission.editions.domain.edition import Edition, Title
from submission.editions.usecases.keep import (
    ChangedEditionError,
    keep_derivation_set,
    keep_edition,
    keep_retirement,
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

    An event that contradicts what is known, or itself, changes nothing and is refused alone.
    """
    for received in batch:
        try:
            await _apply(session, received)
        except (ChangedEditionError, _ContradictionError) as error:
            refuse(session, received, str(error))


async def _apply(session: Session, received: Received) -> None:
    match received.event:
        case EditionPublishedV1() as event:
            await keep_edition(session, _edition(event), body=encode(event).decode())
        case EditionRetiredV1() as event:
            await keep_retirement(session, event.edition_code)
        case DerivationsPublishedV1() as event:
            await keep_derivation_set(
                session,
                event.edition_code,
                event.derivation_set_version,
                content_hash=event.content_hash,
                floors=dict[str, str]((event.coverage_floors or {}).items()),
            )


def _edition(event: EditionPublishedV1) -> Edition:
    answered = [node for node in event.nodes if node.kind in ("indicator", "criterion")]
    scales = {scale.code: scale_of(scale) for scale in event.scales}
    scale_codes = {node.code: node.scale_code or "" for node in answered}
    unknown = sorted(set(scale_codes.values()) - set(scales))
    if unknown:
        raise _ContradictionError(f"{event.edition_code} has no scale {unknown[0]!r}")
    return Edition(
        code=event.edition_code,
        instrument_code=event.instrument_code,
        content_hash=event.content_hash,
        period_kind=event.period_kind,
        scales=scales,
        scale_codes=scale_codes,
        with_na={
            node.code
            for node in answered
            if (node.not_applicable or event.not_applicable) != "refuse"
        },
        titles=[*_titles(event)],
        parents={node.code: node.parent_code for node in event.nodes},
    )


def _titles(event: EditionPublishedV1) -> Iterator[Title]:
    """Yield what is answered with its name and that of its aspect, in the edition's order."""
    nodes = {node.code: node for node in event.nodes}
    for node in event.nodes:
        if node.kind in ("indicator", "criterion"):
            group = _group(node, nodes)
            yield Title(
                node.code, Text(node.name.id, node.name.en), Text(group.name.id, group.name.en)
            )


def _group(node: Node, nodes: Mapping[str, Node]) -> Node:
    """Return the aspect above a node; without one, the node just above."""
    above = [node]
    while len(above) <= len(nodes) and (parent := nodes.get(above[-1].parent_code or "")):
        above.append(parent)
    return next((each for each in above if each.kind == "aspect"), above[min(1, len(above) - 1)])
