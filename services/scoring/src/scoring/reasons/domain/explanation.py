"""A trace in words people read: which conditions hold, which facts decide, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from rules.condition import Truth
from rules.text import Text
from scoring.reasons.domain.raises_by_rule import TitleOf, compared, raises_of
from scoring.reasons.domain.wording import joined
from scoring.state.domain.trace import ConditionTrace, FactTrace, RuleTrace, StepTrace

State = Literal["met", "not_met", "unknown"]

_MOST_NAMED: Final = 10
_STATES: Final[Mapping[Truth, State]] = {True: "met", False: "not_met", None: "unknown"}


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """One comparison of a fact, in words, with the facts behind it.

    `state` is that of the sentence. Where the sentence says that something must not hold
    (`negated`), the counts still tell how many agencies it does hold for.
    """

    text: Text
    state: State
    met: int
    not_met: int
    unknown: int
    facts: tuple[FactTrace, ...]
    negated: bool = False
    quantifier: str | None = None
    share: str | None = None


@dataclass(frozen=True, slots=True)
class Logic:
    """How conditions are joined; only a `fact` has one, by its place in the step's list."""

    kind: Literal["fact", "all", "any", "not"]
    state: State
    condition: int | None = None
    parts: tuple["Logic", ...] = ()


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step of a ladder, in words; `logic` joins its conditions."""

    level: str
    text: Text
    state: State
    conditions: tuple[ExplainedCondition, ...]
    logic: Logic


@dataclass(frozen=True, slots=True)
class Explanation:
    """A rule's result in words; `raises` says what would give a higher level.

    `left`: the agencies of a subtree whose numbers a measure lacks; None: it has all.
    """

    steps: tuple[ExplainedStep, ...]
    measure: Text | None
    facts: tuple[FactTrace, ...]
    raises: Text | None
    left: Text | None = None


def explain(trace: RuleTrace, title_of: TitleOf, names: Mapping[str, str]) -> Explanation:
    """Put a trace into words."""
    steps = tuple(_step(step, title_of) for step in trace.steps)
    left = _left(trace, names)
    measure = trace.text
    if measure is not None and left is not None:
        measure = joined([measure, left])
    return Explanation(steps, measure, trace.facts, raises_of(trace, title_of, names), left)


def _left(trace: RuleTrace, names: Mapping[str, str]) -> Text | None:
    """Return which agencies are no part of a measure's number, or why it has none."""
    codes = [fact.agency_code for fact in trace.facts if not fact.in_use]
    left = [names.get(code, code) for code in dict.fromkeys(codes)]
    if not left:
        return None
    more = "" if len(left) <= _MOST_NAMED else ", …"
    named = f"{', '.join(left[:_MOST_NAMED])}{more}"
    if trace.formula != "value":
        return Text(
            f"Tidak dihitung, karena salah satu atau kedua angkanya tidak ada: {named}.",
            f"Left out, because one or both of their numbers are absent: {named}.",
        )
    if trace.value is None:
        return Text(
            f"Tidak terukur, karena angka dari instansi ini tidak ada: {named}.",
            f"Not measured, because the number of these agencies is absent: {named}.",
        )
    return Text(
        f"Tidak dihitung, karena angkanya tidak ada: {named}.",
        f"Left out, because their number is absent: {named}.",
    )


def state_of(truth: Truth) -> State:
    """Return the word for a truth."""
    return _STATES[truth]


def _step(step: StepTrace, title_of: TitleOf) -> ExplainedStep:
    return ExplainedStep(
        step.level,
        step.text,
        state_of(step.condition.truth),
        tuple(_conditions(step.condition, title_of, negated=False)),
        _logic(step.condition, count()),
    )


def _logic(condition: ConditionTrace, places: Iterator[int]) -> Logic:
    """Return how the conditions are joined, in the order in which they are listed."""
    place = next(places) if condition.kind == "fact" else None
    parts = tuple(_logic(part, places) for part in condition.parts)
    return Logic(condition.kind, state_of(condition.truth), place, parts)


def _conditions(
    condition: ConditionTrace, title_of: TitleOf, *, negated: bool
) -> Iterator[ExplainedCondition]:
    """Yield the comparisons in a condition; below a `not` they say so."""
    if condition.kind == "fact":
        yield ExplainedCondition(
            _sentence(condition, title_of, negated=negated),
            state_of(negated != condition.truth if condition.truth is not None else None),
            condition.met,
            condition.not_met,
            condition.unknown,
            condition.facts,
            negated,
            condition.quantifier,
            condition.share,
        )
    for part in condition.parts:
        turned = negated != (condition.kind == "not")
        yield from _conditions(part, title_of, negated=turned)


def _sentence(condition: ConditionTrace, title_of: TitleOf, *, negated: bool) -> Text:
    title = title_of(condition.fact or "")
    words = compared(condition)
    whom, total, empty = _whom(condition), _count(condition), _empty(condition)
    start = Text("Tidak boleh terjadi: ", "Must not hold: ") if negated else Text("", "")
    return Text(
        f"{start.id}“{title.id}”{words.id}{whom.id}{total.id}{empty.id}",
        f"{start.en}“{title.en}”{words.en}{whom.en}{total.en}{empty.en}",
    )


def _whom(condition: ConditionTrace) -> Text:
    if condition.scope != "subtree":
        return Text(" pada instansi yang dinilai", " at the assessed agency")
    if condition.quantifier == "any":
        return Text(" pada sedikitnya satu instansi", " at one agency at least")
    if condition.quantifier == "share":
        share = condition.share or ""
        return Text(f" pada sedikitnya {share} instansi", f" at a share of {share} of the agencies")
    return Text(" pada setiap instansi", " at every agency")


def _count(condition: ConditionTrace) -> Text:
    total = condition.met + condition.not_met + condition.unknown
    if condition.scope != "subtree":
        return Text("", "")
    return Text(
        f": {condition.met} dari {total} terpenuhi, {condition.not_met} belum,"
        f" {condition.unknown} tidak diketahui",
        f": {condition.met} of {total} met, {condition.not_met} not, {condition.unknown} unknown",
    )


def _empty(condition: ConditionTrace) -> Text:
    """Return how many of those that are not met have nothing that the question is about."""
    count = sum(fact.is_empty for fact in condition.facts if fact.truth is False)
    if not count:
        return Text("", "")
    return Text(
        f" ({count} tidak mempunyai hal yang ditanyakan)",
        f" ({count} with nothing that is asked about)",
    )
