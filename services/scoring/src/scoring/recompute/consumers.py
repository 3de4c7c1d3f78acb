"""Events in: one handler for a batch of all topics that scores are made of.

What can be refused for ever is refused here or by the use cases, each message alone: a value that
is not of its fact's kind, what contradicts something published, a level that is not on the scale
of a known edition. What only lacks something that may still come is stored and waits.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypeVar

from contracts.envelope import Event
from contracts.events.agency import AgencyChangedV2
from contracts.events.assessment import (
    AssessmentOpenedV2,
    AssessmentPublishedV2,
    DerivationsChosenV1,
    EvidenceAtRiskV1,
    LevelDecidedV2,
)
from contracts.events.derivations import DerivationsPublishedV1
from contracts.events.edition import EditionPublishedV1
from contracts.events.fact import FactObservedV1
from contracts.facts import FACTS
from contracts.topics import AGENCY, ASSESSMENT, EDITION, FACT
from kit.consumer import BatchConsumer, Handler, Received, refuse
from kit.database import Database, DatabaseClock, RecordingClock, Session
from kit.messaging import Broker
from rules import exact
from rules.period import parse_period
from scoring.recompute.domain.arrivals import (
    Arrivals,
    ArrivedAgency,
    ArrivedDocument,
    ArrivedOpening,
)
from scoring.recompute.usecases.apply import apply_batch
from scoring.rederivation.domain import Choice
from scoring.requests.domain import ArrivedRequest
from scoring.risks.consumers import told_risks
from scoring.state.consumers import cause_of, record_of
from scoring.state.domain.agency import Agency
from scoring.state.domain.cause import EventPlace
from scoring.state.domain.decision import DecidedLevel, ToldRisks
from scoring.state.domain.observation import ArrivedFact
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import StagesError, stages_of
from scoring.state.store.memory import Memory

GROUP: Final = "scoring"
TOPICS: Final = (EDITION.name, AGENCY.name, ASSESSMENT.name, FACT.name)

_T = TypeVar("_T")

_make: Final = tuple.__new__  # a named tuple in a third of the time of its constructor


class RefusedError(ValueError):
    """A message that no later message can make good."""


def create_consumers(
    database: Database,
    broker: Broker,
    *,
    max_records: int = 10_000,
    remembered: int = 20_000,
    clock: RecordingClock | None = None,
) -> list[BatchConsumer]:
    """Return the service's one consumer, with a memory of at most `remembered` assessments."""
    memory = Memory(capacity=remembered)
    return [
        BatchConsumer(
            broker=broker,
            database=database,
            group=GROUP,
            topics=TOPICS,
            handler=handler(memory, clock or DatabaseClock()),
            max_records=max_records,
            on_revoked=memory.forget,
            on_rolled_back=memory.forget,
            clock=clock,
        )
    ]


def handler(memory: Memory, clock: RecordingClock) -> Handler:
    """Return the handler of one worker with its memory."""

    async def handle(session: Session, messages: Sequence[Received]) -> None:
        arrivals, sources = Arrivals(), dict[int, Received]()
        for received in messages:
            take = _TAKERS.get(type(received.event))
            # Closed stages, retired editions and the news of sources move no score.
            if take is None:
                continue
            try:
                sources[id(take(arrivals, received, received.event, _body(received)))] = received
            except RefusedError as error:
                refuse(session, received, str(error))
        refused = await apply_batch(session, arrivals, memory=memory, clock=clock)
        for arrived, reason in refused:
            refuse(session, sources[id(arrived)], reason)

    return handle


def _body(received: Received) -> str:
    """Return the event's JSON, fit for a database."""
    if "\0" in received.event_id:
        raise RefusedError("its id holds a NUL character")
    try:
        return (received.record.value or b"").decode()
    except UnicodeDecodeError as error:
        raise RefusedError("it is not UTF-8") from error


def _take_level(
    arrivals: Arrivals, received: Received, event: LevelDecidedV2, body: str
) -> DecidedLevel:
    decided = _make(
        DecidedLevel,
        (
            event.assessment_id,
            event.indicator_code,
            event.stage,
            event.revision,
            event.level,
            body,
            received.event_id,
            received.partition,
            received.offset,
            received.event_time,
        ),
    )
    arrivals.levels.append(decided)
    return decided


def _take_fact(
    arrivals: Arrivals, received: Received, event: FactObservedV1, body: str
) -> ArrivedFact:
    _check_period(event.period)
    _check_value(event.fact, event.status, event.value)
    if event.last_good is not None:
        _check_value(event.fact, event.last_good.status, event.last_good.value)
    if any("\0" in each.record_id for each in event.records):
        raise RefusedError("the id of a record holds a NUL character")
    cause = cause_of(
        received,
        fact=event.fact,
        source_code=event.source_code,
        records=tuple(map(record_of, event.records)),
    )
    key = event.agency_code, event.fact, event.period, event.source_code
    return _add(arrivals.facts, ArrivedFact(*key, event.revision, body, cause))


def _take_opening(
    arrivals: Arrivals, received: Received, event: AssessmentOpenedV2, _: str
) -> ArrivedOpening:
    _check_period(event.period)
    try:
        stages = stages_of(tuple((stage.code, stage.track) for stage in event.stages))
    except StagesError as error:
        raise RefusedError(str(error)) from error
    opening = Opening(
        event.assessment_id,
        event.campaign_code,
        event.agency_code,
        event.edition_code,
        event.derivation_set_version,
        event.period,
        event.opened_at,
        stages,
    )
    return _add(arrivals.openings, ArrivedOpening(opening, cause_of(received)))


def _take_choice(
    arrivals: Arrivals, received: Received, event: DerivationsChosenV1, _: str
) -> Choice:
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
        EventPlace(received.event_id, received.partition, received.offset, received.event_time),
    )
    arrivals.choices.append(choice)
    return choice


def _take_request(
    arrivals: Arrivals, _: Received, event: AssessmentPublishedV2, body: str
) -> ArrivedRequest:
    arrived = ArrivedRequest(event.publication_id, event.assessment_id, event.revision, body)
    return _add(arrivals.requests, arrived)


def _take_risks(arrivals: Arrivals, _: Received, event: EvidenceAtRiskV1, __: str) -> ToldRisks:
    if len({each.indicator_code for each in event.indicators}) < len(event.indicators):
        raise RefusedError("it names an indicator twice")
    return _add(arrivals.risks, told_risks(event))


def _take_agency(
    arrivals: Arrivals, received: Received, event: AgencyChangedV2, _: str
) -> ArrivedAgency:
    agency = Agency(
        event.agency_code,
        event.name,
        event.agency_kind,
        event.parent_code,
        event.valid_from,
        event.valid_until,
        event.is_assessed,
        event.predecessor_codes,
    )
    return _add(arrivals.agencies, ArrivedAgency(event.revision, agency, cause_of(received)))


def _take_edition(
    arrivals: Arrivals, received: Received, event: EditionPublishedV1, body: str
) -> ArrivedDocument:
    arrived = ArrivedDocument(body, event.content_hash, cause_of(received))
    return _add(arrivals.editions, arrived)


def _take_set(
    arrivals: Arrivals, received: Received, event: DerivationsPublishedV1, body: str
) -> ArrivedDocument:
    arrived = ArrivedDocument(body, event.content_hash, cause_of(received))
    return _add(arrivals.sets, arrived)


_TAKERS: Final[Mapping[type[Event], Callable[[Arrivals, Received, Any, str], object]]] = {
    LevelDecidedV2: _take_level,
    FactObservedV1: _take_fact,
    AssessmentOpenedV2: _take_opening,
    DerivationsChosenV1: _take_choice,
    AssessmentPublishedV2: _take_request,
    EvidenceAtRiskV1: _take_risks,
    AgencyChangedV2: _take_agency,
    EditionPublishedV1: _take_edition,
    DerivationsPublishedV1: _take_set,
}


def _add(arrivals: list[_T], arrived: _T) -> _T:
    arrivals.append(arrived)
    return arrived


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
