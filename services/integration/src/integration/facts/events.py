"""From facts to the events that say so; a new version of an event changes only this file."""

from typing import Final

from contracts.events.fact import FactObservedV1
from contracts.values import LastGood, RecordReference, Text
from integration.facts.domain import fact as facts
from integration.facts.domain.fact import Fact, Reference
from integration.sources.domain.reason import Reason

ORIGIN: Final = "tolok/integration"


def fact_observed(source_code: str, fact: Fact) -> FactObservedV1:
    """Return the event with a fact's new state."""
    return FactObservedV1(
        agency_code=fact.key.agency_code,
        fact=fact.key.fact,
        period=fact.key.period,
        source_code=source_code,
        revision=fact.revision,
        status=fact.status,
        observed_at=fact.observed_at,
        run_id=fact.run_id,
        adapter=fact.adapter,
        value=fact.value,
        last_good=None if fact.last_good is None else _last_good(source_code, fact.last_good),
        reason=None if fact.reason is None else text_of(fact.reason),
        records=_references(source_code, fact.records),
        record_count=fact.record_count,
    )


def _last_good(source_code: str, known: facts.LastGood) -> LastGood:
    return LastGood(
        status="absent" if known.status == "absent" else "value",
        value=known.value,
        observed_at=known.observed_at,
        confirmed_at=known.confirmed_at,
        records=_references(source_code, known.records),
    )


def _references(source_code: str, references: tuple[Reference, ...]) -> tuple[RecordReference, ...]:
    return tuple(
        RecordReference(
            source_code=source_code,
            record_kind=reference.kind,
            record_id=reference.record_id,
            revision=reference.revision,
            content_hash=reference.content_hash,
        )
        for reference in references
    )


def text_of(reason: Reason) -> Text:
    """Return a reason as the events carry it."""
    return Text(id=reason.text.id, en=reason.text.en)
