from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from integration.reading.domain.formats import (
    BrokenValue,
    SubActivityCode,
    activity_code,
    exact_number,
    is_sum,
    looks_like,
    programme_code,
    read_date,
    read_day_or_instant,
    read_instant,
    read_number,
    read_sub_activity,
)
from rules.exact import fraction

WIB, WIT = ZoneInfo("Asia/Jakarta"), ZoneInfo("Asia/Jayapura")


@pytest.mark.parametrize(
    ("written", "value", "expected"),
    [
        ("plain", "125000000.00", "125000000"),
        ("plain", "1250.125", "1250.125"),
        ("plain", " 7 ", "7"),
        ("plain", "-3.50", "-3.5"),
        ("indonesian", "1.250.000,00", "1250000"),
        ("indonesian", "1250000", "1250000"),
        ("indonesian", "1.250", "1250"),
        ("indonesian", "3,05", "3.05"),
        ("indonesian", "0,1", "0.1"),
        ("indonesian", "-1.000,5", "-1000.5"),
        ("indonesian", 1250000, "1250000"),
        ("indonesian", Decimal("12.34"), "12.34"),
        ("plain", Decimal("1E+3"), "1000"),
    ],
)
def test_a_number_is_read_by_its_declared_format(written: Any, value: Any, expected: str) -> None:
    assert exact_number(value, written) == expected


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("plain", "1.250.000,00"),
        ("plain", "3,05"),
        ("plain", "1e6"),
        ("plain", ""),
        ("plain", "Rp 100"),
        ("plain", "٣"),
        ("plain", "1" * 21),
        ("indonesian", "1250000.00"),
        ("indonesian", "0.750"),
        ("indonesian", "-0.750,5"),
        ("indonesian", "012.500"),
        ("indonesian", "000.000"),
        ("indonesian", "1.25"),
        ("indonesian", "12.3456"),
        ("indonesian", "1.2500,00"),
        ("indonesian", ",5"),
        ("indonesian", "NaN"),
        ("indonesian", None),
        ("indonesian", True),
        ("indonesian", [1]),
        ("indonesian", 10**20),
        ("indonesian", Decimal("1E+400")),
        ("indonesian", Decimal("1E-400")),
    ],
)
def test_what_does_not_follow_the_format_is_never_guessed_at(written: Any, value: Any) -> None:
    with pytest.raises(BrokenValue, match="not_a_number"):
        read_number(value, written)


@given(st.integers(-(10**18), 10**18), st.integers(0, 99))
def test_both_formats_give_the_same_number(whole: int, cents: int) -> None:
    plain = f"{whole}.{cents:02d}"
    indonesian = f"{whole:,}".replace(",", ".") + f",{cents:02d}"
    expected = Fraction(plain)
    assert read_number(plain, "plain") == read_number(indonesian, "indonesian") == expected
    assert fraction(exact_number(plain, "plain")) == expected


@pytest.mark.parametrize(
    ("value", "zone", "expected"),
    [
        ("2026-01-05 10:00:00", WIB, "2026-01-05T03:00:00Z"),
        ("2026-01-05 10:00:00", WIT, "2026-01-05T01:00:00Z"),
        ("2026-01-01 03:30:59", WIB, "2025-12-31T20:30:59Z"),
        ("2026-01-05T10:00:00", WIB, "2026-01-05T03:00:00Z"),
        ("2026-01-05T10:00:00Z", WIB, "2026-01-05T10:00:00Z"),
        ("2026-01-05 10:00:00+07:00", WIT, "2026-01-05T03:00:00Z"),
        ("2026-01-05T10:00:00.999+0800", WIB, "2026-01-05T02:00:00Z"),
    ],
)
def test_a_local_time_becomes_an_instant(value: str, zone: ZoneInfo, expected: str) -> None:
    assert read_instant(value, zone) == expected


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-05",
        "2026-01-05 10:00:00+25:00",
        "1970-01-01T00:00:00+00:00",
        "2026-02-30 10:00:00",
        "2026-01-05 25:00:00",
        "0000-00-00 00:00:00",
        "0001-01-01 00:00:00",
        "-0001-11-30 00:00:00",
        "1900-01-01 00:00:00",
        "1970-01-01 07:00:00",
        "05-01-2026 10:00:00",
        1767582000,
        None,
    ],
)
def test_no_other_writing_is_a_local_time(value: Any) -> None:
    with pytest.raises(BrokenValue, match="not_a_time"):
        read_instant(value, WIB)


@pytest.mark.parametrize("value", ["2026-02-03", "2026-02-03 09:00:00", "2026-02-02T20:00:00Z"])
def test_a_date_may_carry_a_time(value: str) -> None:
    assert read_date(value, WIB) == "2026-02-03"


def test_a_date_stays_one_and_a_time_is_an_instant() -> None:
    assert read_day_or_instant("2026-02-03", WIB) == "2026-02-03"
    assert read_day_or_instant("2026-02-03 09:00:00", WIB) == "2026-02-03T02:00:00Z"


@pytest.mark.parametrize("value", ["2026-02-30", "3 Februari 2026", 20260203, "2026-02-03T09"])
def test_no_other_writing_is_a_date(value: Any) -> None:
    with pytest.raises(BrokenValue, match="not_a_time"):
        read_date(value, WIB)


@pytest.mark.parametrize(
    ("value", "code_set"),
    [("2.16.03.2.02.07", 1), ("2.16.03.2.02.0007", 2), ("X.XX.01.2.01.01", 1)],
)
def test_a_sub_activity_carries_its_code_set(value: str, code_set: int) -> None:
    assert read_sub_activity(value) == SubActivityCode(code_set, value)


@pytest.mark.parametrize(
    ("value", "code"),
    [
        ("2.16.3.2.02.07", "2.16.03.2.02.07"),
        ("02.16.03.2.2.0007", "2.16.03.2.02.0007"),
        (" x.xx.1.2.01.01 ", "X.XX.01.2.01.01"),
        ("X.X.01.2.01.0001", "X.XX.01.2.01.0001"),
    ],
)
def test_a_code_is_read_in_the_writing_of_its_code_set(value: str, code: str) -> None:
    assert read_sub_activity(value).code == code


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        (("2", "16", "03"), "2.16.03"),
        (("2", "16", "3"), "2.16.03"),
        (("02", "16", " 3 "), "2.16.03"),
        (("x", "XX", "1"), "X.XX.01"),
    ],
)
def test_a_programme_is_written_in_one_way(parts: tuple[str, str, str], code: str) -> None:
    assert programme_code(*parts) == code


@pytest.mark.parametrize(
    "parts",
    [
        ("2", "16", "003"),
        ("", "16", "03"),
        ("2", "1a", "03"),
        ("12", "16", "03"),
        ("2", "16", "3.0"),
    ],
)
def test_what_cannot_be_a_programme_is_broken(parts: tuple[str, str, str]) -> None:
    with pytest.raises(BrokenValue, match="not_a_code"):
        programme_code(*parts)


@pytest.mark.parametrize(("value", "code"), [("2", "02"), ("02", "02"), ("2.2", "2.02")])
def test_an_activity_is_written_in_one_way(value: str, code: str) -> None:
    assert activity_code(value) == code


@pytest.mark.parametrize("value", ["002", "3.02", "e", "2.", "2.02.01"])
def test_what_cannot_be_an_activity_is_broken(value: str) -> None:
    with pytest.raises(BrokenValue, match="not_a_code"):
        activity_code(value)


@pytest.mark.parametrize(
    "value", ["2.16.03.2.02", "2.16.03.2.02.007", "2.16.03.3.02.0007", "", None, 216]
)
def test_no_other_writing_is_a_sub_activity(value: Any) -> None:
    with pytest.raises(BrokenValue, match="not_a_code"):
        read_sub_activity(value)


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("7.01.01", True),
        ("1.02-01", True),
        ("2.16.O1", False),
        ("2,16.01", False),
        ("#REF!", False),
        ("belum", False),
        ("1970-01-01 00:00:00", False),
    ],
)
def test_a_unit_that_nobody_mapped_is_written_like_those_that_are(
    unit: str, *, expected: bool
) -> None:
    assert looks_like(unit, ["2.16.01", "1.02.01"]) is expected
    assert looks_like("DINKES", ["DISHUB"])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("TOTAL", True),
        ("Jumlah seluruhnya", True),
        ("Sub-Total:", True),
        ("Rekapitulasi OPD", True),
        ("Totalitas", False),
        ("belum", False),
        ("2.16.01", False),
    ],
)
def test_a_word_for_a_sum_stands_for_no_unit(text: str, *, expected: bool) -> None:
    assert is_sum(text) is expected
