"""Levels are on the scale of their indicator."""

from fractions import Fraction

import pytest

from submission.domain.edition import Edition, Scale, check_level

LEVELS = Scale(
    kind="levels",
    minimum=Fraction(1),
    maximum=Fraction(3),
    levels=(Fraction(1), Fraction(2), Fraction(3)),
)
PERCENT = Scale(kind="percent", minimum=Fraction(0), maximum=Fraction(100))


@pytest.mark.parametrize(
    ("scale", "level"),
    [(LEVELS, "1"), (LEVELS, "3.0"), (LEVELS, "4/2"), (PERCENT, "0"), (PERCENT, "200/3")],
)
def test_level_on_the_scale_breaks_no_rule(scale: Scale, level: str) -> None:
    assert list(check_level(scale, level)) == []


@pytest.mark.parametrize(
    ("scale", "level", "sentence"),
    [
        (LEVELS, "1.5", "it takes: 1, 2, 3"),
        (LEVELS, "0", "it takes: 1, 2, 3"),
        (PERCENT, "100.001", "it takes: 0..100"),
        (PERCENT, "banyak", "must be an exact number"),
    ],
)
def test_level_off_the_scale_is_named(scale: Scale, level: str, sentence: str) -> None:
    (rule,) = check_level(scale, level)
    assert rule.pointer == "/level"
    assert sentence in rule.en


def test_indicator_has_the_scale_of_its_edition() -> None:
    edition = Edition(
        code="contoh",
        content_hash="a" * 64,
        period_kind="year",
        scales={"levels": LEVELS},
        indicators={"1": "levels"},
    )
    assert edition.scale_of("1") is LEVELS
    assert edition.scale_of("2") is None
