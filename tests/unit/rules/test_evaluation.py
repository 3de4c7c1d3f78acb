"""A breakdown: what every node is worth, where that comes from, and what share in it it has."""

from fractions import Fraction

import pytest
from tests.unit.rules.samples import (
    BANDS,
    CRITERION,
    EMPTY_COUNTS,
    LEVELS,
    PERCENT,
    edition,
    indicator,
    ladder_indicator,
    node,
)

from rules.edition import NOT_APPLICABLE, Answer, Band, Edition
from rules.evaluation import Breakdown, NodeValue, evaluate, shown
from rules.exact import Number
from rules.text import Text

ROOT = node("index", 100, None, kind="instrument")
SOME: dict[str, Answer] = {"1": 2, "2": 5, "3": 1}


def nodes(of: Edition, answers: dict[str, Answer]) -> dict[str, NodeValue]:
    return {each.code: each for each in evaluate(of, answers).nodes}


def shares(of: Edition, answers: dict[str, Answer]) -> dict[str, Number]:
    return {code: each.effective_weight for code, each in nodes(of, answers).items()}


def laddered(count: int = 4) -> Edition:
    return edition(ROOT, *ladder_indicator("1", 50, "index", count), indicator("2", 50, "index"))


def test_all_nodes_come_in_the_editions_order_with_their_values() -> None:
    breakdown = evaluate(edition(), SOME)

    assert [each.code for each in breakdown.nodes] == ["index", "A1", "1", "2", "A2", "3"]
    assert [each.exact for each in breakdown.nodes] == [Fraction(14, 5), 4, 2, 5, 1, 1]
    assert [each.announced for each in breakdown.nodes] == [
        "2.80",
        "4.00",
        "2.00",
        "5.00",
        "1.00",
        "1.00",
    ]
    assert [each.kind for each in breakdown.nodes] == [
        "instrument",
        "aspect",
        "indicator",
        "indicator",
        "aspect",
        "indicator",
    ]
    assert [each.parent_code for each in breakdown.nodes] == [
        None,
        "index",
        "A1",
        "A1",
        "index",
        "A2",
    ]
    assert (breakdown.exact, breakdown.announced) == (Fraction(14, 5), "2.80")
    assert breakdown.predicate is BANDS[0]
    assert (breakdown.edition, breakdown.content_hash) == ("contoh", "0" * 64)


def test_an_empty_answer_counts_what_its_scale_says() -> None:
    found = nodes(edition(), {"2": 5})

    assert (found["1"].exact, found["1"].basis, found["1"].answer) == (1, "empty", None)
    assert (found["2"].exact, found["2"].basis, found["2"].answer) == (5, "answer", 5)
    assert found["index"].basis == found["A1"].basis == "children"


def test_without_a_value_for_it_an_empty_answer_counts_nothing() -> None:
    of = edition(ROOT, indicator("1", 25, "index", PERCENT), indicator("2", 75, "index", PERCENT))
    found = nodes(of, {"2": 40})

    assert (found["1"].exact, found["1"].announced, found["1"].basis) == (None, None, "nothing")
    assert (found["1"].effective_weight, found["2"].effective_weight) == (0, 100)
    assert found["index"].exact == 40


def test_where_nothing_counts_there_is_no_index_and_no_name_for_it() -> None:
    breakdown = evaluate(edition(ROOT, indicator("1", 100, "index", PERCENT)), {})

    assert (breakdown.exact, breakdown.announced) == (None, None)
    assert (breakdown.predicate, breakdown.maturity_level) == (None, None)
    assert [each.effective_weight for each in breakdown.nodes] == [0, 0]


def test_the_weight_of_what_does_not_apply_goes_to_its_siblings() -> None:
    found = nodes(edition(), {**SOME, "1": NOT_APPLICABLE})

    assert (found["1"].exact, found["1"].basis) == (None, "not_applicable")
    assert found["1"].answer is NOT_APPLICABLE
    assert (found["1"].effective_weight, found["2"].effective_weight) == (0, 60)
    assert (found["A1"].effective_weight, found["A1"].exact) == (60, 5)


def test_below_a_node_without_anything_that_counts_the_weight_goes_further() -> None:
    assert shares(edition(), {"1": 3, "2": 3, "3": NOT_APPLICABLE}) == {
        "index": 100,
        "A1": 100,
        "1": Fraction(100, 3),
        "2": Fraction(200, 3),
        "A2": 0,
        "3": 0,
    }


def test_an_anchor_keeps_its_weight() -> None:
    anchored = node("1", 40, "index", scale_code=LEVELS.code, not_applicable="anchor", anchor=3)
    found = nodes(
        edition(ROOT, anchored, indicator("2", 60, "index")), {"1": NOT_APPLICABLE, "2": 5}
    )

    assert (found["1"].exact, found["1"].basis, found["1"].effective_weight) == (3, "anchor", 40)
    assert found["index"].exact == Fraction(42, 10)


def test_below_a_plain_mean_all_share_alike() -> None:
    of = edition(
        node("index", 100, None, kind="instrument", aggregation="mean"),
        indicator("1", 10, "index"),
        indicator("2", 90, "index"),
    )

    assert shares(of, {"1": 1, "2": 4}) == {"index": 100, "1": 50, "2": 50}
    assert evaluate(of, {"1": 1, "2": 4}).exact == Fraction(5, 2)


def test_a_sum_is_shown_in_points() -> None:
    """AKIP: a component's value is its weight times the mean over 100."""
    of = edition(
        node("index", 100, None, kind="instrument", aggregation="sum"),
        node("1", 30, "index", aggregation="sum"),
        indicator("1.a", 30, "1", PERCENT),
        node("2", 70, "index", aggregation="sum"),
        indicator("2.a", 70, "2", PERCENT),
    )
    found = nodes(of, {"1.a": 82, "2.a": 50})

    assert (found["1"].announced, found["2"].exact) == ("24.60", 35)
    assert (found["1.a"].exact, found["index"].exact) == (82, Fraction("59.6"))
    assert found["1"].effective_weight == 30


def test_criteria_speak_for_an_indicator_that_is_not_answered_itself() -> None:
    found = nodes(laddered(), {"1.1": 1, "1.2": 1, "1.3": Fraction(1, 2)})

    assert (found["1"].exact, found["1"].basis) == (50, "criteria")
    assert found["1.3"].exact == Fraction(1, 2)
    assert (found["1.4"].exact, found["1.4"].basis) == (None, "nothing")
    assert found["1.4"].effective_weight == found["1.1"].effective_weight == Fraction(25, 2)


def test_an_answer_to_the_indicator_goes_before_its_criteria() -> None:
    found = nodes(laddered(), {"1": 90, "1.1": 0, "1.2": NOT_APPLICABLE})

    assert (found["1"].exact, found["1"].basis) == (90, "answer")
    assert [found[f"1.{n}"].basis for n in range(1, 5)] == ["unused"] * 4
    assert [found[f"1.{n}"].effective_weight for n in range(1, 5)] == [0] * 4
    assert found["1.1"].answer == 0


def test_a_criterion_that_does_not_apply_leaves_its_weight_to_the_others() -> None:
    found = nodes(laddered(), {"1.1": 1, "1.2": NOT_APPLICABLE, "1.3": 1, "1.4": 0})

    assert found["1"].exact == 50
    assert (found["1.2"].basis, found["1.2"].effective_weight) == ("not_applicable", 0)
    assert found["1.1"].effective_weight == Fraction(50, 3)


def test_an_indicator_of_which_no_criterion_applies_does_not_count() -> None:
    found = nodes(laddered(2), {"1.1": NOT_APPLICABLE, "1.2": NOT_APPLICABLE, "2": 3})

    assert (found["1"].exact, found["1"].effective_weight) == (None, 0)
    assert (found["2"].effective_weight, found["index"].exact) == (100, 3)


def test_without_any_answer_an_indicator_with_criteria_is_empty() -> None:
    found = nodes(laddered(), {"2": 3})

    assert (found["1"].exact, found["1"].basis) == (EMPTY_COUNTS.empty, "empty")
    assert {found[f"1.{n}"].basis for n in range(1, 5)} == {"nothing"}


def test_an_empty_criterion_with_a_value_for_it_speaks_where_nothing_else_does() -> None:
    scale = CRITERION.__class__("criterion", "levels", 0, 1, 1, CRITERION.levels)
    bare = PERCENT.__class__("empty-counts", "percent", 0, 100)
    of = edition(ROOT, *ladder_indicator("1", 100, "index", 2), scales=(scale, bare))
    found = nodes(of, {})

    assert (found["1"].basis, found["1"].exact) == ("criteria", 80)
    assert (found["1.1"].basis, found["1.1"].exact) == ("empty", 1)
    assert found["1.1"].effective_weight == 50


def test_what_is_shown_has_exact_numbers_as_text() -> None:
    found = shown(evaluate(edition(), {**SOME, "1": NOT_APPLICABLE, "2": Fraction(10, 3)}))

    assert found["index"] == {"exact": "2.4", "announced": "2.40"}
    assert found["edition"] == "contoh"
    assert found["nodes"][3] == {
        "code": "2",
        "kind": "indicator",
        "name": {"id": "Nama", "en": "Name"},
        "parent_code": "A1",
        "weight": "40",
        "effective_weight": "60",
        "basis": "answer",
        "answer": "10/3",
        "exact": "10/3",
        "announced": "3.33",
    }
    assert (found["nodes"][2]["answer"], found["nodes"][2]["exact"]) == ("n/a", None)
    assert (found["certainty"], found["caveat"], found["content_hash"]) == (
        "verified",
        None,
        "0" * 64,
    )


def test_an_unverified_edition_shows_its_caveat() -> None:
    of = edition(
        title=Text("Judul", "Title"), certainty="unverified", caveat=Text("Hati-hati", "Careful")
    )
    found = shown(evaluate(of, SOME))

    assert found["certainty"] == "unverified"
    assert found["caveat"] == {"id": "Hati-hati", "en": "Careful"}
    assert found["title"] == {"id": "Judul", "en": "Title"}


@pytest.mark.parametrize(
    ("symbol", "called"),
    [("BB", "BB"), (None, "Sangat Baik")],
)
def test_a_band_is_called_by_its_symbol_or_else_by_its_indonesian_name(
    symbol: str | None, called: str
) -> None:
    band = Band(Text("Sangat Baik", "Very good"), symbol=symbol)
    names = {"id": "Sangat Baik", "en": "Very good"}
    breakdown = evaluate(edition(maturity_levels=(band,)), SOME)
    found = shown(breakdown)

    assert (found["maturity_level"], found["maturity_level_name"]) == (called, names)
    assert (found["predicate"], found["predicate_name"]) == ("Baik", {"id": "Baik", "en": "Good"})


def test_a_value_without_a_band_has_no_name() -> None:
    found: Breakdown = evaluate(edition(maturity_levels=(Band(Text("A", "A"), 4),)), SOME)

    assert shown(found)["maturity_level"] is shown(found)["maturity_level_name"] is None
