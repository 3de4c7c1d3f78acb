"""A cell whose format shows another number than it holds is found."""

import pytest

from rules.number_format import shown_otherwise


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (3, "General"),
        (3, "@"),
        (3, "0"),
        (3, "0.0"),
        (3.25, "#,##0.00"),
        (3, "0.00E+00"),
        (3, "[Red]0;[Blue]-0"),
        (-3, "0;-0"),
        (-3, "0_);(0)"),
        (-3, r"#,##0.00_);[Red]\(#,##0.00\)"),
        (3, "[$-421]#,##0"),
        (3, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)'),
        (0.85, "0%"),
        (0.855, "0.0%"),
    ],
)
def test_a_format_that_shows_the_number_is_fine(value: float, number_format: str) -> None:
    assert shown_otherwise(value, number_format) is None


@pytest.mark.parametrize(
    ("value", "number_format"),
    [
        (3, '"5"'),
        (3, "\\5"),
        (3, '"5";"5"'),
        (3, '0"5"'),
        (3, '"1"0'),
        (3, '0" juta"'),
        (3, ";;;"),
        (3, ";"),
        (3000, "0,"),
        (3_000_000, "0.0,,"),
        (3, "-0"),
        (-3, "0;0"),
        (0, '0;-0;"-"'),
        (0, '_(* #,##0_);_(* (#,##0);_(* "-"_);_(@_)'),
        (3, "[>2]0;0"),
        (3, "[=3]5"),
        (0.5, "# ?/?"),
        (0.5, '"8"%'),
        (3, "[$5-421]0"),
    ],
)
def test_a_format_that_shows_something_else_is_not(value: float, number_format: str) -> None:
    fault = shown_otherwise(value, number_format)
    assert fault is not None
    assert fault.en.startswith("has a number format that shows something else")
