"""Editions are trees with positive weights; predicates come from the exact value."""

from dataclasses import replace
from fractions import Fraction

import pytest
from tests.unit.rules.samples import BANDS, LEVELS, PERCENT, edition, indicator, node

from rules.edition import Band, Edition, EditionError, Node, band_of, node_values
from rules.text import Text

ROOT = node("index", 100, None, kind="instrument")


@pytest.mark.parametrize(
    ("nodes", "reason"),
    [
        ((ROOT, indicator("1", 1, "index"), indicator("1", 1, "index")), "stands twice"),
        ((ROOT, indicator("1", 0, "index")), "no positive weight"),
        ((ROOT, indicator("1", -1, "index")), "no positive weight"),
        ((ROOT, indicator("1", 1, "index"), indicator("2", 1, "nobody")), "unknown parent"),
        ((ROOT, replace(indicator("1", 1, "index"), scale_code="none")), "no scale"),
        ((ROOT, node("A1", 1, "index")), "only that, is a leaf"),
        ((ROOT, indicator("1", 1, "index"), indicator("2", 1, "1")), "only that, is a leaf"),
        (
            (ROOT, indicator("1", 1, "index"), node("other", 1, None), indicator("2", 1, "other")),
            "one root",
        ),
        (
            (ROOT, indicator("1", 1, "index"), node("a", 1, "b"), node("b", 1, "a")),
            "hang on nothing",
        ),
    ],
)
def test_what_is_no_tree_is_refused(nodes: tuple[Node, ...], reason: str) -> None:
    with pytest.raises(EditionError, match=reason):
        edition(*nodes)


def test_a_tree_that_is_too_deep_is_refused() -> None:
    chain = [ROOT, *(node(f"n{n}", 1, f"n{n - 1}" if n else "index") for n in range(30))]

    with pytest.raises(EditionError, match="deeper"):
        edition(*chain, indicator("1", 1, "n29"))


def test_a_node_is_the_mean_of_its_children_by_weight() -> None:
    values = node_values(edition(), {"1": 2, "2": 5, "3": 1})

    assert values["A1"] == 4
    assert values["A2"] == 1
    assert values["index"] == Fraction(4 * 60 + 1 * 40, 100)


def test_children_without_a_value_do_not_count() -> None:
    values = node_values(edition(), {"1": 2})

    assert (values["A1"], values["A2"], values["index"]) == (2, None, 2)


def test_without_any_level_nothing_has_a_value() -> None:
    assert set(node_values(edition(), {}).values()) == {None}


@pytest.mark.parametrize(
    ("value", "name"),
    [("2.594", "Fair"), ("2.6", "Good"), ("1.7999", "Poor"), ("1.8", "Fair"), ("5", "Good")],
)
def test_the_predicate_is_of_the_exact_value(value: str, name: str) -> None:
    band = band_of(BANDS, Fraction(value))

    assert band is not None
    assert band.name.en == name


def test_a_band_can_exclude_its_lower_end() -> None:
    """SAKIP: more than 90 is AA, exactly 90 is A."""
    top = Band(Text("AA", "AA"), 90, minimum_inclusive=False)
    second = Band(Text("A", "A"), 80, minimum_inclusive=False, maximum=90, maximum_inclusive=True)

    assert band_of((top, second), 90) is second
    assert band_of((top, second), Fraction("90.0001")) is top
    assert band_of((top, second), 80) is None


def test_levels_are_the_named_ones_and_percents_anything_between() -> None:
    assert LEVELS.admits(3)
    assert not LEVELS.admits(0)
    assert not LEVELS.admits(Fraction(5, 2))
    assert PERCENT.admits(Fraction(100, 3))
    assert not PERCENT.admits(101)


def test_indicators_keep_the_order_of_the_edition() -> None:
    found: Edition = edition()

    assert [each.code for each in found.indicators] == ["1", "2", "3"]
    assert dict(found.position) == {"1": 0, "2": 1, "3": 2}
