"""What the levels of a stage add up to, by the rules of the edition; scoring says the same."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

from rules.answers import read_answers
from rules.assessment_state import StateDecision
from rules.edition import Band, Edition
from rules.evaluation import evaluate
from rules.exact import Number
from rules.floor import Judging
from rules.text import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """The index of a stage: exact, rounded for people, and its predicate and maturity level.

    `note` says why it is not judged, and has no predicate; None: it is judged.
    """

    exact: Number | None
    announced: str | None
    predicate: Text | None
    maturity_level: Text | None
    note: Text | None


class Movement(NamedTuple):
    """The predicate of a stage before and after decisions; None: it has none."""

    before: Text | None
    after: Text | None


def outcome_of(
    edition: Edition, decisions: Iterable[StateDecision], *, judging: Judging
) -> Outcome:
    """Return what the decisions that count at a stage add up to."""
    levels = {each.indicator_code: each.level for each in decisions}
    found = evaluate(edition, read_answers(edition, levels), judging=judging)
    return Outcome(
        exact=found.exact,
        announced=found.announced,
        predicate=_name(found.predicate),
        maturity_level=_name(found.maturity_level),
        note=found.note,
    )


def _name(band: Band | None) -> Text | None:
    return None if band is None else band.name
