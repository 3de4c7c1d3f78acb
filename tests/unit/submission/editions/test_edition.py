"""Levels are on the scale of their indicator; some indicators can be answered `n/a`."""

from fractions import Fraction

import pytest

from rules.edition import NOT_APPLICABLE, Scale, ScaleLevel
from rules.exact import Number
from rules.refusal import Refusal
from rules.text import Text
from submission.editions.domain.edition import Edition, Indicator, read_level

NAME = Text("", "")
LEVELS = Scale("levels", "levels", 1, 3, levels=tuple(ScaleLevel(each, NAME) for each in (1, 2, 3)))
PERCENT = Scale("percent", "percent", 0, 100)
GRADES = Scale(
    "grades",
    "grades",
    0,
    100,
    levels=(
        ScaleLevel(70, Text("Baik", "Good"), "B"),
        ScaleLevel(80, Text("Sangat baik", "Very good"), "BB"),
    ),
)
CRITERION = Scale(
    "met",
    "levels",
    0,
    1,
    levels=(
        ScaleLevel(0, Text("Tidak", "No"), "no"),
        ScaleLevel(Fraction(1, 2), Text("Sebagian", "Partly"), "partly"),
        ScaleLevel(1, Text("Ya", "Yes"), "yes"),
    ),
)


@pytest.mark.parametrize(
    ("scale", "written", "level"),
    [
        (LEVELS, "1", 1),
        (LEVELS, "3.0", 3),
        (LEVELS, "4/2", 2),
        (PERCENT, "0", 0),
        (PERCENT, "200/3", Fraction(200, 3)),
        (GRADES, "BB", 80),
        (GRADES, "bb", 80),
        (GRADES, " Sangat baik ", 80),
        (GRADES, "72.5", Fraction(145, 2)),
        (CRITERION, "yes", 1),
        (CRITERION, "ya", 1),
        (CRITERION, "partly", Fraction(1, 2)),
        (CRITERION, "1/2", Fraction(1, 2)),
    ],
)
def test_a_level_is_an_exact_number_or_what_its_scale_calls_it(
    scale: Scale, written: str, level: Number
) -> None:
    assert read_level(Indicator(scale), written) == level


@pytest.mark.parametrize(
    ("scale", "written", "sentence"),
    [
        (LEVELS, "1.5", "1.5 is not on its scale; it takes 1, 2, 3"),
        (LEVELS, "0", "0 is not on its scale; it takes 1, 2, 3"),
        (PERCENT, "100.001", "100.001 is not on its scale; it takes 0 to 100"),
        (PERCENT, "banyak", "'banyak' is no level; it takes 0 to 100"),
        (PERCENT, "", "'' is no level; it takes 0 to 100"),
        (GRADES, "BBB", "'BBB' is no level; it takes 0 to 100 or B (70), BB (80)"),
        (CRITERION, "mungkin", "'mungkin' is no level; it takes no (0), partly (0.5), yes (1)"),
        (LEVELS, "n/a", "always applies: n/a is not accepted"),
    ],
)
def test_what_is_no_level_is_named_with_all_that_there_are(
    scale: Scale, written: str, sentence: str
) -> None:
    rule = read_level(Indicator(scale), written)

    assert isinstance(rule, Refusal)
    assert (rule.pointer, rule.text.en) == ("/level", sentence)
    assert rule.text.id != rule.text.en


@pytest.mark.parametrize("written", ["n/a", "N/A"])
def test_only_an_indicator_that_accepts_na_takes_it(written: str) -> None:
    assert read_level(Indicator(LEVELS, accepts_na=True), written) is NOT_APPLICABLE
    assert isinstance(read_level(Indicator(LEVELS), written), Refusal)


def test_an_indicator_has_the_scale_and_the_rule_of_its_edition() -> None:
    edition = Edition(
        code="contoh",
        content_hash="a" * 64,
        period_kind="year",
        scales={"levels": LEVELS},
        scale_codes={"1": "levels", "1.a": "levels"},
        with_na={"1.a"},
    )
    assert edition.indicator("1") == Indicator(LEVELS, accepts_na=False)
    assert edition.indicator("1.a") == Indicator(LEVELS, accepts_na=True)
    assert edition.indicator("2") is None
