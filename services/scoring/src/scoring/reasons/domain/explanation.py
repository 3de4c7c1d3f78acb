"""A trace in words people read: which conditions hold, which facts decide, what is missing."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import count
from typing import Final, Literal

from rules.condition import Truth
from rules.text import Text
from scoring.reasons.domain.raises_by_rule import TitleOf, compared, raises_of
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
    """A rule's result in words; `raises` says what would give a higher level."""

    steps: tuple[ExplainedStep, ...]
    measure: Text | None
    facts: tuple[FactTrace, ...]
    raises: Text | None


def explain(trace: RuleTrace, title_of: TitleOf, names: Mapping[str, str]) -> Explanation:
    """Put a trace into words."""
    steps = tuple(_step(step, title_of) for step in trace.steps)
    measure = _with_what_was_left(trace, names)
    return Explanation(steps, measure, trace.facts, raises_of(trace, title_of, names))


def _with_what_was_left(trace: RuleTrace, names: Mapping[str, str]) -> Text | None:
    """Return a measure's sentence, with the agencies that have only one of its two numbers."""
    codes = [fact.agency_code for fact in trace.facts if not fact.in_use]
    left = [names.get(code, code) for code in dict.fromkeys(codes)]
    if trace.text is None or not left:
        return trace.text
    named = ", ".join(left[:_MOST_NAMED])
    more = "" if len(left) <= _MOST_NAMED else ", …"
    return Text(
        f"{trace.text.id} Tidak dihitung, karena salah satu dari kedua angkanya tidak ada: "
        f"{named}{more}.",
        f"{trace.text.en} Left out, because one of their two numbers is absent: {named}{more}.",
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
    whom, total = _whom(condition), _count(condition)
    start = Text("Tidak boleh terjadi: ", "Must not hold: ") if negated else Text("", "")
    return Text(
        f"{start.id}“{title.id}”{words.id}{whom.id}{total.id}",
        f"{start.en}“{title.en}”{words.en}{whom.en}{total.en}",
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
