"""Choices of another derivation set, and how far their assessments have followed."""

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from scoring.state.domain.cause import EventPlace


@dataclass(frozen=True, slots=True)
class Choice:
    """An assessment's choice of another derivation set, as it arrived."""

    assessment_id: UUID
    revision: int
    rederivation_id: UUID
    campaign_code: str
    edition_code: str
    derivation_set_version: int
    assessment_count: int
    chosen_by: str
    chosen_at: datetime
    place: EventPlace


class WaitingChoice(NamedTuple):
    """An assessment that is to be derived again, and the event that says so."""

    assessment_id: UUID
    derivation_set_version: int
    place: EventPlace


class Rederivation(NamedTuple):
    """A campaign's choice and how far it has come. `last_at`: when the last one was done."""

    rederivation_id: UUID
    campaign_code: str
    edition_code: str
    derivation_set_version: int
    assessment_count: int
    chosen_by: str
    chosen_at: datetime
    done_count: int
    last_at: datetime | None
