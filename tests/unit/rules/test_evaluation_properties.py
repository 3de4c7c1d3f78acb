"""What holds for every edition, whatever its tree, its aggregations and its answers."""

from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from random import Random

from hypothesis import assume, given
from hypothesis import strategies as st
from tests.unit.rules.samples import CRITERION, Mixed, edition, mixed_answers

from rules.edition import NOT_APPLICABLE, Aggregation, Answer, Edition, Node, NotApplicable
from rules.evaluation import Breakdown, NodeValue, evaluate
from rules.exact import Number

SUMS_OF_PRODUCTS: tuple[Aggregation, ...] = ("weighted_mean", "mean", "sum")


def by_code(breakdown: Breakdown) -> dict[str, NodeValue]:
    return {each.code: each for each in breakdown.nodes}


def counting(breakdown: Breakdown) -> Iterable[tuple[Number, Number]]:
    """Yield the value and the effective weight of every indicator that counts."""
    for each in breakdown.nodes:
        if each.kind == "indicator" and each.exact is not None:
            yield each.exact, each.effective_weight


@given(mixed_answers())
def test_the_weights_of_what_counts_add_up_to_the_whole(drawn: Mixed) -> None:
    breakdown = evaluate(*drawn)
    total = sum(weight for _, weight in counting(breakdown))

    assert total == (0 if breakdown.exact is None else 100)


@given(mixed_answers())
def test_below_every_node_the_weights_add_up_to_its_own(drawn: Mixed) -> None:
    of, answers = drawn
    found = by_code(evaluate(of, answers))
    for parent in of.nodes:
        children = [found[child.code] for child in of.children.get(parent.code, ())]
        if children and found[parent.code].basis in ("children", "criteria"):
            whole = sum(child.effective_weight for child in children)
            assert whole == found[parent.code].effective_weight


@given(mixed_answers())
def test_what_has_no_value_has_no_weight_unless_it_is_an_unmet_criterion(drawn: Mixed) -> None:
    for each in evaluate(*drawn).nodes:
        if each.exact is None and each.kind != "criterion":
            assert each.effective_weight == 0
        if each.answer is NOT_APPLICABLE and each.basis != "anchor":
            assert each.effective_weight == 0


@given(mixed_answers(SUMS_OF_PRODUCTS))
def test_indicators_recombine_to_the_index_by_their_effective_weights(drawn: Mixed) -> None:
    breakdown = evaluate(*drawn)
    assume(breakdown.exact is not None)

    assert breakdown.exact == Fraction(
        sum(value * weight for value, weight in counting(breakdown))
    ) / Fraction(100)


@given(mixed_answers())
def test_the_index_lies_between_the_least_and_the_greatest_value(drawn: Mixed) -> None:
    breakdown = evaluate(*drawn)
    values = [value for value, _ in counting(breakdown)]

    assert (breakdown.exact is None) == (not values)
    if breakdown.exact is not None:
        assert min(values) <= breakdown.exact <= max(values)


@given(mixed_answers(), st.data())
def test_a_higher_answer_never_lowers_any_node(drawn: Mixed, data: st.DataObject) -> None:
    of, answers = drawn
    levels = {code: level for code, level in answers.items() if not _is_na(level)}
    assume(levels)
    code = data.draw(st.sampled_from(sorted(levels)))
    most = CRITERION.maximum if of.answered[of.position[code]].kind == "criterion" else 100
    raised = data.draw(st.fractions(Fraction(_number(levels[code])), most, max_denominator=60))

    before, after = by_code(evaluate(of, answers)), by_code(evaluate(of, {**answers, code: raised}))

    for node, value in before.items():
        higher = after[node].exact
        assert (value.exact is None) == (higher is None)
        assert value.exact is None or higher is None or higher >= value.exact


@given(mixed_answers(), st.randoms(use_true_random=False))
def test_neither_the_order_of_nodes_nor_that_of_answers_matters(
    drawn: Mixed, chance: Random
) -> None:
    of, answers = drawn
    nodes, given_in_disorder = list(of.nodes), list(answers.items())
    chance.shuffle(nodes)
    chance.shuffle(given_in_disorder)

    again = evaluate(edition(*nodes), dict(given_in_disorder))

    assert by_code(again) == by_code(evaluate(of, answers))


@given(mixed_answers())
def test_a_node_by_itself_is_worth_what_it_is_worth_in_the_tree(drawn: Mixed) -> None:
    """Cut out below the root and evaluated alone, an aspect has the same value."""
    of, answers = drawn
    found = by_code(evaluate(of, answers))
    for top in of.children[of.root.code]:
        if not top.is_answered:
            alone = edition(*_below(of, top.code))
            known = {code: answers[code] for code in alone.position if code in answers}
            assert by_code(evaluate(alone, known))[top.code].exact == found[top.code].exact


@given(mixed_answers())
def test_an_answer_that_says_what_empty_counts_changes_no_value(drawn: Mixed) -> None:
    of, answers = drawn
    before = evaluate(of, answers)
    spoken = {
        each.code: each.exact
        for each in before.nodes
        if each.basis == "empty" and each.exact is not None
    }

    after = evaluate(of, {**answers, **spoken})

    assert [each.exact for each in after.nodes] == [each.exact for each in before.nodes]


def _below(of: Edition, code: str) -> list[Node]:
    top = next(each for each in of.nodes if each.code == code)
    found = [replace(top, parent_code=None)]
    for each in of.nodes:
        if each.parent_code in {node.code for node in found}:
            found.append(each)
    return found


def _is_na(answer: Answer) -> bool:
    return isinstance(answer, NotApplicable)


def _number(answer: Answer) -> Number:
    assert not isinstance(answer, NotApplicable)
    return answer
