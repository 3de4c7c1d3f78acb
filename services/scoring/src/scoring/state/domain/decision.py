"""People's decisions on levels, as they arrive, with their reasons; and what of them is at risk."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from scoring.state.domain.cause import EventPlace


class DecidedLevel(NamedTuple):
    """A decision as it arrived; `body` is the JSON of its event. There are many of these.

    `stage` is the stage's code: its place is known with the opening of the assessment.
    """

    assessment_id: UUID
    indicator_code: str
    stage: str
    revision: int
    level: str | None
    body: str
    event_id: str
    partition: int
    offset: int
    event_time: datetime


class KnownLevel(NamedTuple):
    """A stored decision, as far as scores need it. `stage` is its place among the stages."""

    assessment_id: UUID
    indicator_code: str
    stage: int
    revision: int
    level: str | None


@dataclass(frozen=True, slots=True)
class LevelDecision:
    """A decision with its reasons. `stage` is the stage's code."""

    stage: str
    revision: int
    explanation: str
    decided_by: str
    decided_at: datetime


class StoredDecision(NamedTuple):
    """A stored decision on an indicator at a stage (its place), and where its event stands."""

    indicator_code: str
    stage: int
    decision: LevelDecision
    place: EventPlace


@dataclass(frozen=True, slots=True)
class IndicatorRisk:
    """An indicator or criterion whose evidence does not prove its level any more.

    `since`: the local day from which on; `evidence_ids`: the items that the causes are about.
    """

    indicator_code: str
    since: date
    causes: tuple[str, ...]
    evidence_ids: tuple[UUID, ...]


class ToldRisks(NamedTuple):
    """All that is at risk in an assessment, by the code of the indicator; empty: nothing."""

    assessment_id: UUID
    revision: int
    risks: tuple[IndicatorRisk, ...]
