"""A trace in words people read: which conditions hold, which facts decide, what is missing."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final, Literal

from rules.condition import Truth
from rules.edition import Text
from rules.fact import WrittenValue
from scoring.domain.trace import ConditionTrace, FactTrace, RuleTrace, StepTrace

State = Literal["met", "not_met", "unknown"]
TitleOf = Callable[[str], Text]

_STATES: Final[Mapping[Truth, State]] = {True: "met", False: "not_met", None: "unknown"}
_OPERATORS: Final[Mapping[str, Text]] = {
    "==": Text("sama dengan", "is"),
    "!=": Text("tidak sama dengan", "is not"),
    ">=": Text("paling sedikit", "is at least"),
    ">": Text("lebih dari", "is more than"),
    "<=": Text("paling banyak", "is at most"),
    "<": Text("kurang dari", "is less than"),
    "exists": Text("tersedia", "is available"),
}
_MOST_NAMED: Final = 10


@dataclass(frozen=True, slots=True)
class ExplainedCondition:
    """One comparison of a fact, in words, with the facts behind it."""

    text: Text
    state: State
    met: int
    not_met: int
    unknown: int
    facts: tuple[FactTrace, ...]


@dataclass(frozen=True, slots=True)
class ExplainedStep:
    """One step of a ladder, in words."""

    level: str
    text: Text
    state: State
    conditions: tuple[ExplainedCondition, ...]


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
    return Explanation(steps, trace.text, trace.facts, _raises(trace, title_of, names))


def state_of(truth: Truth) -> State:
    """Return the word for a truth."""
    return _STATES[truth]


def _step(step: StepTrace, title_of: TitleOf) -> ExplainedStep:
    return ExplainedStep(
        step.level,
        step.text,
        state_of(step.condition.truth),
        tuple(_conditions(step.condition, title_of, negated=False)),
    )


def _conditions(
    condition: ConditionTrace, title_of: TitleOf, *, negated: bool
) -> Iterator[ExplainedCondition]:
    """Yield the comparisons in a condition; below a `not` they say so."""
    if condition.kind == "fact":
        yield ExplainedCondition(
            _sentence(condition, title_of, negated=negated),
            state_of(condition.truth),
            condition.met,
            condition.not_met,
            condition.unknown,
            condition.facts,
        )
    for part in condition.parts:
        turned = negated != (condition.kind == "not")
        yield from _conditions(part, title_of, negated=turned)


def _sentence(condition: ConditionTrace, title_of: TitleOf, *, negated: bool) -> Text:
    title = title_of(condition.fact or "")
    compared = _compared(condition)
    whom, count = _whom(condition), _count(condition)
    start = Text("Tidak boleh terjadi: ", "Must not hold: ") if negated else Text("", "")
    return Text(
        f"{start.id}“{title.id}”{compared.id}{whom.id}{count.id}",
        f"{start.en}“{title.en}”{compared.en}{whom.en}{count.en}",
    )


def _compared(condition: ConditionTrace) -> Text:
    if condition.operator == "==" and condition.value is True:
        return Text("", "")
    words = _OPERATORS[condition.operator or "exists"]
    if condition.operator == "exists":
        return Text(f" {words.id}", f" {words.en}")
    value = value_words(condition.value)
    return Text(f" {words.id} {value.id}", f" {words.en} {value.en}")


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


def value_words(value: WrittenValue) -> Text:
    """Return a fact's value in words."""
    if isinstance(value, bool):
        return Text("ya", "true") if value else Text("tidak", "false")
    return Text(str(value), str(value))


def _raises(trace: RuleTrace, title_of: TitleOf, names: Mapping[str, str]) -> Text | None:
    """Say what the first step that does not hold still asks."""
    step = next((step for step in trace.steps if step.condition.truth is not True), None)
    if step is None:
        return None
    missing = [*_missing(step.condition)]
    titles = [*dict.fromkeys(title_of(each.fact) for each in missing)]
    who = [*dict.fromkeys(names.get(each.agency_code, each.agency_code) for each in missing)]
    return Text(
        f"Untuk tingkat {step.level}: {step.text.id}."
        + (f" Belum: {_listed([title.id for title in titles], 'dan')}" if titles else "")
        + (f" ({_listed(who, 'dan')})." if who else ""),
        f"For level {step.level}: {step.text.en}."
        + (f" Missing: {_listed([title.en for title in titles], 'and')}" if titles else "")
        + (f" ({_listed(who, 'and')})." if who else ""),
    )


def _missing(condition: ConditionTrace) -> Iterator[FactTrace]:
    if condition.truth is True:
        return
    yield from (each for each in condition.facts if each.truth is not True)
    for part in condition.parts:
        yield from _missing(part)


def _listed(words: list[str], last: str) -> str:
    """Return words as a list in a sentence; of many, the first ten and how many more."""
    if len(words) > _MOST_NAMED:
        return f"{', '.join(words[:_MOST_NAMED])} {last} {len(words) - _MOST_NAMED} +"
    return f" {last} ".join([", ".join(words[:-1]), words[-1]]) if len(words) > 1 else words[0]
