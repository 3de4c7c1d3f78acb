"""Results as contract events: a new version of an event touches this file only."""

from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.events.fact import FactObservedV1, SourceFailedV1, SourceRecoveredV1
from contracts.values import LastGood, RecordReference, Text
from integration.domain import fact as facts
from integration.domain.fact import Fact, Reference
from integration.domain.reason import Reason
from integration.domain.source import Source

ORIGIN: Final = "tolok/integration"


def fact_observed(source_code: str, fact: Fact) -> FactObservedV1:
    """Return the event of a fact's new state."""
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
        reason=None if fact.reason is None else _text(fact.reason),
        records=_references(source_code, fact.records),
        record_count=fact.record_count,
    )


def source_failed(
    source: Source,
    revision: int,
    *,
    run_id: UUID,
    failed_at: datetime,
    reason: Reason,
    last_success_at: datetime | None,
) -> SourceFailedV1:
    """Return the event of a source that can no longer be read."""
    return SourceFailedV1(
        source_code=source.code,
        agency_code=source.region_code,
        revision=revision,
        run_id=run_id,
        failed_at=failed_at,
        reason=_text(reason),
        last_success_at=last_success_at,
    )


def source_recovered(
    source: Source, revision: int, *, run_id: UUID, recovered_at: datetime, failed_at: datetime
) -> SourceRecoveredV1:
    """Return the event of a source that can be read again."""
    return SourceRecoveredV1(
        source_code=source.code,
        agency_code=source.region_code,
        revision=revision,
        run_id=run_id,
        recovered_at=recovered_at,
        failed_at=failed_at,
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


def _text(reason: Reason) -> Text:
    return Text(id=reason.id, en=reason.en)
