"""Changes of scores: as they are computed, and as they were emitted."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, NamedTuple
from uuid import UUID

from rules.compiled import CompiledEdition
from rules.text import Text
from scoring.recompute.domain.track_score import TrackScore, track_scores, with_previous
from scoring.state.domain.cause import Cause
from scoring.state.domain.choice import Standard
from scoring.state.domain.decision import DecidedLevel
from scoring.state.domain.opening import Opening
from scoring.state.domain.track import Move, TrackCode, Tracks

MOST_NAMED: Final = 100
"""An event names so many causes and moves at most; its counts tell of all."""

# What moved a level: a place in the causes, and the rule if a rule gave the level.
Reason = tuple[int | None, str | None]


class ScoreChange(NamedTuple):
    """A score before and after. `before` is None where there was none; one reason per move.

    Decisions and other events are its causes; `reasons` count places in all of them. `standard`: by
    what its tracks are judged. `previous`: what the tracks were, where only that is known of the
    score before. `rules_version`: of the rules that it was reckoned anew by, after older ones.
    """

    opening: Opening
    compiled: CompiledEdition
    revision: int
    before: Tracks | None
    after: Tracks
    moves: Sequence[Move]
    reasons: Sequence[Reason]
    causes: Sequence[DecidedLevel | Cause]
    changed_at: datetime
    standard: Standard
    previous: Mapping[TrackCode, str | None] | None = None
    rules_version: int | None = None

    def tracks(self) -> tuple[TrackScore, ...]:
        """Return the tracks after it, with what they were before."""
        tracks = track_scores(self.compiled, self.after, self.before, standard=self.standard)
        return tracks if self.previous is None else with_previous(tracks, self.previous)

    def moved_levels(self) -> Iterator[str]:
        """Yield all levels that moved, as the history is searched for them."""
        answered = self.compiled.edition.answered
        for move in self.moves:
            yield moved_level(move.track, answered[move.indicator].code)

    def fact_event_ids(self) -> Iterator[str]:
        """Yield the ids of the events of facts that its event names."""
        for cause in self.causes[:MOST_NAMED]:
            if isinstance(cause, Cause) and cause.fact is not None:
                yield cause.event_id


class WrittenChange(NamedTuple):
    """A change as it is kept: the JSON of its tracks without nodes, and of its event."""

    change: ScoreChange
    tracks: str
    body: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LevelMove:
    """An indicator's level on one track before and after; `cause` is a place in `causes`."""

    indicator_code: str
    track: TrackCode
    level_from: str | None = None
    level_to: str | None = None
    cause: int | None = None
    rule_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class EmittedChange:
    """A change of a score as it was emitted. The first hundred moves and causes are named.

    `rules_version`: of the rules that it was reckoned anew by, after older ones.
    """

    assessment_id: UUID
    revision: int
    agency_code: str
    changed_at: datetime
    tracks: tuple[TrackScore, ...]
    moves: tuple[LevelMove, ...] = ()
    causes: tuple[Cause, ...] = ()
    move_count: int = 0
    cause_count: int = 0
    rules_version: int | None = None

    @property
    def note(self) -> Text | None:
        """Return what else than an event made the change."""
        if self.rules_version is None:
            return None
        return Text(
            f"Dihitung ulang dengan aturan versi {self.rules_version}.",
            f"Reckoned anew by rules of version {self.rules_version}.",
        )

    def exact_before(self) -> Mapping[TrackCode, str | None]:
        """Return what the tracks were before, by their codes."""
        return {track.track: track.previous_exact for track in self.tracks}

    def exact_after(self) -> Mapping[TrackCode, str | None]:
        """Return what the tracks were after it, by their codes."""
        return {track.track: track.exact for track in self.tracks}

    def nodes_after(self, track: TrackCode) -> Mapping[str, str | None]:
        """Return the exact values of a track's nodes after it, by their codes."""
        found = (each.nodes for each in self.tracks if each.track == track)
        return {node.code: node.exact for nodes in found for node in nodes}


def moved_level(track: TrackCode, indicator_code: str) -> str:
    """Return how the history names a level that moved."""
    return f"{track}:{indicator_code}"
