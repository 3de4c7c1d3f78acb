"""Results of readings as contract events: what became of a source."""

from datetime import datetime
from uuid import UUID

from contracts.events.fact import SourceFailedV1, SourceRecoveredV1
from integration.facts.events import text_of
from integration.sources.domain.reason import Reason
from integration.sources.domain.source import Source


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
        reason=text_of(reason),
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
