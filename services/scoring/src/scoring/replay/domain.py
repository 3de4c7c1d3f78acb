"""Changes of scores and contradictions as they were emitted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from scoring.contradictions.domain import Contradiction
from scoring.recompute.domain.change import EmittedChange, moved_level
from scoring.recompute.domain.track_score import TrackScore, without_nodes


class EmittedBody(NamedTuple):
    """A change as it was emitted, and the JSON of its event."""

    change: EmittedChange
    body: str

    def moved_levels(self) -> list[str]:
        """Return the levels that it says moved: an event names a hundred at most."""
        return [moved_level(move.track, move.indicator_code) for move in self.change.moves]

    def fact_event_ids(self) -> list[str]:
        """Return the ids of the events of facts that it names."""
        return [cause.event_id for cause in self.change.causes if cause.fact is not None]


class Cleared(NamedTuple):
    """A contradiction of which an event said that it is gone."""

    assessment_id: UUID
    rule_code: str
    number: int
    cleared_at: datetime


@dataclass(slots=True)
class Emitted:
    """What messages of the topic of scores say."""

    changes: list[EmittedBody] = field(default_factory=list)
    found: list[Contradiction] = field(default_factory=list)
    cleared: list[Cleared] = field(default_factory=list)


def shown(tracks: Sequence[TrackScore]) -> tuple[TrackScore, ...]:
    """Return what tracks show, whatever they were before; nothing where no track has a value."""
    if all(track.exact is None for track in tracks):
        return ()
    return tuple(replace(track, previous_exact=None) for track in without_nodes(tracks))
