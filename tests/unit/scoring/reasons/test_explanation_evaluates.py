"""Whoever evaluates an explanation again, by what it says alone, gets the score."""

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import Mixed, mixed_answers
from tests.unit.rules.worlds import AMOUNT, CONSULTED, SUBJECT, TEXT, World, ask, below, step

from rules.compiled import CompiledEdition
from rules.condition import AllOf, AnyOf, Condition, Not, every, some
from rules.derivation import Ladder, Rule, derive
from rules.edition import NOT_APPLICABLE
from rules.exact import Number, parse, simplest, text_of
from rules.fact import FactKind
from rules.measure import Measure
from rules.text import Text
from scoring.reasons.domain.explanation import ExplainedCondition, Explanation, Logic, explain
from scoring.reasons.domain.raises_by_rule import measured, next_by_rule
from scoring.reasons.domain.written_sum import WrittenSum, answers_on, value_of, written_sum
from scoring.state.domain.assessment import Assessment, Decision
from scoring.state.domain.trace import RuleTrace, trace_of
from scoring.state.domain.track import EVALUATION

Truth = bool | None

REGION = ("1", "1.1", "1.2", "1.3")
STATES: dict[str, Truth] = {"met": True, "not_met": False, "unknown": None}
AGAINST = FactKind("planning.target", "year", "sum")

values: st.SearchStrategy[Any] = st.sampled_from([True, False, None, "unseen"])
leaves = st.one_of(
    st.sampled_from(["all", "any"]).map(below),
    st.fractions(0, 1, max_denominator=4).map(lambda share: below("share", share=simplest(share))),
    st.just(ask()),
    st.integers(0, 9).map(lambda least: ask(AMOUNT, ">=", least)),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3).map(lambda parts: AllOf(tuple(parts))),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: AnyOf(tuple(parts))),
        inner.map(Not),
    ),
    max_leaves=6,
)


@st.composite
def worlds(draw: st.DrawFn) -> World:
    world = World(REGION)
    for code in REGION:
        value = draw(values)
        if value != "unseen":
            world.say(code, CONSULTED, value)
            if draw(st.booleans()):
                world.lose(code, CONSULTED)
    amount = draw(st.none() | st.integers(0, 9))
    return world if amount is None else world.say("1", AMOUNT, amount)


def explained(rule: Rule, world: World) -> tuple[RuleTrace, Explanation, Number | None]:
    result = derive(rule, world, SUBJECT)
    stored = msgspec.json.encode(trace_of(rule, result))
    trace = msgspec.json.decode(stored, type=RuleTrace)
    return trace, explain(trace, lambda fact: Text(fact, fact), {}), result.level


def truth_of(condition: ExplainedCondition) -> Truth:
    """Return whether the comparison holds, from how many agencies meet it."""
    met, total = condition.met, condition.met + condition.not_met + condition.unknown
    truths: list[Truth] = [True] * met + [False] * condition.not_met + [None] * condition.unknown
    if not truths:
        return None
    if condition.quantifier == "any":
        return some(truths)
    if condition.quantifier != "share" or condition.share is None:
        return every(truths)
    needed = parse(condition.share) * total
    if met >= needed:
        return True
    return False if met + condition.unknown < needed else None


def evaluated(logic: Logic, facts: tuple[ExplainedCondition, ...]) -> Truth:
    if logic.kind == "fact":
        assert logic.condition is not None
        condition = facts[logic.condition]
        truth = truth_of(condition)
        shown = truth if not condition.negated or truth is None else not truth
        assert STATES[condition.state] is shown
        return truth
    parts = [evaluated(part, facts) for part in logic.parts]
    if logic.kind == "not":
        return None if parts[0] is None else not parts[0]
    return every(parts) if logic.kind == "all" else some(parts)


@given(worlds(), st.lists(conditions, min_size=1, max_size=3))
def test_a_ladder_gives_the_level_that_its_explanation_gives(
    world: World, asked: list[Condition]
) -> None:
    steps = tuple(step(level, condition) for level, condition in enumerate(asked, start=1))
    trace, found, level = explained(Rule("rule", "1", Ladder(steps)), world)

    truths = [evaluated(each.logic, each.conditions) for each in found.steps]
    assert truths == [STATES[each.state] for each in found.steps]
    first = next((at for at, truth in enumerate(truths) if truth is not True), len(truths))
    unproven = first < len(truths) and truths[first] is None
    if first == 0 or (unproven and all(asks_nothing(each.logic) for each in found.steps[:first])):
        assert level is None
    else:
        assert level is not None
        assert text_of(level) == found.steps[first - 1].level
    if first == len(asked):
        assert found.raises is None
        assert next_by_rule(trace, len(asked)) is None
    else:
        assert next_by_rule(trace, first) == first + 1
        assert found.raises is not None
        assert found.raises.en.startswith(f"For level {found.steps[-1].level}: ")


def asks_nothing(logic: Logic) -> bool:
    return logic.kind == "all" and all(map(asks_nothing, logic.parts))


numbers = st.fractions(-50, 200, max_denominator=20).map(simplest)
formulas: st.SearchStrategy[Any] = st.sampled_from(
    ["value", "ratio", "higher_is_better", "lower_is_better"]
)


@given(numbers, numbers, formulas)
def test_a_measure_gives_the_level_that_its_numbers_give(
    value: Number, against: Number, formula: Any
) -> None:
    rule = Rule("rule", "1", Measure(formula, AMOUNT, TEXT, AGAINST))
    world = World().say("1", AMOUNT, value).say("1", AGAINST, against)
    trace, found, level = explained(rule, world)
    assert level is None or next_by_rule(trace, level) == (
        min(level + 1, 100) if level < 100 else None
    )

    if formula != "value" and against <= 0:
        assert level is None
        assert found.raises is not None
        assert ("below zero" in found.raises.en) == (against < 0)
        return
    assert trace.value is not None
    assert trace.against_value is not None
    number = measured(formula, parse(trace.value), parse(trace.against_value))
    bottom, top = parse(trace.bottom or ""), parse(trace.top)
    assert level == max(bottom, min(top, number))
    assert (found.raises is None) == (level == top)


@given(st.integers(1, 90), st.integers(1, 200), formulas)
def test_the_number_that_is_asked_for_raises_a_measure_by_one(
    value: int, against: int, formula: Any
) -> None:
    rule = Rule("rule", "1", Measure(formula, AMOUNT, TEXT, AGAINST))
    world = World().say("1", AMOUNT, value).say("1", AGAINST, against)
    _, found, level = explained(rule, world)
    if found.raises is None or level is None:
        return
    asked = parse(found.raises.en.split(" at ", 1)[1].split(" ")[1])
    _, _, raised = explained(rule, world.say("1", AMOUNT, asked))

    assert raised == min(level + 1, 100)


def state_of(mixed: Mixed) -> Assessment:
    edition, answers = mixed
    assessment = Assessment(CompiledEdition(edition), EVALUATION)
    for code, answer in answers.items():
        assessment.decide(edition.position[code], 0, Decision(1, answer))
    return assessment


def sums_of(assessment: Assessment) -> Iterable[tuple[str, WrittenSum]]:
    edition, answers = assessment.compiled.edition, answers_on(assessment, "self")
    for node in edition.nodes:
        climbed = node.is_answered and assessment.source(edition.position[node.code], "self")
        if not node.is_answered or climbed == "criteria":
            yield node.code, written_sum(edition, node, answers)


@given(mixed_answers())
def test_from_the_levels_up_the_written_sums_give_every_value_and_the_index(mixed: Mixed) -> None:
    assessment = state_of(mixed)
    edition = assessment.compiled.edition
    sums = dict(sums_of(assessment))
    leaves_at = {
        node.code: assessment.level(at, "self") for at, node in enumerate(edition.answered)
    }

    def again(code: str) -> Number | None:
        """Evaluate a node by its own sum, over its children evaluated the same way."""
        if code not in sums:
            level = leaves_at[code]
            node = edition.answered[edition.position[code]]
            return node.anchor if level is NOT_APPLICABLE else level
        written = sums[code]
        for term in written.terms:
            value = again(term.code)
            if term.part == "counts":
                assert (value or 0) == term.value
        found = value_of(written)
        return None if found is None else simplest(Fraction(found) / written.scale)

    again("index")
    values = assessment.tracks()["self"].values
    for node, above, beneath in zip(
        edition.inner, values.numerators, values.denominators, strict=True
    ):
        exact = simplest(Fraction(above, beneath)) if beneath else None
        assert value_of(sums[node.code]) == sums[node.code].value == exact
    for code, written in sums.items():
        if code in edition.position:
            assert written.value == assessment.level(edition.position[code], "self")


@given(mixed_answers())
def test_the_shares_of_what_counts_add_up_to_one(mixed: Mixed) -> None:
    for _, written in sums_of(state_of(mixed)):
        shares = [term.share for term in written.terms if term.share is not None]

        assert sum(shares) == (1 if shares else 0)
