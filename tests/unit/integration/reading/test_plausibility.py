from fractions import Fraction

import pytest

from integration.reading.domain.plausibility import Limits, ListingCounts, doubt

LIMITS = Limits(broken_share=Fraction(1, 5), kept_share=Fraction(1, 2))


def code(rows: int, *, before: int | None = None, errors: tuple[str, ...] = ()) -> str | None:
    listing = ListingCounts(resource="ceilings/2026", rows=rows, before=before, error_codes=errors)
    reason = doubt([listing], LIMITS)
    return None if reason is None else reason.code


@pytest.mark.parametrize(
    ("rows", "broken", "expected"),
    [
        (1, 1, None),  # one broken row is one broken row
        (10, 2, None),
        (10, 3, "too_many_broken_rows"),
        (3, 2, "too_many_broken_rows"),
        (1000, 200, None),
        (1000, 201, "too_many_broken_rows"),
    ],
)
def test_a_share_of_broken_rows_is_too_much(rows: int, broken: int, expected: str | None) -> None:
    assert code(rows, errors=("not_a_number",) * broken) == expected


def test_units_that_nobody_mapped_are_not_broken_rows() -> None:
    assert code(10, errors=("unknown_unit",) * 10) is None


@pytest.mark.parametrize(
    ("rows", "before", "expected"),
    [
        (0, None, None),  # read for the first time
        (0, 0, None),
        (0, 1, "shrunk"),
        (1, 2, None),
        (49, 100, "shrunk"),
        (50, 100, None),
        (500, 100, None),
    ],
)
def test_a_listing_that_lost_most_of_its_rows_is_not_believed(
    rows: int, before: int | None, expected: str | None
) -> None:
    assert code(rows, before=before) == expected


def test_an_operator_can_say_that_it_is_right() -> None:
    listing = ListingCounts(resource="x", rows=0, before=10, error_codes=())
    assert doubt([listing], LIMITS, accept_shrinkage=True) is None


def test_one_doubtful_listing_is_enough() -> None:
    fine = ListingCounts(resource="a", rows=10, before=10, error_codes=())
    shrunk = ListingCounts(resource="b", rows=1, before=10, error_codes=())
    reason = doubt([fine, shrunk], LIMITS)
    assert reason is not None
    assert "b" in reason.text.id
    assert "10 -> 1" in reason.text.en


@pytest.mark.parametrize(("own_rows", "expected"), [(100, None), (9, "too_many_broken_rows")])
def test_the_share_is_one_of_the_rows_of_the_units_that_are_mapped(
    own_rows: int, expected: str | None
) -> None:
    listing = ListingCounts(
        resource="x",
        rows=1000,
        before=None,
        error_codes=("not_a_number",) * 2 + ("unknown_unit",) * 500,
        own_rows=own_rows,
    )
    reason = doubt([listing], LIMITS)
    assert (reason and reason.code) == expected
