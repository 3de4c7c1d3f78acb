"""What the next real step of each part adds, in numbers and in both languages."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import (
    EMPTY_COUNTS,
    LEVELS,
    NAME,
    PERCENT,
    Mixed,
    edition,
    indicator,
    ladder_indicator,
    mixed_answers,
    node,
)

from rules.edition import NOT_APPLICABLE, Answer, Edition, Node, Scale, ScaleLevel, node_values
from rules.exact import Number
from rules.text import Text
from scoring.reasons.domain.next_steps import NextStep, next_steps, raises_by_children
from scoring.reasons.domain.written_sum import written_sum

GRADES = Scale(
    "grades",
    "grades",
    0,
    100,
    0,
    tuple(ScaleLevel(at, NAME, of) for at, of in ((0, "E"), (30, "D"), (50, "C"), (80, "BB"))),
)
NOTHING_ELSE = Text(
    "Untuk naik 1, tambahannya harus berjumlah 1.", "To rise by 1, what is added must sum to 1."
)


def tree(*nodes: Node, aggregation: Any = "weighted_mean") -> Edition:
    root = node("index", 100, None, kind="instrument", aggregation=aggregation)
    scales = (LEVELS, PERCENT, EMPTY_COUNTS, GRADES)
    return edition(root, *nodes, scales=(*scales, edition().scales[-1]))


def steps_of(of: Edition, answers: dict[str, Answer], **more: Any) -> dict[str, NextStep]:
    return next_steps(of, of.root, answers, **more)


def said(
    of: Edition, answers: dict[str, Answer], band: tuple[Text, Number] | None = None
) -> Text | None:
    written = written_sum(of, of.root, answers)
    return raises_by_children(written, steps_of(of, answers), band)


def test_a_grade_rises_to_the_next_one_however_far_it_is() -> None:
    of = tree(indicator("a", 25, "index", GRADES), indicator("b", 75, "index", GRADES))
    answers: dict[str, Answer] = {"a": 0, "b": 65}
    first, second = steps_of(of, answers).values()

    assert (first.unit, first.level_from, first.level_to) == ("level", 0, 30)
    assert (first.gain, first.part_gain, first.words) == (Fraction(15, 2), 30, ("E", "D"))
    assert (second.level_to, second.gain, second.words) == (80, Fraction(45, 4), ("65", "BB"))
    assert said(of, answers) == Text(
        f"Naik satu tingkat menambah: a (E → D) +7.5, b (65 → BB) +11.25. {NOTHING_ELSE.id}",
        f"One level more adds: a (E → D) +7.5, b (65 → BB) +11.25. {NOTHING_ELSE.en}",
    )


def test_levels_are_named_by_their_numbers() -> None:
    of = tree(indicator("1", 25, "index"), indicator("2", 75, "index"))

    assert said(of, {"1": 2, "2": 5}) == Text(
        f"Naik satu tingkat menambah: 1 (2 → 3) +0.25. {NOTHING_ELSE.id}",
        f"One level more adds: 1 (2 → 3) +0.25. {NOTHING_ELSE.en}",
    )


def test_without_named_levels_it_is_one_point() -> None:
    of = tree(indicator("1", 25, "index", PERCENT), indicator("2", 75, "index", PERCENT))
    answers: dict[str, Answer] = {"1": 50, "2": Fraction(199, 2)}

    assert {step.unit for step in steps_of(of, answers).values()} == {"point"}
    assert said(of, answers) == Text(
        f"Naik satu poin menambah: 1 +0.25, 2 (99.5 → 100) +0.375. {NOTHING_ELSE.id}",
        f"One point more adds: 1 +0.25, 2 (99.5 → 100) +0.375. {NOTHING_ELSE.en}",
    )


def test_of_an_inner_part_the_best_step_of_one_indicator_counts() -> None:
    of = tree(
        node("A", 60, "index"),
        indicator("1", 20, "A", GRADES),
        indicator("2", 40, "A", GRADES),
        node("B", 40, "index"),
        indicator("3", 20, "B", PERCENT),
        indicator("4", 20, "B", PERCENT),
    )
    answers: dict[str, Answer] = {"1": 50, "2": 30, "3": 10, "4": 10}
    steps = steps_of(of, answers)

    assert (steps["A"].indicator, steps["A"].part_gain, steps["A"].gain) == (
        "2",
        Fraction(40, 3),
        8,
    )
    # Of two that add as much it is the first.
    assert (steps["B"].indicator, steps["B"].part_gain) == ("3", Fraction(1, 2))
    assert said(of, answers) == Text(
        "Langkah terbaik satu indikator menambah: A +40/3, sehingga di sini +8 (2 D → C);"
        f" B +0.5, sehingga di sini +0.2 (3 naik satu poin). {NOTHING_ELSE.id}",
        "The best step of one indicator adds: A +40/3, and so +8 here (2 D → C);"
        f" B +0.5, and so +0.2 here (3 one point more). {NOTHING_ELSE.en}",
    )


def test_points_of_a_sum_are_points_of_the_part() -> None:
    of = tree(
        node("A", 30, "index", aggregation="sum"),
        indicator("1", 30, "A", GRADES),
        indicator("2", 70, "index", GRADES),
        aggregation="sum",
    )
    step = steps_of(of, {"1": 50, "2": 50})["A"]

    assert (step.part_gain, step.gain) == (9, 9)


def test_an_indicator_above_criteria_takes_the_next_step_of_its_ladder() -> None:
    of = tree(*ladder_indicator("1", 50, "index", 4), indicator("2", 50, "index", PERCENT))
    step = steps_of(of, {"1.1": 1, "1.2": 0, "2": 5})["1"]
    met: dict[str, Answer] = {f"1.{at}": 1 for at in range(1, 5)}
    top = steps_of(of, {**met, "2": 5})["1"]

    assert (step.level_from, step.level_to, step.gain) == (30, 50, 10)
    # Beyond its criteria somebody must decide the indicator itself.
    assert (top.level_from, top.level_to) == (80, 81)


def test_what_has_no_value_does_not_apply_or_is_at_the_top_takes_no_step() -> None:
    of = tree(
        indicator("1", 25, "index", PERCENT),
        node("2", 25, "index", scale_code="percent", not_applicable="anchor", anchor=40),
        indicator("3", 50, "index", PERCENT),
    )
    answers: dict[str, Answer] = {"2": NOT_APPLICABLE, "3": 100}

    assert steps_of(of, answers) == {}
    assert said(of, answers) is None
    assert said(of, answers, (Text("Baik", "Good"), 2)) == Text("Sampai Baik: 2.", "Up to Good: 2.")


def test_what_comes_next_may_be_said_from_outside() -> None:
    of = tree(indicator("1", 50, "index"), indicator("2", 50, "index"))
    answers: dict[str, Answer] = {"1": 2, "2": 2}
    steps = steps_of(of, answers, following={"1": 4, "2": None})

    assert {code: step.gain for code, step in steps.items()} == {"1": 1}


@pytest.mark.parametrize(
    ("levels", "sentence"),
    [
        (
            (2, 3),
            Text(
                "Yang terendah menentukan: 1. Naik satu tingkat menambah: 1 (2 → 3) +1.",
                "Decisive: 1. One level more adds: 1 (2 → 3) +1.",
            ),
        ),
        ((2, 2), Text("Yang terendah menentukan: 1 dan 2.", "Decisive: 1 and 2.")),
    ],
)
def test_of_a_minimum_the_lowest_decide(levels: tuple[int, int], sentence: Text) -> None:
    of = tree(indicator("1", 25, "index"), indicator("2", 75, "index"), aggregation="minimum")
    answers: dict[str, Answer] = {"1": levels[0], "2": levels[1]}

    assert said(of, answers) == sentence


def test_how_far_the_next_band_is_is_said_last() -> None:
    of = tree(indicator("1", 25, "index"), indicator("2", 75, "index"), aggregation="minimum")

    assert said(of, {"1": 2, "2": 2}, (Text("Baik", "Good"), Fraction(1, 4))) == Text(
        "Yang terendah menentukan: 1 dan 2. Sampai Baik: 0.25.",
        "Decisive: 1 and 2. Up to Good: 0.25.",
    )


@pytest.mark.parametrize("aggregation", ["minimum", "weighted_mean"])
def test_without_anything_that_counts_nothing_is_said(aggregation: str) -> None:
    of = tree(indicator("1", 25, "index", PERCENT), aggregation=aggregation)

    assert said(of, {}) is None


@given(mixed_answers(), st.data())
def test_a_step_adds_what_it_says_and_no_other_below_the_part_adds_more(
    mixed: Mixed, data: st.DataObject
) -> None:
    of, answers = mixed
    above = data.draw(st.sampled_from(of.inner))
    before = node_values(of, answers)

    for step in next_steps(of, above, answers).values():
        after = node_values(of, {**answers, step.indicator: step.level_to})
        assert step.level_from == before[step.indicator]
        assert step.level_to > step.level_from
        assert after[above.code] == (before[above.code] or 0) + step.gain
        assert after[step.part] == (before[step.part] or 0) + step.part_gain
