from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from integration.reading.adapters.row import Row
from integration.reading.domain.broken_row import BrokenRow, IgnoredRow
from integration.reading.domain.row_error import SENTENCES
from integration.sources.domain.source import Options, Source

KEYS = {"x": "x", "inner": "outer.inner"}


@pytest.fixture
def row(source: Source) -> Any:
    def make(value: Any = None, **raw: Any) -> Row:
        return Row({"x": value, **raw}, KEYS, source, ZoneInfo("Asia/Jakarta"))

    return make


def broken(row: Row, method: str, *arguments: Any, **named: Any) -> str:
    with pytest.raises(BrokenRow) as caught:
        getattr(row, method)("x", *arguments, **named)
    assert caught.value.code in SENTENCES
    assert caught.value.field == "x"
    return caught.value.code


def test_a_dot_enters_an_object(row: Any) -> None:
    assert row(outer={"inner": "y"}).value("inner") == "y"
    assert row(outer=None).value("inner") is None
    assert row(outer=["inner"]).value("inner") is None


@pytest.mark.parametrize(("value", "expected"), [("a", "a"), (" a ", "a"), ("-", None), ("", None)])
def test_empty_text_is_none(row: Any, value: str, expected: str | None) -> None:
    assert row(value).optional_text("x") == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [(5, "not_text"), ("a\x00", "not_text"), ("\ud800", "not_text"), ("a" * 4001, "too_long")],
)
def test_text_that_cannot_be_kept_is_broken(row: Any, value: Any, code: str) -> None:
    assert broken(row(value), "optional_text") == code


@pytest.mark.parametrize(("value", "expected"), [(20, "20"), ("20", "20"), (" 2.16 ", "2.16")])
def test_an_id_may_be_a_number_or_a_text(row: Any, value: Any, expected: str) -> None:
    assert row(value).identifier("x") == expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "missing"),
        (True, "missing"),
        ("", "missing"),
        ([], "missing"),
        ("a" * 151, "too_long"),
    ],
)
def test_other_things_are_no_id(row: Any, value: Any, code: str) -> None:
    assert broken(row(value), "identifier") == code


@pytest.mark.parametrize(
    ("value", "expected"), [(0, False), (1, True), ("1", True), ("0", False), (True, True)]
)
def test_a_flag_is_zero_or_one_in_any_writing(row: Any, *, value: Any, expected: bool) -> None:
    assert row(value).flag("x") is expected


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (None, "missing"),
        (2, "out_of_range"),
        ("ya", "not_a_number"),
        ("tidak diketahui", "not_a_number"),
    ],
)
def test_other_things_are_no_flag(row: Any, value: Any, code: str) -> None:
    assert broken(row(value), "flag") == code


def test_a_row_of_another_year_than_asked_for_is_broken(row: Any) -> None:
    assert row("2026").year("x", 2026) == 2026
    assert broken(row(2025), "year", 2026) == "wrong_year"
    assert broken(row(20260), "year", 2026) == "out_of_range"


def test_ranges_are_held(row: Any) -> None:
    assert row("100.00").percent("x") == "100"
    assert broken(row("100.01"), "percent") == "out_of_range"
    assert broken(row("-0.01"), "ceiling") == "out_of_range"
    assert row("-5").amount("x") == "-5"
    assert broken(row(13), "whole", least=1, most=12) == "out_of_range"


@pytest.mark.parametrize(
    "method", ["amount_or_none", "optional_instant", "optional_date", "optional_text"]
)
def test_null_is_none_where_it_may_be(row: Any, method: str) -> None:
    assert getattr(row(None), method)("x") is None
    assert getattr(row(""), method)("x") is None


@pytest.mark.parametrize("method", ["amount", "instant", "sub_activity", "text"])
def test_null_is_missing_where_it_may_not_be(row: Any, method: str) -> None:
    assert broken(row(None), method) == "missing"


def test_a_choice_is_one_of_the_known_words_in_any_case(row: Any) -> None:
    assert row("RENJA").choice("x", {"renja": 1}) == 1
    assert broken(row("RKA"), "choice", {"renja": 1}) == "unknown_value"


def test_a_unit_is_the_agency_it_is_registered_for(row: Any) -> None:
    assert row("2.16.01").owner("x") == {"unit_id": "2.16.01", "agency_code": "9901.2.16.01"}
    assert broken(row("7.01.01"), "owner") == "unknown_unit"


def test_a_unit_that_is_left_out_on_purpose_is_no_error(source: Source) -> None:
    options = Options(number_format="plain", ignored_units=frozenset({"7.01.01"}))
    row = Row({"x": "7.01.01"}, KEYS, replace(source, options=options), ZoneInfo("UTC"))
    with pytest.raises(IgnoredRow):
        row.owner("x")


def test_what_was_found_is_quoted_shortly(row: Any) -> None:
    with pytest.raises(BrokenRow) as caught:
        row("x" * 500).amount("x")
    assert len(caught.value.found) == 60


@pytest.mark.parametrize("nothing", ["", " ", "-", "--", "n/a", "N/A", "null", "\u2013"])
def test_a_spelling_of_nothing_is_none_where_it_may_be(row: Any, nothing: str) -> None:
    for method in ("amount_or_none", "optional_instant", "optional_date", "optional_text"):
        assert getattr(row(nothing), method)("x") is None
    for method in ("amount", "instant", "identifier", "text", "flag", "sub_activity"):
        assert broken(row(nothing), method) == "missing"


@pytest.mark.parametrize("no_day", ["0000-00-00 00:00:00", "0000-00-00", "0001-01-01 00:00:00"])
def test_no_day_is_none_where_a_day_may_be_missing(row: Any, no_day: str) -> None:
    assert row(no_day).optional_instant("x") is None
    assert row(no_day).optional_date("x") is None
    assert broken(row(no_day), "instant") == "not_a_time"


def test_nothing_is_taken_back_but_a_key_that_is_not_there_is_missing(row: Any) -> None:
    assert row(None).optional("x", row(None).amount) is None
    assert row("5").optional("x", row("5").amount) == "5"
    with pytest.raises(BrokenRow, match="missing"):
        row(None).optional("inner", row(None).amount)
