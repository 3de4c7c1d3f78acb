"""What is asked of the rules by others and goes through no other test here."""

from fractions import Fraction

import pytest
from tests.unit.rules.samples import CRITERION, PERCENT
from tests.unit.rules.worlds import AMOUNT, CONSULTED, SUBJECT, TEXT, World, ask, below, step

from rules.condition import AllOf, AnyOf, Need, Not, evaluate
from rules.derivation import Ladder, Rule, derive
from rules.fact import FactValue, WrittenValue, value_text
from rules.measure import Measure


@pytest.mark.parametrize(
    ("value", "text"),
    [(True, True), (False, False), (None, None), (3, "3"), (Fraction(1, 3), "1/3")],
)
def test_a_value_travels_as_a_truth_or_as_an_exact_text(
    value: FactValue, text: WrittenValue
) -> None:
    assert value_text(value) == text
    assert type(value_text(value)) is type(text)


def test_without_its_trace_a_level_is_the_same() -> None:
    world = World().say("1", AMOUNT, 5)
    ladder = Rule("r", "1", Ladder((step(1), step(2, ask(AMOUNT, ">", 3)))))
    measure = Rule("m", "1", Measure("value", AMOUNT, TEXT, None, "agency", 0, 100))

    for rule, level in ((ladder, 2), (measure, 5)):
        whole = derive(rule, world, SUBJECT)
        bare = whole.without_trace()

        assert whole.steps or whole.members
        assert (bare.steps, bare.members, bare.numbers) == ((), (), (None, None))
        assert bare.level == whole.level == level
        assert (bare.covered, bare.oldest_fact_at, bare.stale_since) == (
            whole.covered,
            whole.oldest_fact_at,
            whole.stale_since,
        )


def test_a_scale_knows_its_named_steps() -> None:
    assert CRITERION.named(Fraction(1, 2)) is CRITERION.levels[1]
    assert CRITERION.named(1) is CRITERION.levels[2]
    assert CRITERION.named(Fraction(1, 3)) is CRITERION.named(None) is PERCENT.named(5) is None


def test_a_trace_says_what_kind_of_condition_it_is_of_and_keeps_its_parts() -> None:
    part = ask(AMOUNT, ">", 3)
    world = World().say("1", AMOUNT, 5)
    own = evaluate(part, world, SUBJECT)

    assert own.kind == "fact"
    for kind, whole in (("not", Not(part)), ("all", AllOf((part,))), ("any", AnyOf((part,)))):
        trace = evaluate(whole, world, SUBJECT)
        assert (trace.kind, trace.parts) == (kind, (own,))


def test_what_a_rule_reads_is_known_with_its_year_and_scope() -> None:
    before = ask(AMOUNT, ">", 3, year_offset=-1)
    ladder = Rule("r", "1", Ladder((step(1), step(2, AllOf((before, Not(below())))))))
    measure = Rule("m", "1", Measure("ratio", AMOUNT, TEXT, CONSULTED, "subtree", 0, 100))

    assert ladder.needs == {Need(AMOUNT, "agency", -1), Need(CONSULTED, "subtree")}
    assert measure.needs == {Need(AMOUNT, "subtree"), Need(CONSULTED, "subtree")}


def test_what_is_derived_names_its_rule_and_the_steps_up_to_the_first_that_fails() -> None:
    steps = (step(1), step(2, ask(AMOUNT, ">", 9)), step(3, ask(AMOUNT, ">", 1)))
    found = derive(Rule("r", "1", Ladder(steps)), World().say("1", AMOUNT, 5), SUBJECT)

    assert (found.rule_code, found.level) == ("r", 1)
    assert len(found.steps) == 2
