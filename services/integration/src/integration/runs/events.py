"""From what became of a source to the events that say so."""

from datetime import datetime
from typing import Final
from uuid import UUID

from contracts.events.fact import (
    SourceFailedV1,
    SourceFinding,
    SourceQuarantinedV1,
    SourceRecoveredV1,
)
from integration.drift.domain.quarantine import Quarantine
from integration.facts.events import text_of
from integration.sources.domain.source import Source
from integration.sources.domain.state import SourceState

_LONGEST: Final = 200


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


def source_quarantined(
    source: Source, held: SourceState, quarantine: Quarantine
) -> SourceQuarantinedV1:
    """Return the event of a reading that drifted and that somebody is to decide about."""
    if held.failure is None:
        raise ValueError("a reading without findings is not held")
    return SourceQuarantinedV1(
        source_code=source.code,
        agency_code=source.region_code,
        revision=held.health_revision,
        run_id=quarantine.run_id,
        quarantined_at=quarantine.held_at,
        reason=text_of(held.failure),
        findings=tuple(
            SourceFinding(
                kind=each.kind,
                listing=each.resource[:_LONGEST],
                field=each.field[:_LONGEST],
                found=each.found[:_LONGEST],
            )
            for each in quarantine.findings
        ),
        last_success_at=held.last_success_at,
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
