"""Events in: one handler for a batch of all topics that scores are made of.

What can be refused for ever is refused here or by the use cases, each message alone: a value that
is not of its fact's kind, what contradicts something published, a level that is not on the scale
of a known edition. What only lacks something that may still come is stored and waits.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV1
from contracts.events.assessment import AssessmentOpenedV1, DerivationsChosenV1, LevelDecidedV1
from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1
from contracts.events.fact import FactObservedV1
from contracts.events.score import Cause
from contracts.facts import FACTS
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT
from kit.clock import Clock, SystemClock
from kit.consumer import BatchConsumer, Handler, Received, refuse
from kit.database import Database, Session
from kit.messaging import Broker
from rules import exact
from rules.period import parse_period
from scoring.recompute.usecases.apply import Batch, apply_batch
from scoring.recompute.usecases.take_facts import ObservedFact
from scoring.recompute.usecases.take_structure import ChangedAgency, Opened, Published
from scoring.rederivation.store import Choice
from scoring.state.domain.agency import Agency
from scoring.state.domain.assessment import Opening
from scoring.state.domain.track import STAGES
from scoring.state.store.fact import Observed
from scoring.state.store.level import Decided
from scoring.state.store.memory import Memory

GROUP: Final = "scoring"
TOPICS: Final = (EDITION.name, AGENCY.name, ASSESSMENT.name, FACT.name)

_STAGES: Final[Mapping[str, int]] = {code: number for number, code in enumerate(STAGES)}


class RefusedError(ValueError):
    """A message that no later message can make good."""


def create_consumers(
    database: Database,
    broker: Broker,
    *,
    max_records: int = 10_000,
    remembered: int = 20_000,
    clock: Clock | None = None,
) -> list[BatchConsumer]:
    """Return the service's one consumer, with a memory of at most `remembered` assessments."""
    memory = Memory(capacity=remembered)
    return [
        BatchConsumer(
            broker=broker,
            database=database,
            group=GROUP,
            topics=TOPICS,
            handler=handler(memory, clock or SystemClock()),
            max_records=max_records,
            on_revoked=memory.forget,
            on_rolled_back=memory.forget,
            clock=clock,
        )
    ]


def handler(memory: Memory, clock: Clock) -> Handler:
    """Return the handler of one worker with its memory."""

    async def handle(session: Session, messages: Sequence[Received]) -> None:
        batch = Batch()
        for received in messages:
            take = _TAKERS.get(type(received.event))
            # Closed stages, retired editions and the news of sources move no score.
            if take is None:
                continue
            try:
                take(batch, received, received.event, _body(received))
            except RefusedError as error:
                refuse(session, received, str(error))
        await apply_batch(session, batch, memory=memory, clock=clock)

    return handle


def _body(received: Received) -> str:
    """Return the event's JSON, fit for a database."""
    if "\0" in received.event_id:
        raise RefusedError("its id holds a NUL character")
    try:
        return (received.record.value or b"").decode()
    except UnicodeDecodeError as error:
        raise RefusedError("it is not UTF-8") from error


def _take_level(batch: Batch, received: Received, event: LevelDecidedV1, body: str) -> None:
    batch.levels.append(
        Decided(
            event.assessment_id,
            event.indicator_code,
            _STAGES[event.stage],
            event.revision,
            event.level,
            body,
            received.event_id,
            received.partition,
            received.offset,
            received.event_time,
            received,
        )
    )


def _take_fact(batch: Batch, received: Received, event: FactObservedV1, body: str) -> None:
    _check_period(event.period)
    _check_value(event.fact, event.status, event.value)
    if event.last_good is not None:
        _check_value(event.fact, event.last_good.status, event.last_good.value)
    if any("\0" in each.record_id for each in event.records):
        raise RefusedError("the id of a record holds a NUL character")
    cause = _cause(received, fact=event.fact, source_code=event.source_code, records=event.records)
    row = Observed(
        event.agency_code,
        event.fact,
        event.period,
        event.source_code,
        event.revision,
        body,
        received.event_id,
        received.partition,
        received.offset,
        received.event_time,
        tuple((each.source_code, each.record_kind, each.record_id) for each in event.records),
    )
    batch.facts.append(ObservedFact(row, cause))


def _take_opening(batch: Batch, received: Received, event: AssessmentOpenedV1, _: str) -> None:
    _check_period(event.period)
    opening = Opening(
        event.assessment_id,
        event.campaign_code,
        event.agency_code,
        event.edition_code,
        event.derivation_set_version,
        event.period,
        event.opened_at,
    )
    batch.structure.openings.append(Opened(opening, _cause(received), received))


def _take_choice(batch: Batch, received: Received, event: DerivationsChosenV1, _: str) -> None:
    choice = Choice(
        event.assessment_id,
        event.revision,
        event.rederivation_id,
        event.campaign_code,
        event.edition_code,
        event.derivation_set_version,
        event.assessment_count,
        event.chosen_by,
        event.chosen_at,
        received.event_id,
        received.partition,
        received.offset,
        received.event_time,
    )
    batch.structure.choices.append(choice)


def _take_agency(batch: Batch, received: Received, event: AgencyChangedV1, _: str) -> None:
    agency = Agency(
        event.agency_code,
        event.name,
        event.agency_kind,
        event.parent_code,
        event.valid_from,
        event.valid_until,
    )
    changed = ChangedAgency(event.revision, agency, _cause(received), received)
    batch.structure.agencies.append(changed)


def _take_edition(batch: Batch, received: Received, event: EditionPublishedV1, body: str) -> None:
    published = Published(body, event.content_hash, _cause(received), received)
    batch.structure.editions.append(published)


def _take_set(batch: Batch, received: Received, event: DerivationsPublishedV1, body: str) -> None:
    published = Published(body, event.content_hash, _cause(received), received)
    batch.structure.sets.append(published)


_TAKERS: Final[Mapping[type[Event], Callable[[Batch, Received, Any, str], None]]] = {
    LevelDecidedV1: _take_level,
    FactObservedV1: _take_fact,
    AssessmentOpenedV1: _take_opening,
    DerivationsChosenV1: _take_choice,
    AgencyChangedV1: _take_agency,
    EditionPublishedV1: _take_edition,
    DerivationsPublishedV1: _take_set,
}


def _cause(received: Received, **about: Any) -> Cause:
    return Cause(
        event_id=received.event_id,
        event_type=received.event_type,
        topic=received.topic,
        partition=received.partition,
        offset=received.offset,
        event_time=received.event_time,
        **about,
    )


def _check_period(period: str) -> None:
    try:
        parse_period(period)
    except ValueError as error:
        raise RefusedError(f"{period} is no period") from error


def _check_value(fact: str, status: str, value: bool | str | None) -> None:  # noqa: FBT001 - a fact's value
    """Refuse a value that is none, or not of the fact's kind; unknown facts may be of any."""
    if status != "value":
        return
    if value is None:
        raise RefusedError("a value is missing")
    known = FACTS.get(fact)
    if known is not None and isinstance(value, bool) != (known.type == "boolean"):
        raise RefusedError(f"{fact} is a {known.type}")
    if isinstance(value, str):
        try:
            exact.parse(value)
        except ValueError as error:
            raise RefusedError(str(error)) from error
