"""What submission says is at risk, as events. The region's story tells of it too."""

from datetime import UTC, date, datetime
from typing import Final
from uuid import UUID

from contracts.events.assessment import EvidenceAtRiskV1
from contracts.values import IndicatorAtRisk

# As in `region`, which needs this module itself.
_AT: Final = datetime(2026, 2, 1, tzinfo=UTC)
_SPBE: Final = UUID(int=1)


def risk(indicator: str, *causes: str, since: date = date(2026, 2, 28)) -> IndicatorAtRisk:
    """Return an indicator at risk, by default as its evidence has expired."""
    return IndicatorAtRisk(
        indicator_code=indicator,
        since=since,
        causes=causes or ("expired",),
        evidence_ids=(UUID(int=300), UUID(int=200)),
    )


def at_risk(
    *indicators: IndicatorAtRisk, revision: int, assessment: UUID = _SPBE
) -> EvidenceAtRiskV1:
    """Return all that is at risk in an assessment."""
    return EvidenceAtRiskV1(
        assessment_id=assessment, revision=revision, indicators=indicators, noticed_at=_AT
    )
