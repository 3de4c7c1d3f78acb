"""The floor of coverage: below it a value is a number and no more."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.rules.samples import BANDS, PERCENT, edition, indicator, node

from rules.answers import read_answers
from rules.compiled import CompiledEdition
from rules.evaluation import evaluate
from rules.floor import DEFAULT_FLOOR, NEVER, Floor, Judging, floor_of, floor_text
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
    said = early.text("not_begun", share=1, missing=())
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


def test_what_is_not_applicable_is_answered() -> None:
    open_edition = edition(
        node("index", 100, None, kind="instrument"),
        node("1", 50, "index", scale_code=PERCENT.code, not_applicable="redistribute"),
        node("2", 50, "index", scale_code=PERCENT.code),
        scales=(PERCENT,),
    )
    found = evaluate(open_edition, read_answers(open_edition, {"1": "n/a", "2": 80}))

    assert (found.level_share, found.predicate) == (1, GOOD)


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
    said = Judging(DEFAULT_FLOOR).text(
        "below_floor", share=Fraction(1, 3), missing=[str(each) for each in range(60)]
    )

    assert "baru ≈ 33.33 % bobot" in said.id
    assert said.id.endswith("48, 49, dan 10 lainnya.")
    assert "Without a level (60)" in said.en
