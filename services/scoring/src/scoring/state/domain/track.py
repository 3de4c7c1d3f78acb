"""Tracks: the ways to see an assessment's score, kept apart. One per stage, and two with facts."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from rules.compiled import RollUp
from rules.edition import Answer

TrackCode = Literal["self", "dokumen", "interviu", "visitasi", "reviu", "provisional", "live"]

STAGES: Final = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
SELF_STAGE: Final = 0
# Those of the stages come first, in the order of `STAGES`: `TRACKS[stage]`.
TRACKS: Final[tuple[TrackCode, ...]] = (
    "self",
    "dokumen",
    "interviu",
    "visitasi",
    "reviu",
    "provisional",
    "live",
)
NEWEST_STAGE: Final[Mapping[TrackCode, int]] = {
    **{track: stage for stage, track in enumerate(TRACKS[: len(STAGES)])},
    "provisional": len(STAGES) - 1,
    "live": -1,
}
"""By track, the newest stage whose decisions it counts; -1: none."""


class Levels(NamedTuple):
    """One track's counted level of every indicator, and which of them are covered (1 or 0).

    `given`: which have a level that people or rules gave, the last good ones of dead sources
    included (1 or 0).
    """

    counted: list[Answer | None]
    covered: list[int]
    given: list[int]

    def copy(self) -> "Levels":
        """Return the same levels in lists of their own."""
        return Levels(self.counted.copy(), self.covered.copy(), self.given.copy())


class Move(NamedTuple):
    """An indicator's counted level on one track before and after."""

    indicator: int
    track: TrackCode
    level_from: Answer | None
    level_to: Answer | None


@dataclass(frozen=True, slots=True)
class TrackValue:
    """What a track adds up to. The weights are over the edition's `total_weight`.

    `given_weight` is of all that has a level, last good values included.
    """

    values: RollUp
    covered_weight: int
    given_weight: int
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None


Tracks = dict[TrackCode, TrackValue]


def inherited(track: TrackCode) -> TrackCode | None:
    """Return the track of the stage before; None where a track inherits nothing."""
    stage = NEWEST_STAGE[track]
    return TRACKS[stage - 1] if stage > SELF_STAGE and TRACKS[stage] == track else None
