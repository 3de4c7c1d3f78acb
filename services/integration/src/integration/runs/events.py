"""From what became of a source to the events that say so."""

from datetime import datetime
from uuid import UUID

from contracts.events.fact import SourceFailedV1, SourceRecoveredV1
from integration.facts.events import text_of
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState


def source_failed(source: Source, failed: SourceState, *, run_id: UUID) -> SourceFailedV1:
    """Return the event of a source that can no longer be read."""
    if failed.failed_at is None or failed.failure is None:
        raise ValueError("a source that has not failed has no such event")
    return SourceFailedV1(
        source_code=source.code,
        agency_code=source.region_code,
        revision=failed.health_revision,
        run_id=run_id,
        failed_at=failed.failed_at,
        reason=text_of(failed.failure),
        last_success_at=failed.last_success_at,
    )


def source_recovered(
    source: Source, recovered: SourceState, *, run_id: UUID, failed_at: datetime
) -> SourceRecoveredV1:
    """Return the event of a source that can be read again; `failed_at`: since when it could not."""
    if recovered.last_success_at is None:
        raise ValueError("a source that was never read has no such event")
    return SourceRecoveredV1(
        source_code=source.code,
        agency_code=source.region_code,
        revision=recovered.health_revision,
        run_id=run_id,
        recovered_at=recovered.last_success_at,
        failed_at=failed_at,
    )
