"""Conditions have three truths: what is unknown is neither met nor unmet."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.worlds import AMOUNT, CONSULTED, SUBJECT, World, ask, below

from rules.condition import (
    AllOf,
    AnyOf,
    Condition,
    Not,
    Subject,
    Truth,
    asks_nothing,
    evaluate,
    every,
    in_use,
    some,
)
from rules.fact import FactKind, FactValue

TRUTHS: tuple[Truth, ...] = (True, False, None)
REGION = ("1", "1.1", "1.2", "1.3", "1.4", "1.5")


def truth(condition: Condition, world: World) -> Truth:
    return evaluate(condition, world, SUBJECT).truth


@pytest.mark.parametrize(("one", "other"), list(product(TRUTHS, TRUTHS)))
def test_kleenes_tables_hold(one: Truth, other: Truth) -> None:
    known = {True, False}
    both = {a and b for a in ({one} & known or known) for b in ({other} & known or known)}
    either = {a or b for a in ({one} & known or known) for b in ({other} & known or known)}

    assert every([one, other]) == (both.pop() if len(both) == 1 else None)
    assert some([one, other]) == (either.pop() if len(either) == 1 else None)


def test_the_denial_of_a_comparison_holds_for_an_absent_fact_and_the_opposite_does_not() -> None:
    """Decided once (docs/scoring.md): *not* turns the truth, and nothing else."""
    world = World().say("1", AMOUNT, None)

    assert truth(ask(AMOUNT, ">=", 10), world) is False
    assert truth(Not(ask(AMOUNT, ">=", 10)), world) is True
    assert truth(ask(AMOUNT, "<", 10), world) is False
    assert truth(AllOf((ask(AMOUNT, "exists"), Not(ask(AMOUNT, ">=", 10)))), world) is False


@given(st.lists(st.sampled_from(TRUTHS)))
def test_all_and_any_are_each_others_mirror(truths: list[Truth]) -> None:
    mirrored = [None if each is None else not each for each in truths]
    turned = every(truths)

    assert some(mirrored) == (None if turned is None else not turned)


@pytest.mark.parametrize(
    ("value", "operator", "asked", "found"),
    [
        (True, "==", True, True),
        (False, "==", True, False),
        (False, "!=", True, True),
        (5, ">", 0, True),
        (0, ">", 0, False),
        (5, ">=", 5, True),
        (5, "<=", 4, False),
        (5, "<", 6, True),
        (5, "==", 5, True),
        (5, "exists", None, True),
        (None, "exists", None, False),
        (None, "==", True, False),
        (None, "!=", True, False),
        (None, ">", 0, False),
        (True, ">", 0, None),
        (True, "==", 1, None),
        (1, "==", True, None),
        (True, ">=", True, None),
    ],
)
def test_a_fact_is_compared(
    value: FactValue, operator: str, asked: FactValue, found: Truth
) -> None:
    world = World().say("1", CONSULTED, value)

    assert truth(ask(CONSULTED, operator, asked), world) is found


@pytest.mark.parametrize("operator", ["==", "!=", "exists"])
def test_a_fact_never_seen_is_unknown(operator: str) -> None:
    assert truth(ask(operator=operator), World()) is None


def test_not_turns_the_known_and_leaves_the_unknown() -> None:
    assert truth(Not(ask()), World().say("1", CONSULTED, False)) is True
    assert truth(Not(ask()), World()) is None


@pytest.mark.parametrize(
    ("said", "all_", "any_"),
    [
        ([True] * 5, True, True),
        ([True] * 4 + [False], False, True),
        ([True] * 4 + [None], None, True),
        ([False] * 4 + [None], False, None),
        ([False] * 5, False, False),
        ([None] * 5, None, None),
    ],
)
def test_a_subtree_is_quantified(said: list[Truth], all_: Truth, any_: Truth) -> None:
    world = World(REGION)
    for code, value in zip(REGION[1:], said, strict=True):
        if value is not None:
            world.say(code, CONSULTED, value)

    assert truth(below("all", subtree_kind="agency"), world) is all_
    assert truth(below("any", subtree_kind="agency"), world) is any_


@pytest.mark.parametrize(
    ("met", "unmet", "found"),
    [(4, 1, True), (3, 0, None), (3, 1, None), (3, 2, False), (0, 2, False)],
)
def test_a_share_counts_what_could_still_come(met: int, unmet: int, found: Truth) -> None:
    world = World(REGION)
    for place, code in enumerate(REGION[1 : 1 + met + unmet]):
        world.say(code, CONSULTED, place < met)

    condition = below("share", share=Fraction(4, 5), subtree_kind="agency")

    assert truth(condition, world) is found


def test_of_an_empty_subtree_nothing_is_known() -> None:
    """An agency tree that has not arrived must turn nothing green."""
    for quantifier in ("all", "any"):
        assert truth(below(quantifier), World(())) is None


def test_a_month_reads_its_quarter_and_its_year() -> None:
    world = World().say("1", FactKind("q"), 5, "2026-Q4").say("1", FactKind("y"), 7, "2025")
    subject = Subject("1", "2026-11")
    quarter = ask(FactKind("q", "quarter"), "==", 5)
    year_before = ask(FactKind("y", "year"), "==", 7, year_offset=-1)

    assert evaluate(quarter, world, subject).truth is True
    assert evaluate(year_before, world, subject).truth is True


def test_a_year_cannot_read_a_month() -> None:
    world = World().say("1", FactKind("m"), 5, "2026-11")

    assert truth(ask(FactKind("m", "month"), "==", 5), world) is None


def test_what_cannot_be_read_now_is_true_but_not_firm() -> None:
    trace = evaluate(ask(), World().say("1", CONSULTED, True).lose("1", CONSULTED), SUBJECT)

    assert (trace.truth, trace.firm) == (True, None)


def test_it_is_firm_when_others_suffice() -> None:
    world = (
        World(REGION).say("1.1", CONSULTED, True).say("1.2", CONSULTED, True).lose("1.1", CONSULTED)
    )
    trace = evaluate(below("any"), world, SUBJECT)

    assert (trace.truth, trace.firm) == (True, True)


def test_the_facts_in_use_are_those_that_decide() -> None:
    world = World(REGION)
    for code in REGION[1:]:
        world.say(code, CONSULTED, code != "1.3")
    unmet = evaluate(below("all", subtree_kind="agency"), world, SUBJECT)
    met = evaluate(below("any", subtree_kind="agency"), world, SUBJECT)

    assert [member.agency_code for member in in_use(unmet)] == ["1.3"]
    assert [member.agency_code for member in in_use(met)] == ["1.1", "1.2", "1.4", "1.5"]


def test_parts_that_do_not_decide_are_not_in_use() -> None:
    world = World().say("1", CONSULTED, False).say("1", AMOUNT, 5)
    trace = evaluate(AllOf((ask(), ask(AMOUNT, ">", 0))), world, SUBJECT)

    assert [member.fact for member in in_use(trace)] == [CONSULTED.name]


def test_only_an_empty_all_asks_nothing() -> None:
    assert asks_nothing(AllOf(()))
    assert asks_nothing(AllOf((AllOf(()),)))
    assert not asks_nothing(AnyOf(()))
    assert not asks_nothing(ask())
    assert truth(AnyOf(()), World()) is False


def test_of_a_successor_the_year_before_is_its_predecessors() -> None:
    year_before = ask(CONSULTED, year_offset=-1)
    world = World(holders={("1", "2025"): "old"}).say("old", CONSULTED, True, "2025")

    found = evaluate(year_before, world, SUBJECT)
    assert found.truth is True
    assert [member.agency_code for member in found.members] == ["old"]
    assert truth(ask(CONSULTED), world) is None


@pytest.mark.parametrize("turned", [False, True], ids=["asked", "denied"])
def test_of_several_predecessors_nothing_is_known(*, turned: bool) -> None:
    year_before: Condition = ask(CONSULTED, year_offset=-1)
    world = World(holders={("1", "2025"): None}).say("1", CONSULTED, True, "2025")

    assert truth(Not(year_before) if turned else year_before, world) is None


def test_in_a_subtree_nobody_is_counted_twice() -> None:
    half = below("share", share=Fraction(1, 2), year_offset=-1)
    parts = {("1.2", "2025"): "1.1", ("1.3", "2025"): "1.1"}
    world = World(("1.1", "1.2", "1.3", "1.4", "1.5"), holders=dict(parts))
    for code in ("1.1", "1.4", "1.5"):
        world.say(code, CONSULTED, code == "1.1", "2025")

    assert truth(half, world) is False
    assert truth(half, world.say("1.4", CONSULTED, True, "2025")) is True


def test_whom_a_question_does_not_apply_to_makes_some_not_true() -> None:
    """Of nobody who had an ICT plan, nobody consulted anybody."""
    world = World(("1", "1.1", "1.2")).say("1", CONSULTED, value=False)
    world.say("1.1", CONSULTED, value=False).say_of_nothing("1.2", CONSULTED)

    for asked in (below("any"), ask(operator="exists", scope="subtree", quantifier="any")):
        members = evaluate(asked, world, SUBJECT).members
        assert next(each.truth for each in members if each.agency_code == "1.2") is False
    assert truth(below("any"), world) is False
    world.say("1.1", CONSULTED, value=True)
    assert truth(below("any"), world) is True


def test_whom_a_question_does_not_apply_to_stands_in_the_way_of_nobody() -> None:
    world = World(("1", "1.1", "1.2")).say("1", CONSULTED, value=True)
    world.say("1.1", CONSULTED, value=True).say_of_nothing("1.2", CONSULTED)

    assert truth(below("all"), world) is True


def test_a_share_is_of_those_whom_the_question_applies_to() -> None:
    world = World(("1", "1.1", "1.2")).say("1", CONSULTED, value=False)
    world.say("1.1", CONSULTED, value=False).say_of_nothing("1.2", CONSULTED)

    assert truth(below("share", share=Fraction(1, 3)), world) is False
    world.say("1.1", CONSULTED, value=True)
    assert truth(below("share", share=Fraction(1, 2)), world) is True
    nothing = World(("1",)).say_of_nothing("1", CONSULTED)
    assert truth(below("share", share=Fraction(1, 2)), nothing) is None
