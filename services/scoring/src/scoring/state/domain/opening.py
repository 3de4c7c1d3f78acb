"""Who is assessed, on what, for when, and by which rules."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from rules.period import PeriodState, parse_period
from scoring.state.domain.track import Stages


class SetKey(NamedTuple):
    """One version of the derivation sets of an edition."""

    edition_code: str
    version: int


@dataclass(frozen=True, slots=True)
class Opening:
    """An opened assessment. Only its derivation set can be another later."""

    assessment_id: UUID
    campaign_code: str
    agency_code: str
    edition_code: str
    derivation_set_version: int | None
    period: str
    opened_at: datetime
    stages: Stages

    def period_state(self, at: datetime) -> PeriodState:
        """Say whether its period has begun and still runs. A clock that went back unbegins none."""
        return parse_period(self.period).state_on(max(at, self.opened_at).date())

    @property
    def set_key(self) -> SetKey | None:
        """Return which derivation set its campaign chose."""
        version = self.derivation_set_version
        return None if version is None else SetKey(self.edition_code, version)
