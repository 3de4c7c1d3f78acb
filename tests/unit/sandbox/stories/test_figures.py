"""Exact figures as the stories show them."""

import pytest

from sandbox.stories.figures import announced, day, rupiah, share, signed
from sandbox.stories.tuban.reorganising import spans


@pytest.mark.parametrize(
    ("exact", "shown"), [("20/3", "6.67"), ("90.75", "90.75"), ("95", "95.00"), (None, "-")]
)
def test_a_number_has_two_places(exact: str | None, shown: str) -> None:
    assert announced(exact) == shown


@pytest.mark.parametrize(
    ("exact", "shown"),
    [("1/8", "[green]+0.13[/]"), ("-7.126", "[red]-7.13[/]"), ("0", "0.00"), (None, "-")],
)
def test_a_difference_has_a_sign(exact: str | None, shown: str) -> None:
    assert signed(exact) == shown


@pytest.mark.parametrize(("exact", "shown"), [("0.75", "75 %"), ("2/3", "66.67 %"), (None, "-")])
def test_a_share_is_in_percent(exact: str | None, shown: str) -> None:
    assert share(exact) == shown


def test_money_and_days_are_written_as_people_do() -> None:
    assert rupiah("139381153000", "id") == "139.381.153.000"
    assert rupiah("139381153000", "en") == "139,381,153,000"
    assert day("2026-07-01") == "01-07-2026"


def test_periods_of_a_kind_are_one_span() -> None:
    assert spans(["2026-09", "2026-07", "2026-Q3", "2026-08"]) == "2026-07 … 2026-09, 2026-Q3"
    assert spans([]) == "-"
