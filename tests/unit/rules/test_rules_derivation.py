"""Ladders climb what is proven; measures need every number; a dead source lowers no level."""

from datetime import timedelta
from fractions import Fraction

import pytest
from tests.unit.rules.worlds import AMOUNT, AT, CONSULTED, SUBJECT, TEXT, World, ask, step

from rules.condition import AllOf
from rules.derivation import (
    DerivationError,
    DerivationSet,
    Derived,
    Ladder,
    Rule,
    Step,
    derive,
)
from rules.exact import Number, parse, text_of
from rules.fact import FactKind, FactValue
from rules.measure import Measure

PLAN = FactKind("budgeting.cash_plan", "year", "sum")
SHARE = FactKind("budgeting.share", "year", "mean")


def ladder(*steps: Step) -> Rule:
    return Rule("rule", "1", Ladder(steps))


def result(rule: Rule, world: World) -> Derived:
    return derive(rule, world, SUBJECT)


RULE = ladder(step(1), step(2, ask(AMOUNT, ">", 0)), step(3, ask()))


@pytest.mark.parametrize(
    ("amount", "consulted", "level"),
    [(5, True, 3), (5, False, 2), (5, None, 2), (0, True, 1), (None, True, 1)],
)
def test_a_ladder_is_climbed_up_to_the_first_step_that_fails(
    amount: FactValue, consulted: FactValue, level: int
) -> None:
    found = result(RULE, World().say("1", AMOUNT, amount).say("1", CONSULTED, consulted))

    assert (found.level, found.covered) == (level, True)


def test_while_the_first_condition_is_unknown_there_is_no_level() -> None:
    assert result(RULE, World()).level is None
    assert result(RULE, World().say("1", CONSULTED, True)).level is None


def test_a_later_unknown_step_leaves_the_proven_level_uncovered() -> None:
    found = result(RULE, World().say("1", AMOUNT, 5))

    assert (found.level, found.covered) == (2, False)


def test_a_ladder_without_a_free_step_may_give_no_level_for_certain() -> None:
    rule = ladder(step(2, ask(AMOUNT, ">", 0)))

    assert result(rule, World().say("1", AMOUNT, 0)).level is None


def test_a_dead_source_lowers_no_level_but_the_coverage() -> None:
    world = World().say("1", AMOUNT, 5).say("1", CONSULTED, True)
    before = result(RULE, world)
    world.lose("1", CONSULTED, days=3).lose("1", AMOUNT, days=2)
    after = result(RULE, world)

    assert after.level == before.level == 3
    assert (before.covered, after.covered) == (True, False)
    assert before.stale_since is None
    assert after.stale_since == AT + timedelta(days=2)
    assert after.oldest_fact_at == before.oldest_fact_at == AT


def test_a_dead_source_that_decides_nothing_leaves_the_level_covered() -> None:
    world = World().say("1", AMOUNT, 0).say("1", CONSULTED, True).lose("1", CONSULTED)

    assert (result(RULE, world).level, result(RULE, world).covered) == (1, True)


@pytest.mark.parametrize(
    ("formula", "value", "against", "level"),
    [
        ("ratio", 50, 200, 25),
        ("ratio", 20, 3, 100),
        ("ratio", 1, 3, Fraction(100, 3)),
        ("ratio", 5, 0, None),
        ("ratio", -5, 10, 0),
        ("ratio", -50, -10, None),
        ("ratio", -5, -10, None),
        ("higher_is_better", -20, -10, None),
        ("lower_is_better", 5, -10, None),
        ("ratio", None, 10, None),
        ("ratio", 10, None, None),
        ("higher_is_better", 3, 4, 75),
        ("lower_is_better", 3, 4, 100),
        ("lower_is_better", 5, 4, 75),
        ("lower_is_better", 9, 4, 0),
    ],
)
def test_a_measure_is_a_number_cut_to_its_ends(
    formula: str, value: Number | None, against: Number | None, level: Number | None
) -> None:
    rule = Rule("rule", "1", Measure(formula, AMOUNT, TEXT, PLAN))  # type: ignore[arg-type]  # parametrized
    found = result(rule, World().say("1", AMOUNT, value).say("1", PLAN, against))

    assert found.level == level
    assert found.covered is (level is not None)


def test_a_measure_of_an_unknown_fact_has_no_level() -> None:
    rule = Rule("rule", "1", Measure("ratio", AMOUNT, TEXT, PLAN))

    assert result(rule, World().say("1", AMOUNT, 5)).level is None
    assert result(Rule("rule", "1", Measure("value", AMOUNT, TEXT)), World()).level is None


def test_a_measure_of_a_truth_value_has_no_level() -> None:
    rule = Rule("rule", "1", Measure("value", CONSULTED, TEXT))

    assert result(rule, World().say("1", CONSULTED, True)).level is None


@pytest.mark.parametrize(
    ("aggregation", "level"),
    [("sum", 60), ("mean", 20), ("minimum", 10), ("maximum", 30), ("any", None)],
)
def test_a_measure_of_a_subtree_is_summed_up_by_the_facts_own_rule(
    aggregation: str, level: Number | None
) -> None:
    fact = FactKind("fact", "year", aggregation)  # type: ignore[arg-type]  # parametrized
    world = World(("1", "1.1", "1.2", "1.3"))
    for code, value in (("1.1", 10), ("1.2", 20), ("1.3", 30)):
        world.say(code, fact, value)
    rule = Rule("rule", "1", Measure("value", fact, TEXT, scope="subtree"))

    assert result(rule, world).level == level
    assert result(rule, world).left == ()


@pytest.mark.parametrize(
    ("aggregation", "level"), [("sum", 60), ("mean", None), ("minimum", None), ("maximum", 30)]
)
def test_a_measure_does_not_look_better_without_who_reported_nothing(
    aggregation: str, level: Number | None
) -> None:
    fact = FactKind("fact", "year", aggregation)  # type: ignore[arg-type]  # parametrized
    world = World(("1", "1.1", "1.2", "1.3", "1.4"))
    for code, value in (("1.1", 10), ("1.2", 20), ("1.3", 30), ("1.4", None)):
        world.say(code, fact, value)
    found = result(Rule("rule", "1", Measure("value", fact, TEXT, scope="subtree")), world)

    assert (found.level, found.covered) == (level, level is not None)
    assert [member.agency_code for member in found.left] == ["1.4"]
    assert "1.4" not in {member.agency_code for member in found.members}


def test_a_measure_of_a_subtree_needs_every_agency() -> None:
    world = World(("1", "1.1", "1.2")).say("1.1", AMOUNT, 5)
    rule = Rule("rule", "1", Measure("value", AMOUNT, TEXT, scope="subtree"))

    assert result(rule, world).level is None


RATIO = Rule("rule", "1", Measure("ratio", AMOUNT, TEXT, PLAN, scope="subtree", maximum=1000))


def pairs(*numbers: tuple[FactValue, FactValue]) -> World:
    """Return a region in which each agency has these two numbers; None: absent."""
    codes = [f"1.{place}" for place, _ in enumerate(numbers, start=1)]
    world = World(("1", *codes))
    for code, (amount, plan) in zip(codes, numbers, strict=True):
        world.say(code, AMOUNT, amount).say(code, PLAN, plan)
    return world


@pytest.mark.parametrize(
    ("numbers", "level", "left"),
    [
        ([(80, 100), (100, None)], 80, ["1.2"]),
        ([(80, 100), (None, 100)], 80, ["1.2"]),
        ([(80, 100), (None, None)], 80, ["1.2"]),
        ([(80, 100), (0, 100)], 40, []),
        ([(80, None), (None, 100)], None, ["1.1", "1.2"]),
    ],
)
def test_a_ratio_over_a_subtree_takes_both_numbers_of_an_agency_or_neither(
    numbers: list[tuple[FactValue, FactValue]], level: Number | None, left: list[str]
) -> None:
    found = result(RATIO, pairs(*numbers))
    assert found.level == level
    assert sorted(member.agency_code for member in found.left) == sorted(2 * left)
    assert not {member.agency_code for member in found.members} & set(left)


def test_what_cannot_be_known_is_not_left_out_of_a_ratio() -> None:
    world = pairs((80, 100), (100, 100))
    del world.known["1.2", PLAN.name, "2026"]
    assert result(RATIO, world).level is None


def test_an_absence_that_can_no_longer_be_read_leaves_the_ratio_uncovered() -> None:
    world = pairs((80, 100), (100, None)).lose("1.2", PLAN)
    found = result(RATIO, world)
    assert (found.level, found.covered) == (80, False)
    assert found.stale_since == AT + timedelta(1)


def test_a_derived_level_survives_being_written() -> None:
    """However long the numbers are, what is stored is what counts."""
    rule = Rule("rule", "1", Measure("ratio", AMOUNT, TEXT, PLAN))
    world = World().say("1", AMOUNT, 10**38 + 7).say("1", PLAN, 3**90)
    level = result(rule, world).level

    assert level is not None
    assert parse(text_of(level)) == level


@pytest.mark.parametrize(
    ("rules", "reason"),
    [
        ((RULE, RULE), "two rules"),
        ((ladder(step(2), step(1)),), "must rise"),
        ((ladder(),), "must rise"),
        ((ladder(step(1, ask(CONSULTED, "==", None))),), "needs a value"),
        ((ladder(step(1, ask(quantifier="share"))),), "needs a share"),
        ((Rule("rule", "1", Measure("ratio", AMOUNT, TEXT)),), "needs against"),
    ],
)
def test_what_is_no_derivation_set_is_refused(rules: tuple[Rule, ...], reason: str) -> None:
    with pytest.raises(DerivationError, match=reason):
        DerivationSet("edition", 1, rules)


def test_a_set_knows_which_rules_read_a_fact() -> None:
    other = Rule("other", "2", Measure("ratio", AMOUNT, TEXT, PLAN))
    both = DerivationSet("edition", 1, (RULE, other))

    assert both.reading[AMOUNT.name] == (RULE, other)
    assert both.reading[PLAN.name] == (other,)
    assert {need.fact for need in RULE.needs} == {AMOUNT, CONSULTED}


def test_a_ladder_that_asks_nothing_at_all_gives_its_level() -> None:
    found = result(ladder(step(1, AllOf(()))), World())

    assert (found.level, found.covered) == (1, True)
