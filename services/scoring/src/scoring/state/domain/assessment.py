"""One assessment's state: people's levels by stage, derived levels, and their tracks."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, Literal, NamedTuple

from rules.compiled import CompiledEdition
from rules.derivation import Derived
from rules.edition import NOT_APPLICABLE, Answer, is_left_out
from rules.exact import Number
from rules.floor import Floor
from scoring.state.domain.track import (
    SELF_STAGE,
    Levels,
    Move,
    Stages,
    TrackCode,
    Tracks,
    TrackValue,
    WithoutLevel,
)

Source = Literal["person", "derivation", "criteria", "empty"]

_UNREVIEWED: Final = 3  # tracks of an assessment without reviews
# Whether a level is covered, and whether anybody gave it: people, a rule, nobody.
_PERSON: Final = (1, 1)
_RULE: Final = {True: (1, 1), False: (0, 1)}
_NOBODY: Final = (0, 0)
_make: Final = tuple.__new__  # a named tuple in a third of the time of its constructor


class Decision(NamedTuple):
    """The newest decision on an indicator at a stage; a level of None was withdrawn."""

    revision: int
    level: Answer | None


class Assessment:
    """Levels and derived levels of one assessment under its edition.

    `decide` and `derive` change it; `tracks` adds up anew from all levels of a track that changed,
    never from differences, so that repetition and disorder do no harm. A review stage has a track
    from its first decision on; what it says nothing about, it inherits from the stage before.
    """

    __slots__ = ("_before", "_made", "_tracks", "compiled", "derived", "floors", "levels", "stages")

    def __init__(self, compiled: CompiledEdition, stages: Stages) -> None:
        self.compiled = compiled
        self.stages = stages
        self.derived: dict[int, Derived] = {}
        # Those of the derivation set; they change no value.
        self.floors: Mapping[str, Floor] = {}
        nothing = [0] * len(compiled.empty)
        # In the order of `stages.tracks`, without the stages at which nothing was ever decided.
        self.levels: dict[TrackCode, Levels] = {
            "self": Levels([*compiled.empty], nothing.copy(), nothing.copy()),
            "provisional": Levels([*compiled.empty], nothing.copy(), nothing.copy()),
            "live": Levels([None] * len(compiled.empty), nothing.copy(), nothing.copy()),
        }
        # By stage, the newest stage first; only stages at which something was decided.
        self._made: dict[int, dict[int, Decision]] = {}
        self._tracks: Tracks = {}
        self._before: dict[int, tuple[Answer | None, ...]] = {}

    def decide(self, indicator: int, stage: int, decision: Decision) -> bool:
        """Take a decision if it is newer than the one that is there; say whether it was."""
        decisions = self._made.get(stage)
        if decisions is None:
            decisions = self._begin(stage)
        known = decisions.get(indicator)
        if known is not None and known.revision >= decision.revision:
            return False
        decisions[indicator] = decision
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
        """Return what the tracks add up to, in order; what did not change is the same object."""
        if len(self._tracks) < len(self.levels):
            before: TrackCode | None = None
            known, self._tracks = self._tracks, {}
            for track in self.levels:
                value = known.get(track)
                self._tracks[track] = self._value(track, before) if value is None else value
                before = track
        return self._tracks

    def standing(self, track: TrackCode) -> TrackCode:
        """Return the track itself, or that of the stage which it inherits all from."""
        while track not in self.levels:
            track = self.stages.inherited(track) or "self"
        return track

    def decided(self, indicator: int, track: TrackCode) -> int | None:
        """Return the stage of the person's level that a track counts for an indicator."""
        newest = self.stages.newest[track]
        for stage, decisions in self._made.items():
            if stage <= newest:
                decision = decisions.get(indicator)
                if decision is not None and decision.level is not None:
                    return stage
        return None

    def source(self, indicator: int, track: TrackCode) -> Source:
        """Return where a track's level of an indicator comes from."""
        if self.decided(indicator, track) is not None:
            return "person"
        derived = self.derived.get(indicator)
        is_climbed = self._is_climbed(indicator, track)
        counts_facts = track in ("provisional", "live") and not is_climbed
        if counts_facts and derived is not None and derived.level is not None:
            return "derivation"
        return "criteria" if is_climbed else "empty"

    def level(self, indicator: int, track: TrackCode) -> Answer | None:
        """Return what a track counts for an indicator or criterion, also by its criteria."""
        counted = self.levels[self.standing(track)].counted
        own = counted[indicator]
        if own is None and indicator in self.compiled.criteria_of:
            return self.compiled.resolved(counted)[indicator]
        return own

    def without_level(self, track: TrackCode, places: Sequence[int]) -> WithoutLevel:
        """Return which of these indicators have no level.

        Of an indicator that follows its criteria, those criteria are named.
        """
        counted, _, given = self.levels[self.standing(track)]
        answered, found = self.compiled.edition.answered, WithoutLevel([], [])
        for place in places:
            below = self.compiled.criteria_of.get(place, ())
            for at in below if self._is_climbed(place, track) else (place,):
                if not given[at]:
                    found.missing.append(at)
                elif is_left_out(answered[at], counted[at]):
                    found.inapplicable.append(at)
        return found

    def take_moves(self, *, first: bool) -> list[Move]:
        """Return how levels differ from those at the last taking.

        `first`: nothing was shown before, so every level that someone gave is a move.
        """
        if first:
            nothing = (None,) * len(self.levels)
            self._before = dict.fromkeys(range(len(self.compiled.empty)), nothing)
        moves = []
        for place, (track, levels) in enumerate(self.levels.items()):
            counted = levels.counted
            for indicator, before in self._before.items():
                then, now = before[place], counted[indicator]
                if now != then and not (first and self.source(indicator, track) == "empty"):
                    moves.append(_make(Move, (indicator, track, then, now)))
        self._before = {}
        return moves

    def _begin(self, stage: int) -> dict[int, Decision]:
        """Begin a stage; its track starts as all that the stage before says."""
        decisions: dict[int, Decision] = {}
        self._made = dict(sorted([*self._made.items(), (stage, decisions)], reverse=True))
        if stage != SELF_STAGE:
            track = self.stages.tracks[stage]
            levels = self.levels | {track: self.levels[self.standing(track)].copy()}
            self.levels = {code: levels[code] for code in self.stages.tracks if code in levels}
            at = [*self.levels].index(track)
            self._before = {
                place: (*then[:at], then[at - 1], *then[at:])
                for place, then in self._before.items()
            }
        return decisions

    def _settle(self, place: int) -> None:
        """Find anew what each track counts for one indicator or criterion."""
        if place not in self._before:
            own, *reviewed, provisional, live = self.levels.values()
            facts = provisional.counted[place], live.counted[place]
            stages = [each.counted[place] for each in reviewed] if reviewed else ()
            self._before[place] = (own.counted[place], *stages, *facts)
        claimed, decided = self._people(place)
        derived = self.derived.get(place)
        known = derived if derived is not None and derived.level is not None else None
        if known is None:
            self._set("live", place, None, _NOBODY)
        else:
            self._set("live", place, known.level, _RULE[known.covered])
        below = self.compiled.criteria_of.get(place, ())
        if claimed is not None:
            self._set("self", place, claimed, _PERSON)
        else:
            claims = [self._people(at)[0] for at in below]
            self._set("self", place, self._empty(place, claims), _NOBODY)
        if decided is not None:
            self._set("provisional", place, decided, _PERSON)
        else:
            self._settle_provisional(place, known, [self._people(at)[1] for at in below])
        if len(self.levels) > _UNREVIEWED:
            self._settle_stages(place)
        parent = self.compiled.parent_of.get(place)
        if parent is not None:
            self._settle(parent)

    def _settle_provisional(
        self, place: int, known: Derived | None, decided: Sequence[Answer | None]
    ) -> None:
        """Find what the provisional track counts where nobody decided on the place itself."""
        if known is not None and not any(one is not None for one in decided):
            self._set("provisional", place, known.level, _RULE[known.covered])
        else:
            below = [*decided, *self._derived_criteria(place)]
            self._set("provisional", place, self._empty(place, below), _NOBODY)

    def _settle_stages(self, place: int) -> None:
        """Find anew what the review stages' tracks count for one indicator or criterion."""
        for stage in self._made:
            track = self.stages.tracks[stage]
            given = self._given(place, track)
            if given is not None:
                self._set(track, place, given, _PERSON)
            else:
                below = [self._given(at, track) for at in self.compiled.criteria_of.get(place, ())]
                self._set(track, place, self._empty(place, below), _NOBODY)

    def _given(self, place: int, track: TrackCode) -> Answer | None:
        """Return the person's answer that a track counts."""
        stage = self.decided(place, track)
        return None if stage is None else self._made[stage][place].level

    def _is_climbed(self, place: int, track: TrackCode) -> bool:
        """Say whether a track takes an indicator's level from its criteria."""
        counted = self.levels[self.standing(track)].counted
        criteria = self.compiled.criteria_of.get(place, ())
        return counted[place] is None and any(counted[at] is not None for at in criteria)

    def _people(self, place: int) -> tuple[Answer | None, Answer | None]:
        """Return what the agency claims and what the newest stage that says anything decided."""
        claimed = decided = None
        for stage, decisions in self._made.items():
            decision = decisions.get(place)
            if decision is None or decision.level is None:
                continue
            decided = decision.level if decided is None else decided
            if stage == SELF_STAGE:
                claimed = decision.level
        return claimed, decided

    def _empty(self, place: int, criteria: Sequence[Answer | None]) -> Number | None:
        """Return what an empty answer counts; nothing where its criteria speak for it."""
        return self.compiled.empty[place] if all(one is None for one in criteria) else None

    def _derived_criteria(self, place: int) -> Iterator[Number | None]:
        for at in self.compiled.criteria_of.get(place, ()):
            derived = self.derived.get(at)
            yield derived.level if derived is not None else None

    def _set(
        self, track: TrackCode, indicator: int, level: Answer | None, giver: tuple[int, int]
    ) -> None:
        counted, covered, given = self.levels[track]
        if counted[indicator] != level or (covered[indicator], given[indicator]) != giver:
            counted[indicator] = level
            covered[indicator], given[indicator] = giver
            self._tracks.pop(track, None)

    def _value(self, track: TrackCode, before: TrackCode | None) -> TrackValue:
        levels = self.levels[track]
        used = self._used(track) if track in ("provisional", "live") else []
        # Mostly only people's own levels exist, and then a track is the one before.
        if before is not None and not used and levels == self.levels[before]:
            return self._tracks[before]
        covered = self.compiled.covered_weight(levels.covered)
        is_all_level = levels.given == levels.covered and NOT_APPLICABLE not in levels.counted
        return TrackValue(
            self.compiled.roll_up(levels.counted),
            covered,
            covered if is_all_level else self.compiled.level_weight(levels.counted, levels.given),
            min((each.oldest_fact_at for each in used if each.oldest_fact_at), default=None),
            min((each.stale_since for each in used if each.stale_since), default=None),
        )

    def _used(self, track: TrackCode) -> list[Derived]:
        return [
            derived
            for indicator, derived in self.derived.items()
            if derived.level is not None and self.decided(indicator, track) is None
        ]
