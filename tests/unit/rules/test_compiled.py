"""The compiled edition gives exactly what the plain definition gives."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import (
    LEVELS,
    PERCENT,
    Mixed,
    by_code,
    edition,
    editions_with_levels,
    indicator,
    ladder_indicator,
    mixed_answers,
    node,
)

from rules.compiled import CompiledEdition, RefusedLevelError, RollUp
from rules.edition import NOT_APPLICABLE, Edition, node_values
from rules.exact import Number

Drawn = tuple[Edition, list[Number | None]]


def values(of: Edition, rolled: RollUp) -> dict[str, Fraction | None]:
    """Return the rolled up values of the inner nodes."""
    return {
        each.code: Fraction(numerator, denominator) if denominator else None
        for each, numerator, denominator in zip(of.inner, *rolled, strict=True)
    }


def index(of: Edition, levels: list[Number | None]) -> Fraction | None:
    return values(of, CompiledEdition(of).roll_up(levels))[of.root.code]


@given(editions_with_levels())
def test_it_equals_the_plain_fractions(drawn: Drawn) -> None:
    of, levels = drawn
    plain = node_values(of, by_code(of, levels))

    assert values(of, CompiledEdition(of).roll_up(levels)) == {
        each.code: plain[each.code] for each in of.inner
    }


@given(mixed_answers())
def test_it_equals_the_plain_definition_for_every_kind_of_edition(drawn: Mixed) -> None:
    of, answers = drawn
    plain = node_values(of, answers)
    rolled = CompiledEdition(of).roll_up([answers.get(each.code) for each in of.answered])

    assert values(of, rolled) == {each.code: plain[each.code] for each in of.inner}


@given(mixed_answers())
def test_it_resolves_every_indicator_as_the_plain_definition_does(drawn: Mixed) -> None:
    of, answers = drawn
    plain = node_values(of, answers)
    resolved = CompiledEdition(of).resolved([answers.get(each.code) for each in of.answered])

    assert list(resolved) == [plain[each.code] for each in of.indicators]


@given(editions_with_levels())
def test_the_index_lies_between_the_least_and_the_greatest_level(drawn: Drawn) -> None:
    of, levels = drawn
    counted = [level for level in levels if level is not None]
    found = index(of, levels)

    if counted:
        assert found is not None
        assert min(counted) <= found <= max(counted)
    else:
        assert found is None


@given(editions_with_levels(whole=True), st.data())
def test_a_higher_level_never_lowers_the_index(drawn: Drawn, data: st.DataObject) -> None:
    of, levels = drawn
    raised = levels.copy()
    place = data.draw(st.integers(0, len(levels) - 1))
    raised[place] = (levels[place] or 0) + data.draw(st.fractions(0, 10, max_denominator=20))

    before, after = index(of, levels), index(of, raised)

    assert before is not None
    assert after is not None
    assert after >= before


@given(editions_with_levels(), st.randoms(use_true_random=False))
def test_the_order_of_the_nodes_does_not_matter(drawn: Drawn, chance: Random) -> None:
    of, levels = drawn
    nodes = list(of.nodes)
    chance.shuffle(nodes)
    shuffled = edition(*nodes)
    known = by_code(of, levels)

    again = [known.get(each.code) for each in shuffled.indicators]

    assert index(shuffled, again) == index(of, levels)


@given(editions_with_levels(whole=True))
def test_nodes_recombine_to_their_parents(drawn: Drawn) -> None:
    """A tree cut at its first level, with the values found there as levels, has the same index."""
    of, levels = drawn
    found = values(of, CompiledEdition(of).roll_up(levels))
    known = by_code(of, levels)
    cut = [
        indicator(each.code, each.weight, of.root.code, PERCENT)
        for each in of.children[of.root.code]
    ]
    top = edition(node(of.root.code, 100, None, kind="instrument"), *cut)
    above = [known.get(each.code, found.get(each.code)) for each in top.indicators]

    assert index(top, above) == found[of.root.code]


@given(editions_with_levels())
def test_what_was_added_up_before_leaves_no_trace(drawn: Drawn) -> None:
    of, levels = drawn
    compiled = CompiledEdition(of)
    first = compiled.roll_up(levels)
    compiled.roll_up([None] * len(levels))

    assert compiled.roll_up(levels) == first


def test_weights_that_are_no_finite_decimals_stay_exact() -> None:
    """Aspect 7 of PermenPANRB 5/2018: six answers of 20/6 each."""
    sixth = Fraction(20, 6)
    of = edition(
        node("index", 100, None, kind="instrument"),
        *(indicator(str(number), sixth, "index") for number in range(6)),
    )

    assert index(of, [3, 4, 4, 3, 4, 4]) == Fraction(22, 6)


def test_a_sum_shows_points_while_its_mean_goes_on_upwards() -> None:
    of = edition(
        node("index", 100, None, kind="instrument", aggregation="sum"),
        node("1", 30, "index", aggregation="sum"),
        indicator("1.a", 10, "1", PERCENT),
        indicator("1.b", 20, "1", PERCENT),
        node("2", 70, "index", aggregation="sum"),
        node("2.a", 70, "2", aggregation="sum"),
        indicator("2.a.1", 70, "2.a", PERCENT),
    )
    found = values(of, CompiledEdition(of).roll_up([70, 85, 50]))

    assert found == {"index": 59, "1": 24, "2": 35, "2.a": 35}


def test_covered_weight_is_over_the_total() -> None:
    compiled = CompiledEdition(edition())

    assert Fraction(compiled.covered_weight([1, 0, 1]), compiled.total_weight) == Fraction(60, 100)


def test_a_covered_indicator_covers_its_criteria_and_they_not_it() -> None:
    of = edition(
        node("index", 100, None, kind="instrument"),
        *ladder_indicator("1", 60, "index", 2),
        indicator("2", 40, "index"),
    )
    compiled = CompiledEdition(of)

    def share(*covered: int) -> Fraction:
        return Fraction(compiled.covered_weight(covered), compiled.total_weight)

    assert [each.code for each in of.answered] == ["1", "2", "1.1", "1.2"]
    assert share(1, 0, 0, 0) == share(1, 0, 1, 1) == share(0, 0, 1, 1) == Fraction(60, 100)
    assert share(0, 0, 1, 0) == Fraction(30, 100)
    assert share(0, 1, 0, 1) == Fraction(70, 100)
    assert share(0, 0, 0, 0) == 0
    assert compiled.criteria_of == {0: (2, 3)}
    assert compiled.parent_of == {2: 0, 3: 0}


@pytest.mark.parametrize("text", ["0", "6", "2.5", "9" * 300])
def test_a_level_off_the_scale_is_refused(text: str) -> None:
    reason = rf"^level {text} is not on the scale of indicator 1 \(1 to 5\)$"
    with pytest.raises(RefusedLevelError, match=reason):
        CompiledEdition(edition()).answer_of(0, text)


def test_what_is_no_number_is_refused() -> None:
    with pytest.raises(RefusedLevelError, match=r"^'good' is not an exact number$"):
        CompiledEdition(edition()).answer_of(0, "good")


def test_whether_an_answer_may_be_not_applicable_is_the_nodes_own_rule() -> None:
    free = node("2", 40, "index", scale_code=LEVELS.code, not_applicable="redistribute")
    anchored = node("3", 20, "index", scale_code=LEVELS.code, not_applicable="anchor", anchor=3)
    of = edition(
        node("index", 100, None, kind="instrument"), indicator("1", 40, "index"), free, anchored
    )
    compiled = CompiledEdition(of)

    with pytest.raises(RefusedLevelError, match=r"^indicator 1 always applies$"):
        compiled.answer_of(0, "n/a")
    assert compiled.answer_of(1, "n/a") is compiled.answer_of(2, "n/a") is NOT_APPLICABLE


def test_an_answer_that_was_read_is_remembered() -> None:
    compiled = CompiledEdition(edition())
    first = compiled.answer_of(0, "3.0")

    assert compiled.answer_of(0, "3.0") == first == 3
    assert compiled._accepted[0] == {"3.0": 3}
    assert compiled._accepted[1] == {}


def test_what_is_remembered_has_an_end() -> None:
    compiled = CompiledEdition(edition())
    for number in range(1_100):
        compiled.answer_of(0, f"3.{'0' * (number % 400 + 1)}")
        compiled.answer_of(0, f"{3 * (number + 1)}/{number + 1}")

    assert len(compiled._accepted[0]) == 1_000
    assert compiled.answer_of(0, "12000/4000") == 3


def test_plans_are_made_once_and_have_an_end() -> None:
    compiled = CompiledEdition(edition())
    compiled.roll_up([1, None, 1])
    plan = compiled._plans[True, False, True]
    compiled.roll_up([2, None, 5])

    assert compiled._plans == {(True, False, True): plan}
    others = ((number,) for number in range(4_999))
    compiled._plans.update(dict.fromkeys(others, plan))  # type: ignore[arg-type]  # any key fills
    compiled.roll_up([1, None, None])
    assert len(compiled._plans) == 5_000
    assert (True, False, True) not in compiled._plans  # the oldest has gone, no other
    assert (True, False, False) in compiled._plans


def test_a_level_may_be_written_in_any_exact_form() -> None:
    compiled = CompiledEdition(edition())

    assert (
        compiled.answer_of(0, "3") == compiled.answer_of(0, "3.0") == compiled.answer_of(0, "6/2")
    )
