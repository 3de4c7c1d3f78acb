"""Mark the assessments that a batch touches, with what is to be done and why."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from scoring.state.domain.assessment import Opening
from scoring.state.domain.track import Tracks
from scoring.state.events.scores import Cause
from scoring.state.store.level import Decided
from scoring.state.store.memory import Remembered
from scoring.state.store.score import Counts


@dataclass(slots=True)
class Todo:
    """What one batch asks of one assessment.

    `rules` are the codes of the rules to evaluate, each with the facts behind it; `anew`: every
    rule and every waiting decision, because of `causes`. `watched` are the codes of contradiction
    rules whose facts changed; `compared`: what it is held against, the year before, changed.
    """

    levels: list[Decided] = field(default_factory=list)
    rules: dict[str, list[Cause]] = field(default_factory=dict)
    causes: list[Cause] = field(default_factory=list)
    watched: set[str] = field(default_factory=set)
    compared: bool = False
    anew: bool = False


Marked = dict[UUID, Todo]


def nothing_marked() -> Marked:
    """Return a mark-up in which every assessment asked for has an empty list."""
    return defaultdict(Todo)


def mark_anew(marked: Marked, openings: Iterable[Opening], causes: Iterable[Cause]) -> None:
    """Mark assessments for which everything is to be looked at anew."""
    reasons = [*causes]
    for opening in openings:
        todo = marked[opening.assessment_id]
        todo.anew = True
        todo.causes.extend(reasons)


def mark_rule(marked: Marked, opening: Opening, rule_code: str, cause: Cause) -> None:
    """Mark a rule of an assessment, because of a fact."""
    marked[opening.assessment_id].rules.setdefault(rule_code, []).append(cause)


def mark_watched(marked: Marked, opening: Opening, rule_code: str) -> None:
    """Mark a contradiction rule of an assessment, because a fact changed."""
    marked[opening.assessment_id].watched.add(rule_code)


@dataclass(slots=True)
class Work:
    """One locked assessment. `newest` has the newly taken decision by indicator and stage."""

    remembered: Remembered
    counts: Counts
    todo: Todo
    before: Tracks
    newest: dict[tuple[int, int], Decided] = field(default_factory=dict)

    @property
    def changed(self) -> bool:
        """Say whether anything behind the score is new."""
        todo = self.todo
        return bool(self.newest or todo.rules or todo.anew or todo.watched or todo.compared)
