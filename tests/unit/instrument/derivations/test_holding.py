"""A condition is called impossible only if no facts whatever make it hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from instrument.derivations.domain.checks.holding import (
    can_hold,
    check_holding,
    turned_by_absence,
)
from instrument.derivations.domain.condition import (
    AllCondition,
    AnyCondition,
    Condition,
    FactCondition,
    NotCondition,
)
from instrument.derivations.domain.model import FactKind
from rules import condition as rules
from rules.example import ExampleFacts
from rules.fact import FactKind as ReadKind

CATALOGUE = {
    "set": FactKind("boolean", "", "year"),
    "money": FactKind("decimal", "IDR", "year"),
    "documents": FactKind("decimal", "count", "year"),
}
SUBJECT = rules.Subject("self", "2026")
NUMBERS = (Fraction(0), Fraction(1), Fraction(5, 2), Fraction(4))


def ask(fact: str, operator: Any, value: bool | Fraction | None = None, **more: Any) -> Condition:  # noqa: FBT001 - what is compared with
    return FactCondition(fact=fact, operator=operator, value=value, **more)


def fact_conditions() -> st.SearchStrategy[Condition]:
    """Return comparisons of one agency or of its subtree."""
    compared = st.one_of(
        st.tuples(st.just("set"), st.sampled_from(["==", "!="]), st.booleans()),
        st.tuples(
            st.sampled_from(["money", "documents"]),
            st.sampled_from(["==", "!=", ">=", ">", "<=", "<"]),
            st.sampled_from(NUMBERS),
        ),
        st.tuples(st.sampled_from(["set", "money"]), st.just("exists"), st.none()),
    )
    where: st.SearchStrategy[dict[str, Any]] = st.one_of(
        st.just({}),
        st.fixed_dictionaries(
            {
                "scope": st.just("subtree"),
                "quantifier": st.sampled_from(["all", "any"]),
                "subtree_kind": st.sampled_from([None, "agency", "region"]),
            }
        ),
        st.fixed_dictionaries(
            {
                "scope": st.just("subtree"),
                "quantifier": st.just("share"),
                "share": st.sampled_from([Fraction(1, 3), Fraction(1, 2), Fraction(1)]),
                "subtree_kind": st.sampled_from([None, "agency"]),
            }
        ),
    )
    return st.builds(lambda said, more: ask(*said, **more), compared, where)


def grown(parts: st.SearchStrategy[Condition]) -> st.SearchStrategy[Condition]:
    several = st.lists(parts, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        several.map(lambda found: AllCondition(conditions=found)),
        several.map(lambda found: AnyCondition(conditions=found)),
        parts.map(lambda found: NotCondition(condition=found)),
    )


CONDITIONS = st.recursive(fact_conditions(), grown, max_leaves=6)
TRUTHS = st.sampled_from([True, False, "absent", "unknown"])
AMOUNTS = st.sampled_from(["0", "1/2", "1", "2", "5/2", "3", "4", "9", "absent", "unknown"])
SAID = st.fixed_dictionaries(
    {}, optional={"set": TRUTHS, "money": st.one_of(AMOUNTS, st.just("-1")), "documents": AMOUNTS}
)
WORLDS = st.dictionaries(st.sampled_from(["A", "B"]), SAID).flatmap(
    lambda below: SAID.map(lambda own: {"self": own, **below})
)


def read(condition: Condition) -> rules.Condition:
    """Return the condition as it is evaluated in production."""
    match condition:
        case FactCondition():
            return rules.FactCondition(
                ReadKind(condition.fact, "year"),
                condition.operator,
                condition.value,
                condition.scope,
                condition.subtree_kind,
                condition.quantifier,
                condition.share,
                condition.year_offset,
            )
        case NotCondition():
            return rules.Not(read(condition.condition))
        case AllCondition():
            return rules.AllOf(tuple(map(read, condition.conditions)))
    return rules.AnyOf(tuple(map(read, condition.conditions)))


@settings(max_examples=500)
@given(CONDITIONS, WORLDS)
def test_what_holds_or_fails_in_some_world_is_never_called_impossible(
    condition: Condition, world: Any
) -> None:
    truth = rules.evaluate(read(condition), ExampleFacts(world), SUBJECT).truth
    if truth is not None:
        assert can_hold([condition], CATALOGUE, truth=truth)


@dataclass
class OneAgency:
    """Every state that one agency's facts can have, as far as the numbers tell them apart."""

    numbers: Iterable[Fraction] = (*NUMBERS, Fraction(1, 2), Fraction(2), Fraction(3), Fraction(9))

    def worlds(self) -> Iterable[dict[str, dict[str, bool | str]]]:
        amounts = ["absent", *map(str, self.numbers)]
        truths: list[bool | str] = [True, False, "absent"]
        for is_set, money, documents in product(truths, [*amounts, "-1"], amounts):
            yield {"self": {"set": is_set, "money": money, "documents": documents}}


OF_ONE_AGENCY = st.recursive(
    fact_conditions().filter(lambda found: getattr(found, "scope", "") == "agency"),
    grown,
    max_leaves=5,
)


@settings(max_examples=25, deadline=None)  # each tries every state of three facts
@given(OF_ONE_AGENCY)
def test_what_can_hold_for_one_agency_holds_in_some_world(condition: Condition) -> None:
    asked = read(condition)
    holds = any(
        rules.evaluate(asked, ExampleFacts(world), SUBJECT).truth for world in OneAgency().worlds()
    )
    assert can_hold([condition], CATALOGUE) is holds


@pytest.mark.parametrize(
    ("fact", "possible"), [("documents", False), ("money", True)], ids=["documents", "money"]
)
def test_only_what_is_never_negative_has_a_lower_end(fact: str, possible: bool) -> None:  # noqa: FBT001 - what is expected
    assert can_hold([ask(fact, "<", Fraction(0))], CATALOGUE) is possible


@pytest.mark.parametrize(
    ("first", "second", "possible"),
    [("1/2", "1/2", True), ("1/2", "2/3", False), ("1/3", "1/2", True), ("1", "1/10", False)],
)
def test_shares_of_what_excludes_each_other_fit_into_one_whole(
    first: str, second: str, *, possible: bool
) -> None:
    shares = [
        ask("set", "==", value, scope="subtree", quantifier="share", share=Fraction(share))
        for value, share in ((True, first), (False, second))
    ]
    assert can_hold(shares, CATALOGUE) is possible


def test_two_years_and_two_facts_do_not_contradict_each_other() -> None:
    now, before = ask("set", "==", True), ask("set", "==", False, year_offset=-1)
    assert can_hold([now, before, ask("money", ">", Fraction(4))], CATALOGUE)


def test_what_is_too_large_to_try_may_hold() -> None:
    either = AnyCondition(conditions=(ask("set", "==", True), ask("money", ">", Fraction(1))))
    impossible = AllCondition(conditions=(ask("set", "==", True), ask("set", "==", False)))
    assert not can_hold([impossible], CATALOGUE)
    assert not can_hold([*[either] * 8, impossible], CATALOGUE)
    assert can_hold([*[either] * 9, impossible], CATALOGUE)
    assert can_hold([impossible] * 60, CATALOGUE)


def test_only_the_smallest_impossible_part_is_named() -> None:
    impossible = AllCondition(conditions=(ask("set", "==", True), ask("set", "==", False)))
    whole = AllCondition(conditions=(ask("money", "exists"), NotCondition(condition=impossible)))
    found = [defect.pointer for defect in check_holding("/c", whole, CATALOGUE)]
    assert found == ["/c/conditions/1/condition"]


AT_LEAST = ask("money", ">=", Fraction(1))
DENIED = NotCondition(condition=AT_LEAST)
EXISTS = ask("money", "exists")


@pytest.mark.parametrize(
    ("condition", "beside", "places"),
    [
        (DENIED, (), ["/c/condition"]),
        (NotCondition(condition=DENIED), (), []),
        (ask("money", "<", Fraction(1)), (), []),
        (ask("money", "!=", Fraction(1)), (), []),
        (NotCondition(condition=EXISTS), (), []),
        (AllCondition(conditions=(EXISTS, DENIED)), (), []),
        (DENIED, (EXISTS,), []),
        (DENIED, (ask("documents", "exists"),), ["/c/condition"]),
        (DENIED, (ask("money", "exists", year_offset=-1),), ["/c/condition"]),
        (AllCondition(conditions=(ask("money", "<", Fraction(4)), DENIED)), (), []),
        (AnyCondition(conditions=(EXISTS, DENIED)), (), ["/c/conditions/1/condition"]),
        (
            NotCondition(condition=AnyCondition(conditions=(ask("set", "==", True), AT_LEAST))),
            (),
            ["/c/condition/conditions/0", "/c/condition/conditions/1"],
        ),
        (
            NotCondition(condition=ask("money", ">=", Fraction(1), scope="subtree")),
            (ask("money", "exists", scope="subtree"),),
            [],
        ),
        (
            NotCondition(condition=ask("money", ">=", Fraction(1), scope="subtree")),
            (),
            ["/c/condition"],
        ),
    ],
)
def test_a_denied_comparison_that_absence_makes_true_is_named(
    condition: Condition, beside: tuple[Condition, ...], places: list[str]
) -> None:
    assert [*turned_by_absence("/c", condition, beside, CATALOGUE)] == places
