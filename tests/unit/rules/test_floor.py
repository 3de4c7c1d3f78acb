"""The floor of coverage: below it a value is a number and no more."""

from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import (
    BANDS,
    PERCENT,
    Mixed,
    edition,
    indicator,
    ladder_indicator,
    mixed_answers,
    node,
)

from rules.answers import read_answers
from rules.compiled import CompiledEdition
from rules.edition import NOT_APPLICABLE, Edition
from rules.evaluation import evaluate, shown
from rules.exact import text_of
from rules.floor import DEFAULT_FLOOR, NEVER, Floor, Judging, LevelShares, floor_of, floor_text
from rules.text import Text

GOOD = BANDS[0]
PERFORMANCE = edition(
    node("index", 100, None, kind="instrument"),
    node("A1", 60, "index", kind="aspect"),
    node("A2", 40, "index", kind="aspect"),
    indicator("K1", 35, "A1", PERCENT),
    indicator("K2", 25, "A1", PERCENT),
    indicator("K3", 25, "A2", PERCENT),
    indicator("K4", 15, "A2", PERCENT),
    scales=(PERCENT,),
)


@pytest.mark.parametrize(
    ("weight", "reason"), [(69, "below_floor"), (70, None), (100, None), (0, "below_floor")]
)
def test_exactly_on_the_floor_is_enough(weight: int, reason: str | None) -> None:
    assert Judging(Fraction(7, 10)).against(weight, 100) == reason


def test_the_whole_weight_is_not_enough_where_nothing_is() -> None:
    assert Judging(NEVER).against(100, 100) == "never"
    assert Judging(0).against(0, 100) is None


def test_a_period_that_has_not_begun_is_not_judged_whatever_is_known() -> None:
    early = Judging(0, "2026-12")

    assert early.against(100, 100) == "not_begun"
    said = early.text("not_begun", LevelShares(1))
    assert said.id == "Belum dapat dinilai: periode 2026-12 belum dimulai."


def test_a_track_that_no_set_names_has_the_floor_of_the_product() -> None:
    floors: dict[str, Floor] = {"live": NEVER, "provisional": Fraction(1, 2)}

    assert [floor_text(floor_of(floors, track)) for track in ("live", "provisional", "self")] == [
        "never",
        "0.5",
        "0.7",
    ]


def test_a_month_of_which_one_indicator_is_known_has_no_predicate() -> None:
    thin = evaluate(PERFORMANCE, read_answers(PERFORMANCE, {"K4": 100}))

    assert (thin.announced, thin.predicate, thin.maturity_level) == ("100.00", None, None)
    assert (thin.level_share, thin.missing) == (Fraction(15, 100), ("K1", "K2", "K3"))
    assert thin.note == Text(
        "Belum dapat dinilai: baru 15 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Belum ada tingkat (3): K1, K2, K3.",
        "Cannot be judged yet: only 15 % of the weight has a level, the floor is 70 %."
        " Without a level (3): K1, K2, K3.",
    )
    full = evaluate(PERFORMANCE, read_answers(PERFORMANCE, {"K1": 90, "K2": 90, "K4": 100}))
    assert (full.predicate, full.note, full.missing) == (GOOD, None, ("K3",))


def spared(first: int, **more: Any) -> Edition:
    """Return an edition whose first indicator weighs so much and may not apply."""
    rule = {"not_applicable": "redistribute", **more}
    return edition(
        node("index", 100, None, kind="instrument"),
        node("1", first, "index", scale_code=PERCENT.code, **rule),
        node("2", 100 - first, "index", scale_code=PERCENT.code),
        scales=(PERCENT,),
    )


def test_what_is_not_applicable_is_answered_and_has_no_level() -> None:
    of = spared(50)
    found = evaluate(of, read_answers(of, {"1": "n/a", "2": 80}))

    assert (found.announced, found.level_share, found.predicate) == ("80.00", Fraction(1, 2), None)
    assert (found.missing, found.inapplicable, found.left_out) == ((), ("1",), Fraction(1, 2))
    # Nothing is left to be answered: what does not apply is too much by itself.
    assert found.note == Text(
        "Belum dapat dinilai: baru 50 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Tidak berlaku, n/a (1): 1. Terlalu banyak yang dijawab tidak berlaku: paling banyak 50 %"
        " bobot dapat mempunyai tingkat. Periksa jawaban n/a itu, atau gunakan instrumen yang"
        " sesuai bagi instansi ini.",
        "Cannot be judged yet: only 50 % of the weight has a level, the floor is 70 %."
        " Not applicable, n/a (1): 1. Too much was answered as not applicable: at most 50 % of the"
        " weight can have a level. Check these answers, or use an instrument that fits the agency.",
    )
    assert shown(found)["inapplicable"] == ["1"]


@pytest.mark.parametrize(("weight", "predicate"), [(30, GOOD), (31, None)])
def test_exactly_on_the_floor_something_may_not_apply(weight: int, predicate: object) -> None:
    of = spared(weight)
    found = evaluate(of, read_answers(of, {"1": "n/a", "2": 80}))

    assert (found.predicate, found.level_share) == (predicate, Fraction(100 - weight, 100))


def test_what_does_not_apply_and_counts_its_anchor_has_a_level() -> None:
    of = spared(50, not_applicable="anchor", anchor=40)
    found = evaluate(of, read_answers(of, {"1": "n/a", "2": 100}))

    assert (found.announced, found.level_share, found.inapplicable) == ("70.00", 1, ())
    assert found.predicate == GOOD


def test_what_does_not_apply_and_what_is_missing_are_named_apart() -> None:
    """And while answers can still reach the floor, nothing is said of the instrument."""
    of = edition(
        node("index", 100, None, kind="instrument"),
        node("1", 30, "index", scale_code=PERCENT.code, not_applicable="redistribute"),
        indicator("2", 30, "index", PERCENT),
        indicator("3", 40, "index", PERCENT),
    )
    found = evaluate(of, read_answers(of, {"1": "n/a", "3": 80}))

    assert found.note is not None
    assert found.note.id == (
        "Belum dapat dinilai: baru 40 % bobot yang mempunyai tingkat, ambangnya 70 %."
        " Tidak berlaku, n/a (1): 1. Belum ada tingkat (1): 2."
    )


@pytest.mark.parametrize(
    ("answers", "share", "missing", "inapplicable"),
    [
        ({"1.1": 1, "1.2": 1, "1.3": 1, "1.4": "n/a"}, "0.875", (), ("1.4",)),
        ({"1.1": 1, "1.2": "n/a"}, "0.625", ("1.3", "1.4"), ("1.2",)),
        (
            dict.fromkeys(("1.1", "1.2", "1.3", "1.4"), "n/a"),
            "0.5",
            (),
            ("1.1", "1.2", "1.3", "1.4"),
        ),
        # Their indicator goes before them, whatever is answered to it.
        ({"1": 80, "1.1": "n/a"}, "1", (), ()),
        ({"1": "n/a", "1.1": 1}, "0.5", (), ("1",)),
    ],
)
def test_of_criteria_those_with_a_level_count_by_their_weight(
    answers: dict[str, object], share: str, missing: tuple[str, ...], inapplicable: tuple[str, ...]
) -> None:
    of = edition(
        node("index", 100, None, kind="instrument"),
        *ladder_indicator("1", 50, "index", 4),
        indicator("2", 50, "index", PERCENT),
    )
    found = evaluate(of, read_answers(of, {**answers, "2": 80}))

    assert text_of(found.level_share) == share
    assert (found.missing, found.inapplicable) == (missing, inapplicable)


def test_the_criteria_of_a_ladder_have_no_anchor() -> None:
    """A ladder leaves out every criterion that does not apply, so that it has no level."""
    above, first, second = ladder_indicator("1", 50, "index", 2)
    anchored = replace(first, not_applicable="anchor", anchor=1)
    root, other = node("index", 100, None, kind="instrument"), indicator("2", 50, "index")
    of = edition(root, above, anchored, second, other)
    found = evaluate(of, read_answers(of, {"1.1": "n/a", "1.2": 1, "2": 3}))

    assert {each.code: each.basis for each in found.nodes}["1.1"] == "not_applicable"
    assert (found.level_share, found.inapplicable) == (Fraction(3, 4), ("1.1",))


@given(mixed_answers())
def test_the_share_of_levels_is_the_same_however_it_is_reckoned(drawn: Mixed) -> None:
    of, answers = drawn
    found, compiled = evaluate(of, answers), CompiledEdition(of)
    given_ = [answers.get(each.code) for each in of.answered]
    weight = compiled.level_weight(given_, [int(each is not None) for each in given_])

    assert found.level_share == Fraction(weight, compiled.total_weight)
    left_out = {
        each.code
        for each in found.nodes
        if each.answer is NOT_APPLICABLE and each.basis == "not_applicable"
    }
    assert {*found.inapplicable} == left_out
    assert found.level_share + found.left_out <= 1


def test_what_nobody_gave_counts_and_is_missing() -> None:
    answers = read_answers(PERFORMANCE, {"K1": 90, "K2": 90, "K3": 90, "K4": 90})
    found = evaluate(PERFORMANCE, answers, assumed={"K1"})

    assert (found.announced, found.level_share) == ("90.00", Fraction(65, 100))
    assert (found.missing, found.predicate) == (("K1",), None)


@given(
    st.lists(st.none() | st.integers(0, 100), min_size=4, max_size=4),
    st.fractions(0, 1),
)
def test_a_predicate_is_named_exactly_from_the_floor_on(
    levels: list[int | None], floor: Fraction
) -> None:
    named = {
        code: level
        for code, level in zip(("K1", "K2", "K3", "K4"), levels, strict=True)
        if level is not None
    }
    found = evaluate(PERFORMANCE, read_answers(PERFORMANCE, named), judging=Judging(floor))
    compiled = CompiledEdition(PERFORMANCE)
    weight = compiled.covered_weight([int(level is not None) for level in levels])

    assert found.level_share == Fraction(weight, compiled.total_weight)
    assert (found.predicate is not None) == (found.level_share >= floor and bool(named))


def test_of_many_that_are_missing_some_are_named() -> None:
    levels = LevelShares(Fraction(1, 3), [str(each) for each in range(60)])
    said = Judging(DEFAULT_FLOOR).text("below_floor", levels)

    assert "baru ≈ 33.33 % bobot" in said.id
    assert said.id.endswith("48, 49, dan 10 lainnya.")
    assert "Without a level (60)" in said.en
