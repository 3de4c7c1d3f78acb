"""What an explanation says a raise adds is what raising adds, on the editions that are shipped."""

import random
from fractions import Fraction

import pytest
from tests.golden.editions import CODES, shipped

from rules.edition import Answer, Edition
from rules.evaluation import Breakdown, evaluate
from rules.exact import Number, simplest
from scoring.reasons.domain.next_steps import next_steps, raises_by_children
from scoring.reasons.domain.written_sum import written_sum

AKIP = "permenpanrb-88-2021-akip"
GRADES = {
    "1.a": 80, "1.b": 30, "1.c": 70, "2.a": 90, "2.b": 60, "2.c": 50,
    "3.a": 100, "3.b": 0, "3.c": 80, "4.a": 70, "4.b": 60, "4.c": 30,
}  # fmt: skip


def answered(edition: Edition, chosen: random.Random) -> dict[str, Answer]:
    """Return a level for every indicator, for one in four one between the named ones."""
    found: dict[str, Answer] = {}
    for indicator in edition.indicators:
        scale = edition.scale_of(indicator)
        levels = [step.value for step in scale.levels]
        between = simplest(
            scale.minimum + (scale.maximum - scale.minimum) * Fraction(chosen.randrange(41), 40)
        )
        if scale.kind == "levels" or (levels and chosen.randrange(4)):
            between = chosen.choice(levels)
        found[indicator.code] = between
    return found


def values(breakdown: Breakdown) -> dict[str, Number]:
    return {each.code: each.exact or 0 for each in breakdown.nodes}


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("seed", range(3))
def test_raising_a_part_by_its_step_adds_exactly_its_gain(code: str, seed: int) -> None:
    edition = shipped()[code]
    answers = answered(edition, random.Random(seed))
    before = values(evaluate(edition, answers))
    seen = 0
    for node in edition.inner:
        for part, step in next_steps(edition, node, answers).items():
            leaf = next(each for each in edition.indicators if each.code == step.indicator)
            scale = edition.scale_of(leaf)
            above = [each.value for each in scale.levels if each.value > step.level_from]
            point = min(step.level_from + 1, scale.maximum)
            assert step.level_to == (min(above) if scale.levels else point)
            after = values(evaluate(edition, answers | {step.indicator: step.level_to}))
            assert after[node.code] - before[node.code] == step.gain > 0
            assert after[part] - before[part] == step.part_gain
            seen += 1
    assert seen >= len(edition.inner)


def test_grades_are_ten_and_more_points_apart() -> None:
    edition = shipped()[AKIP]
    node = next(each for each in edition.nodes if each.code == "1")
    steps = next_steps(edition, node, GRADES)
    said = raises_by_children(written_sum(edition, node, GRADES), steps, None)

    assert {code: step.gain for code, step in steps.items()} == {
        "1.a": Fraction("0.6"),
        "1.b": Fraction("1.8"),
        "1.c": Fraction("1.5"),
    }
    assert said is not None
    assert said.id.startswith(
        "Naik satu tingkat menambah: 1.a (BB → A) +0.6, 1.b (D → C) +1.8, 1.c (B → BB) +1.5."
    )


def test_the_index_gains_what_the_best_grade_below_a_component_gives() -> None:
    edition = shipped()[AKIP]
    steps = next_steps(edition, edition.root, GRADES)

    assert [(code, step.indicator, step.gain) for code, step in steps.items()] == [
        ("1", "1.b", Fraction("1.8")),
        ("2", "2.c", Fraction("1.5")),
        ("3", "3.b", Fraction("1.35")),
        ("4", "4.c", Fraction("2.5")),
    ]


def test_criteria_lift_a_component_by_a_step_of_the_ladder() -> None:
    """All 80 criteria half met: every sub-component is C and the next step makes it CC."""
    edition = shipped()[AKIP]
    answers: dict[str, Answer] = {each.code: Fraction(1, 2) for each in edition.criteria}
    for node in edition.inner:
        if node == edition.root:
            continue
        for code, step in next_steps(edition, node, answers).items():
            assert (step.words, step.level_from, step.level_to) == (("C", "CC"), 50, 60)
            met = {each.code: 1 for each in edition.criteria if each.parent_code == code}
            some = dict([*met.items()][: len(met) // 3])
            before, after = evaluate(edition, answers), evaluate(edition, answers | some)
            assert values(after)[code] == 60
            assert values(after)[node.code] - values(before)[node.code] == step.gain
