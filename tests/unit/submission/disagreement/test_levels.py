"""Which levels are held against each other, and that nothing else is taken for agreement."""

from collections.abc import Sequence
from fractions import Fraction

import pytest
from tests.unit.submission.disagreement.parts import LEVELS, OUTLINE, PERCENT, STAGES, part

from submission.disagreement.domain.figures import group_of
from submission.disagreement.domain.kappa import Kappa
from submission.disagreement.domain.levels import Outline, Pair, Part, pairs_of


def only(found: Part, code: str, outline: Outline = OUTLINE) -> Pair:
    (pair,) = [each for each in pairs_of(found, outline) if each.indicator_code == code]
    return pair


@pytest.mark.parametrize(
    ("levels", "cause", "shown"),
    [
        ((None, None, None), "missing", (None, None)),
        ((None, "2", None), "missing", (None, "2")),
        (("n/a", None, None), "not_applicable", ("n/a", "n/a")),
        (("n/a", "2", None), "not_applicable", ("n/a", "2")),
        (("3", None, "n/a"), "not_applicable", ("3", "n/a")),
        (("3", "2", None), None, ("3", "2")),
        (("3", "2", "4"), None, ("3", "4")),
        (("3", None, None), None, ("3", "3")),
    ],
)
def test_what_is_missing_or_does_not_apply_is_no_pair(
    levels: Sequence[str | None], cause: str | None, shown: tuple[str | None, str | None]
) -> None:
    pair = only(part(i1=levels), "1")
    assert (pair.cause, (pair.own, pair.final)) == (cause, shown)
    assert (pair.levels is None) == (cause is not None)


def test_nothing_is_final_before_the_last_stage_is_closed() -> None:
    pair = only(part(i1=("3", "2", "2"), closed=STAGES[:2]), "1")
    assert (pair.cause, pair.own, pair.final, pair.stage) == ("not_final", "3", None, None)
    ended = only(part(i1=("3", "2", "2"), closed=STAGES[:2], has_ended=True), "1")
    assert ended.cause == "ended"


def test_a_single_stage_is_held_against_nothing() -> None:
    outline = Outline(stages=STAGES[:1], indicators=OUTLINE.indicators, scales=OUTLINE.scales)
    pair = only(part(i1=("3",), closed=STAGES[:1]), "1", outline)
    assert pair.cause == "single_stage"


def test_an_indicator_is_compared_by_itself_or_by_its_criteria() -> None:
    by_criteria = part(c1=("3", "2", None), c2=("2", None, None))
    assert [each.indicator_code for each in pairs_of(by_criteria, OUTLINE)] == [
        "1",
        "C.1",
        "C.2",
        "P",
    ]
    assert [each.difference for each in pairs_of(by_criteria, OUTLINE)] == [None, 1, 0, None]
    decided_whole = part(c1=("3", None, None), c=(None, "2", None))
    assert only(decided_whole, "C").cause == "by_criteria"
    assert [each.indicator_code for each in pairs_of(part(), OUTLINE)] == ["1", "C", "P"]


def test_differences_are_exact_and_counted_apart_by_scale() -> None:
    pairs = [
        pair
        for found in (
            part(i1=("3", "2", None), p=("70", "66.6", None)),
            part(i1=("3", None, "1"), p=("50", None, None)),
            part(i1=("2", "2", None), p=("n/a", None, None)),
            part(i1=("1", None, None)),
            part(i1=("1", "2", None), closed=STAGES[:2]),
        )
        for pair in pairs_of(found, OUTLINE)
    ]
    found = group_of("all", pairs)
    levels, percent = found.scales
    assert (levels.scale_code, percent.scale_code) == (LEVELS.code, PERCENT.code)
    assert (levels.pair_count, levels.mean) == (4, Fraction(3, 4))
    assert (levels.above_count, levels.below_count) == (2, 0)
    # Decided anew and equal is agreement; what nobody decided anew is counted apart.
    assert (levels.equal_count, levels.inherited_count) == (1, 1)
    assert levels.distribution == [(0, 2), (1, 1), (2, 1)]
    assert (percent.mean, percent.distribution) == (
        Fraction(17, 10),
        [(0, 1), (Fraction(17, 5), 1)],
    )
    assert percent.kappa == Kappa(reason="not_in_steps")
    # By hand: own 3 3 2 1, final 2 1 2 1. Squares 1 4 0 0 = 5 of 4. By chance 3 meets 2 1 2 1 with
    # 1 4 1 4, twice; 2 with 0 1 0 1; 1 with 1 0 1 0: 24 of 16. So 1 - (5/4) / (24/16) = 1/6.
    assert levels.kappa.value == pytest.approx(1 / 6)
    assert levels.kappa_of_decided.value != levels.kappa.value
    assert found.uncompared == {"missing": 5, "not_applicable": 1, "not_final": 3}


def test_no_pair_gives_no_figures() -> None:
    found = group_of(None, pairs_of(part(), OUTLINE))
    assert (found.scales, found.uncompared) == ([], {"missing": 3})
