"""One assessment's state: people's levels by stage, derived levels, and their tracks."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, NamedTuple

from scoring.domain.compiled import CompiledEdition, RollUp
from scoring.domain.derivation import Derived
from scoring.domain.exact import Number

TrackCode = Literal["self", "provisional", "live"]
Source = Literal["person", "derivation", "empty"]

STAGES: Final = ("mandiri", "dokumen", "interviu", "visitasi", "reviu")
SELF_STAGE: Final = 0
TRACKS: Final[tuple[TrackCode, ...]] = ("self", "provisional", "live")
_NEWEST_FIRST: Final = tuple(reversed(range(len(STAGES))))


class Decision(NamedTuple):
    """The newest decision on an indicator at a stage; a level of None was withdrawn."""

    revision: int
    level: Number | None


class Levels(NamedTuple):
    """One track's counted level of every indicator, and which of them are covered (1 or 0)."""

    counted: list[Number | None]
    covered: list[int]


class Move(NamedTuple):
    """An indicator's counted level on one track before and after."""

    indicator: int
    track: TrackCode
    level_from: Number | None
    level_to: Number | None


@dataclass(frozen=True, slots=True)
class TrackValue:
    """What a track adds up to. `covered_weight` is over the edition's `total_weight`."""

    values: RollUp
    covered_weight: int
    oldest_fact_at: datetime | None = None
    stale_since: datetime | None = None


Tracks = dict[TrackCode, TrackValue]


class Assessment:
    """Levels and derived levels of one assessment under its edition.

    `decide` and `derive` change it; `tracks` adds up anew from all levels of a track that changed,
    never from differences, so that repetition and disorder do no harm.
    """

    __slots__ = ("_tracks", "compiled", "decisions", "derived", "levels")

    def __init__(self, compiled: CompiledEdition) -> None:
        self.compiled = compiled
        self.decisions: list[dict[int, Decision]] = [{} for _ in STAGES]
        self.derived: dict[int, Derived] = {}
        nothing = [0] * len(compiled.empty)
        self.levels: dict[TrackCode, Levels] = {
            "self": Levels([*compiled.empty], nothing.copy()),
            "provisional": Levels([*compiled.empty], nothing.copy()),
            "live": Levels([None] * len(compiled.empty), nothing.copy()),
        }
        self._tracks: Tracks = {}

    def copy(self) -> "Assessment":
        """Return an assessment of the same state that can change by itself."""
        twin = object.__new__(Assessment)
        twin.compiled = self.compiled
        twin.decisions = [decisions.copy() for decisions in self.decisions]
        twin.derived = self.derived.copy()
        twin.levels = {
            track: Levels(levels.counted.copy(), levels.covered.copy())
            for track, levels in self.levels.items()
        }
        twin._tracks = self._tracks.copy()
        return twin

    def decide(self, indicator: int, stage: int, decision: Decision) -> bool:
        """Take a decision if it is newer than the one that is there; say whether it was."""
        known = self.decisions[stage].get(indicator)
        if known is not None and known.revision >= decision.revision:
            return False
        self.decisions[stage][indicator] = decision
        self._settle(indicator)
        return True

    def derive(self, indicator: int, derived: Derived | None) -> None:
        """Take what a rule gave for an indicator; None: there is no rule for it."""
        if derived is None:
            self.derived.pop(indicator, None)
        else:
            self.derived[indicator] = derived
        # Its age may be another although the level is the same.
        self._tracks.pop("live", None)
        self._tracks.pop("provisional", None)
        self._settle(indicator)

    def tracks(self) -> Tracks:
        """Return what the tracks add up to; a track that did not change is the same object."""
        if len(self._tracks) < len(TRACKS):
            for track in TRACKS:
                if track not in self._tracks:
                    self._tracks[track] = self._value(track)
        return self._tracks

    def decided(self, indicator: int, track: TrackCode) -> int | None:
        """Return the stage of the person's level that a track counts for an indicator."""
        if track == "live":
            return None
        for stage in _NEWEST_FIRST if track == "provisional" else (SELF_STAGE,):
            decision = self.decisions[stage].get(indicator)
            if decision is not None and decision.level is not None:
                return stage
        return None

    def source(self, indicator: int, track: TrackCode) -> Source:
        """Return where a track's level of an indicator comes from."""
        if self.decided(indicator, track) is not None:
            return "person"
        derived = self.derived.get(indicator)
        if track != "self" and derived is not None and derived.level is not None:
            return "derivation"
        return "empty"

    def moves(self, before: "Assessment | None", touched: Iterable[int]) -> Iterator[Move]:
        """Yield how the touched indicators' levels differ; at first, only what someone gave."""
        for indicator in touched:
            for track, levels in self.levels.items():
                now = levels.counted[indicator]
                if before is None:
                    if self.source(indicator, track) != "empty":
                        yield Move(indicator, track, None, now)
                    continue
                then = before.levels[track].counted[indicator]
                if now != then:
                    yield Move(indicator, track, then, now)

    def _settle(self, indicator: int) -> None:
        """Find anew what each track counts for one indicator."""
        level = self.compiled.empty[indicator]
        claimed = self.decisions[SELF_STAGE].get(indicator)
        if claimed is None or claimed.level is None:
            self._set("self", indicator, level, covered=0)
        else:
            self._set("self", indicator, claimed.level, covered=1)
        covered = 0
        derived = self.derived.get(indicator)
        if derived is None or derived.level is None:
            self._set("live", indicator, None, covered=0)
        else:
            level, covered = derived.level, int(derived.covered)
            self._set("live", indicator, level, covered=covered)
        for stage in _NEWEST_FIRST:
            decision = self.decisions[stage].get(indicator)
            if decision is not None and decision.level is not None:
                level, covered = decision.level, 1
                break
        self._set("provisional", indicator, level, covered=covered)

    def _set(self, track: TrackCode, indicator: int, level: Number | None, *, covered: int) -> None:
        levels = self.levels[track]
        if levels.counted[indicator] != level or levels.covered[indicator] != covered:
            levels.counted[indicator] = level
            levels.covered[indicator] = covered
            self._tracks.pop(track, None)

    def _value(self, track: TrackCode) -> TrackValue:
        levels = self.levels[track]
        # Mostly only people's own levels exist, and then the second track is the first.
        if track == "provisional" and not self.derived and levels == self.levels["self"]:
            return self._tracks["self"]
        used = [] if track == "self" else self._used(track)
        return TrackValue(
            self.compiled.roll_up(levels.counted),
            self.compiled.covered_weight(levels.covered),
            min((each.oldest_fact_at for each in used if each.oldest_fact_at), default=None),
            min((each.stale_since for each in used if each.stale_since), default=None),
        )

    def _used(self, track: TrackCode) -> list[Derived]:
        return [
            derived
            for indicator, derived in self.derived.items()
            if derived.level is not None and self.decided(indicator, track) is None
        ]
