"""Tracks: the ways to see an assessment's score, kept apart. One per stage, and two with facts.

The stages come with the opening of the assessment; three tracks are always there: `self`, which
the first stage makes, `provisional` and `live`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from rules.compiled import RollUp
from rules.edition import Answer

TrackCode = str
StagePair = tuple[str, TrackCode]

SELF_STAGE: Final = 0

_OF_NO_STAGE: Final = frozenset({"provisional", "live", "published"})


class StagesError(ValueError):
    """A list of stages from which no tracks can be made."""


class Stages:
    """The stages of an assessment in their order, and the tracks that they make.

    Two lists that say the same are one object (`stages_of`): many assessments share it. `tracks`
    has those of the stages first: `tracks[place]`. `newest`: by track, the place of the newest
    stage whose decisions it counts; -1: none.
    """

    __slots__ = ("codes", "newest", "pairs", "places", "tracks")

    codes: tuple[str, ...]
    newest: Mapping[TrackCode, int]
    pairs: tuple[StagePair, ...]
    places: Mapping[str, int]
    tracks: tuple[TrackCode, ...]

    def __init__(self, pairs: tuple[StagePair, ...]) -> None:
        of_stages = tuple(track for _, track in pairs)
        self.pairs = pairs
        self.codes = tuple(code for code, _ in pairs)
        self.tracks = (*of_stages, "provisional", "live")
        self.places = {code: place for place, code in enumerate(self.codes)}
        self.newest = {
            **{track: place for place, track in enumerate(of_stages)},
            "provisional": len(pairs) - 1,
            "live": -1,
        }

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Stages) and self.pairs == other.pairs

    def __hash__(self) -> int:
        return hash(self.pairs)

    def inherited(self, track: TrackCode) -> TrackCode | None:
        """Return the track of the stage before; None where a track inherits nothing."""
        place = self.newest[track]
        is_of_stage = track not in _OF_NO_STAGE
        return self.tracks[place - 1] if is_of_stage and place > SELF_STAGE else None

    def up_to(self, track: TrackCode) -> tuple[TrackCode, ...]:
        """Return a track and those that it inherits from, its own first."""
        found = [track]
        while (before := self.inherited(found[-1])) is not None:
            found.append(before)
        return tuple(found)


@lru_cache(maxsize=1_000)
def stages_of(pairs: tuple[StagePair, ...]) -> Stages:
    """Return the stages of codes with their tracks.

    Raises:
        StagesError: The first does not make the track `self`, or a code or a track is there twice
            or means something else.
    """
    codes, tracks = {code for code, _ in pairs}, {track for _, track in pairs}
    if not pairs or pairs[0][1] != "self":
        raise StagesError("the first stage does not make the track self")
    if len(codes) < len(pairs) or len(tracks) < len(pairs):
        raise StagesError("a stage or a track is named twice")
    if tracks & _OF_NO_STAGE:
        raise StagesError(f"no stage makes the track {min(tracks & _OF_NO_STAGE)}")
    return Stages(pairs)


EVALUATION: Final = stages_of(
    (
        ("mandiri", "self"),
        ("dokumen", "dokumen"),
        ("interviu", "interviu"),
        ("visitasi", "visitasi"),
        ("reviu", "reviu"),
    )
)
"""Those of an SPBE evaluation. A published record that names no stages has these."""


class Levels(NamedTuple):
    """One track's counted level of every indicator, and which of them are covered (1 or 0).

    `given`: which people or rules answered, the last good levels of dead sources and `n/a`
    included (1 or 0).
    """

    counted: list[Answer | None]
    covered: list[int]
    given: list[int]

    def copy(self) -> "Levels":
        """Return the same levels in lists of their own."""
        return Levels(self.counted.copy(), self.covered.copy(), self.given.copy())


class WithoutLevel(NamedTuple):
    """The places of what has no level: nobody gave one, or the answer is that it does not apply."""

    missing: list[int]
    inapplicable: list[int]


class Move(NamedTuple):
    """An indicator's counted level on one track before and after."""

    indicator: int
    track: TrackCode
    level_from: Answer | None
    level_to: Answer | None


@dataclass(frozen=True, slots=True)
class TrackValue:
    """What a track adds up to. The weights are over the edition's `total_weight`.

    `level_weight` is of all that has a level, last good values included.
    """

    values: RollUp
    covered_weight: int
    level_weight: int
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None


Tracks = dict[TrackCode, TrackValue]
