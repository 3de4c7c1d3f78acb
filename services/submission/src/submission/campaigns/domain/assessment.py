"""Assessments: the part of one agency in a campaign."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

MOST_REVISION = 2**31 - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """An assessment. Its revision grows by one with every change of it or of its answers."""

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    edition_code: str
    derivation_set_version: int | None
    period: str
    revision: int
    opened_at: datetime
