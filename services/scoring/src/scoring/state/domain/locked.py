"""Assessments while their rows are locked."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from scoring.state.domain.assessment import Assessment
from scoring.state.domain.decision import DecidedLevel
from scoring.state.domain.intake import Touched
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import Tracks


class Counts(NamedTuple):
    """How often the state behind a score changed, and how often the score itself.

    `recorded_at`: when the state changed last. `not_judged`: which tracks are not judged, and why,
    as they were emitted last; None: that was not told.
    """

    version: int
    revision: int
    recorded_at: datetime | None = None
    not_judged: str | None = None


@dataclass(slots=True)
class Remembered:
    """An assessment's state at a version of its row."""

    opening: Opening
    assessment: Assessment
    version: int


@dataclass(slots=True)
class LockedAssessment:
    """An assessment whose row is locked: its state, what the batch touches, what it was before.

    `newest` has the decisions that were newer than the known ones, by indicator and stage.
    """

    remembered: Remembered
    counts: Counts
    touched: Touched
    before: Tracks
    newest: dict[tuple[int, int], DecidedLevel] = field(default_factory=dict)

    @property
    def opening(self) -> Opening:
        """Return who is assessed, on what, for when."""
        return self.remembered.opening

    @property
    def assessment(self) -> Assessment:
        """Return the state."""
        return self.remembered.assessment

    @property
    def assessment_id(self) -> UUID:
        """Return the assessment's id."""
        return self.remembered.opening.assessment_id

    @property
    def is_changed(self) -> bool:
        """Say whether anything behind the score is new."""
        touched = self.touched
        return bool(
            self.newest
            or touched.rules
            or touched.everything
            or touched.contradictions
            or touched.last_year
            or touched.judging
            or touched.at_risk
        )
