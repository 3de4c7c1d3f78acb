"""Numbers, months and days as people write them into files."""

from decimal import Decimal

import pytest

from integration.files.domain.numbers import Sign, decided, number_of, sign_shown_by
from integration.reading.domain.months import day_of, month_of


@pytest.mark.parametrize(
    ("text", "sign", "number"),
    [
        ("Rp104.571.400,00", ",", "104571400.00"),
        ("1.234.567,89", ",", "1234567.89"),
        ("1,234,567.89", ".", "1234567.89"),
        ("Rp 1.250.000,-", ",", "1250000"),
        ("IDR 5000", ".", "5000"),
        ("(1.500)", ",", "-1500"),
        ("-Rp 1.500", ",", "-1500"),
        (" 1 250 000 ", ",", "1250000"),
        ("0,75", ",", "0.75"),
        ("1.234", ",", "1234"),
        ("1.234", ".", "1.234"),
    ],
)
def test_a_number_is_read_with_the_sign_of_its_file(text: str, sign: Sign, number: str) -> None:
    assert number_of(text, sign) == Decimal(number)


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        ("0,75", "."),
        ("0.75", ","),
        ("1.23.456", ","),
        ("1,234.567,8", ","),
        ("12,5 juta", ","),
        ("nihil", ","),
        ("#REF!", ","),
        ("", ","),
        ("1e5", "."),
        ("٣", "."),
    ],
)
def test_what_is_no_number_with_this_sign_is_none(text: str, sign: Sign) -> None:
    assert number_of(text, sign) is None


def test_the_sign_is_decided_once_and_a_contradiction_by_the_registration() -> None:
    shown = {text: sign_shown_by(text) for text in ("1.234", "1250000", "1.234,5", "1.5", "Rp2,5")}

    assert shown == {"1.234": None, "1250000": None, "1.234,5": ",", "1.5": ".", "Rp2,5": ","}
    assert decided([","], ".") == ","
    assert decided([".", ".", "."], ",") == "."
    assert decided([], ".") == "."
    assert decided([",", "."], ",") == ","


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("Jan", 1),
        ("Peb", 2),
        ("PEBRUARI", 2),
        ("Mar", 3),
        ("MARET", 3),
        ("Mei", 5),
        ("AGUST", 8),
        ("Sept.", 9),
        ("Oktober 2026", 10),
        ("Nop", 11),
        ("Desember", 12),
        ("december", 12),
        ("bulan Juni", 6),
        ("02", 2),
        ("XI", 11),
        ("13", None),
        ("Triwulan", None),
        ("", None),
    ],
)
def test_months_in_both_languages(text: str, month: int | None) -> None:
    assert month_of(text) == month


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("31/12/2026", "2026-12-31"),
        ("5 Peb 2026", "2026-02-05"),
        ("17-08-2026", "2026-08-17"),
        ("1 Nopember 2026", "2026-11-01"),
        ("12/31/2026", None),
        ("31/02/2026", None),
        ("2026-12-31", None),
    ],
)
def test_days_are_written_day_first(text: str, day: str | None) -> None:
    assert day_of(text) == day
