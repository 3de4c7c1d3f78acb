"""What differs between the ministry's result and ours, and which levels could explain it."""

from dataclasses import replace
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rules.edition import Aggregation, Band, Edition, Node, Scale, ScaleLevel, node_values
from rules.exact import Number, parse, round_half_up
from rules.text import Text
from scoring.publication.domain import national as domain
from scoring.publication.domain.national import Written, differences, explanations

NAME = Text("nama", "name")
LEVELS = tuple(ScaleLevel(value, NAME) for value in range(1, 6))
WEIGHTS = (Fraction(20, 6), Fraction(20, 6), Fraction(10, 3) * 4)


def edition(weights: tuple[Fraction, ...] = WEIGHTS) -> Edition:
    """Return one aspect A1 with indicators 0, 1, … of these weights, and A2 with one."""
    total = sum(weights, Fraction())
    nodes = (
        Node("index", "instrument", NAME, 100),
        Node("A1", "aspect", NAME, total, "index"),
        *(
            Node(str(place), "indicator", NAME, weight, "A1", "levels")
            for place, weight in enumerate(weights)
        ),
        Node("A2", "aspect", NAME, 100 - total, "index"),
        Node("x", "indicator", NAME, 100 - total, "A2", "levels"),
    )
    scale = Scale("levels", "levels", 1, 5, 1, LEVELS)
    return Edition("e", "0" * 64, "year", 2, (scale,), nodes)


def written(value: Number) -> Written:
    return Written(round_half_up(value, 10), 10)


@given(st.lists(st.integers(1, 5), min_size=4, max_size=4), st.integers(0, 2), st.integers(1, 5))
def test_a_changed_level_is_among_what_could_explain_the_difference(
    own: list[int], place: int, level: int
) -> None:
    made = edition()
    codes = ("0", "1", "2", "x")
    levels: dict[str, Number | None] = dict(zip(codes, own, strict=True))
    other = {**levels, codes[place]: level}
    ours = node_values(made, {code: each for code, each in levels.items() if each is not None})
    theirs = node_values(made, {code: each for code, each in other.items() if each is not None})
    national = {code: written(theirs[code] or 0) for code in ("index", "A1", "A2")}
    found = differences(made, ours, national)
    explained = explanations(made, found, levels)

    assert [each.node.code for each in found] == ["index", "A1", "A2"]
    assert all(each.adds_up is not False for each in found)
    if own[place] == level:
        assert not any(each.differs for each in found)
        assert explained == []
        return
    (aspect,) = explained
    assert aspect.indicator_codes == ("0", "1", "2")
    assert aspect.is_complete
    assert ((codes[place], own[place], level),) in aspect.changes
    for way in aspect.changes:
        moved = levels | {each.indicator_code: each.level_to for each in way}
        again = node_values(made, {code: each for code, each in moved.items() if each is not None})
        assert national["A1"].means(again["A1"] or 0)


def test_the_fewest_changes_come_and_no_others() -> None:
    made = edition((Fraction(1), Fraction(2), Fraction(4)))
    levels: dict[str, Number | None] = {"0": 1, "1": 1, "2": 1, "x": 1}
    national = {"A1": written(Fraction(5 + 2 * 5 + 4, 7))}
    (aspect,) = explanations(made, differences(made, {"A1": 1}, national), levels)

    best = {
        tuple(sorted((str(i), v) for i, v in enumerate(way) if v != 1))
        for way in product(range(1, 6), repeat=3)
        if way[0] + 2 * way[1] + 4 * way[2] == 19
    }
    fewest = min(map(len, best))
    assert {tuple((c.indicator_code, c.level_to) for c in way) for way in aspect.changes} == {
        way for way in best if len(way) == fewest
    }


def test_a_number_that_no_levels_give_has_no_explanation() -> None:
    made = edition()
    levels: dict[str, Number | None] = {"0": 1, "1": 1, "2": 1, "x": 1}
    national = {"A1": Written(Fraction(12345, 10000), 4)}
    (aspect,) = explanations(made, differences(made, {"A1": 1}, national), levels)

    assert (aspect.changes, aspect.is_complete) == ((), True)


def test_nodes_share_the_tries_of_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    made = edition()
    levels: dict[str, Number | None] = {"0": 1, "1": 1, "2": 1, "x": 1}
    found = differences(made, {"A1": 1, "A2": 1}, {"A1": written(9), "A2": written(9)})
    assert [each.is_complete for each in explanations(made, found, levels)] == [True, True]

    # A1 has 124 ways to be tried and A2 has 4.
    for most, complete in ((126, [True, False]), (100, [False, False])):
        monkeypatch.setattr(domain, "_MOST_TRIED_TOGETHER", most)
        assert [each.is_complete for each in explanations(made, found, levels)] == complete


def test_unknown_levels_explain_nothing() -> None:
    made = edition()
    found = differences(made, {"A1": 1}, {"A1": written(2)})
    (aspect,) = explanations(made, found, {"0": None, "1": 1, "2": 1})

    assert aspect.changes == ()


def test_rounding_is_no_difference() -> None:
    made = edition()
    exact = Fraction(20, 6)
    (same,) = differences(made, {"A1": exact}, {"A1": written(exact)})
    (coarse,) = differences(made, {"A1": exact}, {"A1": Written(Fraction(333, 100), 2)})
    (other,) = differences(made, {"A1": exact}, {"A1": Written(Fraction(334, 100), 2)})

    assert [each.differs for each in (same, coarse, other)] == [False, False, True]
    assert coarse.difference == Fraction(333, 100) - exact
    (alone,) = differences(made, {}, {"A1": written(2)})
    assert (alone.difference, alone.differs) == (None, None)


def test_numbers_of_the_ministry_that_do_not_add_up_are_told() -> None:
    made = edition()
    values = {"A1": written(2), "A2": written(4)}
    right = 2 * Fraction(20, 100) + 4 * Fraction(80, 100)
    (good, *_) = differences(made, {}, {**values, "index": written(right)})
    (bad, *_) = differences(made, {}, {**values, "index": written(3)})
    (partial, *_) = differences(made, {}, {"A1": written(2), "index": written(3)})

    assert [each.adds_up for each in (good, bad, partial)] == [True, False, None]
    # Whatever A2 is, from 1 to 5: with A1 at 2 the whole is 1.2 to 4.4.
    for index, adds_up in (
        (Fraction(12, 10), None),
        (Fraction(44, 10), None),
        (1, False),
        (5, False),
    ):
        (whole, *_) = differences(made, {}, {"A1": written(2), "index": written(index)})
        assert whole.adds_up is adds_up


def points() -> Edition:
    """Return an edition whose nodes are written in points, as AKIP is: 30 + 70 = 100."""
    percent = Scale("percent", "percent", 0, 100)
    nodes = (
        Node("index", "instrument", NAME, 100, aggregation="sum"),
        Node("1", "domain", NAME, 30, "index", aggregation="sum"),
        Node("1.a", "indicator", NAME, 30, "1", "percent"),
        Node("2", "domain", NAME, 70, "index", aggregation="sum"),
        Node("2.a", "indicator", NAME, 70, "2", "percent"),
    )
    return Edition("e", "0" * 64, "year", 2, (percent,), nodes)


@pytest.mark.parametrize(
    ("parts", "index", "adds_up"),
    [
        (("24.80", "57.88"), "82.68", True),
        (("24.80", "57.88"), "90.00", False),
        (("24.80", "57.88"), "82.69", True),  # both parts may have been rounded down
        (("24.80", "57.88"), "82.70", False),
        (("30", "70"), "100", True),
        (("0", "0"), "0.00", True),
        (("24.80", None), "82.68", None),
    ],
)
def test_points_add_up_to_the_index_or_do_not(
    parts: tuple[str, str | None], index: str, *, adds_up: bool | None
) -> None:
    national = {
        code: Written(parse(text), len(text.partition(".")[2]))
        for code, text in (("1", parts[0]), ("2", parts[1]), ("index", index))
        if text is not None
    }
    found = {each.node.code: each.adds_up for each in differences(points(), {}, national)}

    assert found["index"] is adds_up


@pytest.mark.parametrize(("aggregation", "index"), [("minimum", "2.40"), ("mean", "3.20")])
def test_other_ways_to_add_up_are_judged_too(aggregation: Aggregation, index: str) -> None:
    made = edition((Fraction(10),))
    root, *others = made.nodes
    changed = replace(made, nodes=(replace(root, aggregation=aggregation), *others))
    parts = {"A1": Written(parse("2.40"), 2), "A2": Written(parse("4.00"), 2)}
    for value, adds_up in ((index, True), ("3.90", False)):
        national = {**parts, "index": Written(parse(value), 2)}
        (found, *_) = differences(changed, {}, national)
        assert found.adds_up is adds_up


GRADES = (
    Band(Text("Sangat Memuaskan", "Exceptional"), 90, False, symbol="AA"),
    Band(Text("Memuaskan", "Excellent"), 80, False, 90, True, symbol="A"),
    Band(Text("Sangat Kurang", "Very poor"), None, True, 80, True, symbol="D"),
)


@pytest.mark.parametrize(
    ("said", "index", "against"),
    [
        ("AA", Written(10, 0), "D"),
        ("sangat memuaskan", Written(10, 0), "D"),
        ("Excellent", Written(Fraction(9001, 100), 2), "AA"),
        ("aa", Written(Fraction(9001, 100), 2), None),
        ("A", Written(90, 2), None),
        ("AA", Written(90, 2), None),  # 90.004, rounded
        ("D", Written(90, 2), "A"),
        ("Kementerian", Written(10, 0), None),
        ("Kabupaten A", Written(10, 0), None),
        *((said, Written(10, 0), "D") for said in ("Predikat AA", "AA (Sangat Memuaskan)", "AA.")),
        *((said, Written(10, 0), "D") for said in ("A A", '"AA"', "predikat: aa", "(AA)")),
        ("Predikat AA", Written(Fraction(9001, 100), 2), None),
        ("AA (Sangat Memuaskan)", Written(Fraction(9001, 100), 2), None),
        ("A (Sangat Memuaskan)", Written(Fraction(9001, 100), 2), "AA"),
    ],
)
def test_a_predicate_that_is_not_that_of_the_index_contradicts_it(
    said: str, index: Written, against: str | None
) -> None:
    found = domain.band_against(said, GRADES, index)
    assert (None if found is None else found.symbol) == against
